import Foundation
import Testing
import Vendors

@Suite("Clerk's events")
struct ClerkEventTests {
    private static func event(_ type: String, _ data: String, timestamp: String = "1767225600123") -> [UInt8] {
        Array(#"{"object":"event","type":"\#(type)","timestamp":\#(timestamp),"data":\#(data)}"#.utf8)
    }

    private static func user(
        id: String = #""user_1""#, primary: String = #""idn_2""#, status: String = "verified",
        email: String = "ada@example.com", names: String = #""first_name":"Ada","last_name":"Lovelace""#,
        updated: String = "1767225600000"
    ) -> String {
        """
        {"id":\(id),\(names),"primary_email_address_id":\(primary),"updated_at":\(updated),"email_addresses":[
        {"id":"idn_1","email_address":"old@example.com","verification":{"status":"verified"}},
        {"id":"idn_2","email_address":"\(email)","verification":{"status":"\(status)"}}]}
        """
    }

    private func told(_ data: String, timestamp: String = "1767225600123") -> ClerkUserState? {
        guard case .user(let state)? = ClerkEvent(body: Self.event("user.updated", data, timestamp: timestamp)) else {
            return nil
        }
        return state
    }

    @Test("a user's primary address counts where it is verified, and the names as one")
    func user() throws {
        let whole = try #require(told(Self.user()))
        #expect(
            [whole.id, whole.verifiedEmail?.exposed, whole.fullName] == ["user_1", "ada@example.com", "Ada Lovelace"])
        #expect(whole.updatedAt == Date(timeIntervalSince1970: 1_767_225_600))
        #expect(whole.sentAt == Date(timeIntervalSince1970: 1_767_225_600.123))
        for unverified in [
            Self.user(status: "unverified"), Self.user(primary: "null"), Self.user(primary: #""idn_3""#),
            Self.user(email: "no address"), Self.user(email: #"a\u0000b@example.com"#), Self.user(email: "ada"),
            Self.user(email: "a@" + String(repeating: "x", count: 320)),
        ] {
            let state = try #require(told(unverified))
            #expect(state.verifiedEmail == nil, "\(unverified)")
        }
        for (names, full) in [
            (#""first_name":null,"last_name":null"#, nil), (#""first_name":" ""#, nil), (#""last_name":"L""#, "L"),
            (#""first_name":"A\u0000da""#, "Ada"),
        ] {
            #expect(try #require(told(Self.user(names: names))).fullName == full, "\(names)")
        }
        let long = "\"first_name\":\"\(String(repeating: "é", count: 300))\""
        #expect(try #require(told(Self.user(names: long))).fullName?.count == 200)
    }

    @Test("an event without the user's own time is ordered by its own; one without any is none")
    func times() throws {
        #expect(
            try #require(told(Self.user(updated: "null"))).updatedAt
                == Date(timeIntervalSince1970: 1_767_225_600.123))
        let own = try #require(told(Self.user(), timestamp: "null"))
        #expect(own.sentAt == own.updatedAt)
        for time in ["null", "0", "-5", "1e300", "253402300800000", "\"2026\""] {
            #expect(told(Self.user(updated: time), timestamp: time) == nil, "\(time)")
        }
    }

    @Test("what names nobody is no event of a user; other events are others")
    func others() {
        for id in ["null", "1", #""""#, #""user_""#, #""user_a b""#, #""user_\u0000""#, #""org_1""#, #"["user_1"]"#] {
            #expect(ClerkEvent(body: Self.event("user.deleted", "{\"id\":\(id)}")) == nil, "\(id)")
            #expect(told(Self.user(id: id)) == nil, "\(id)")
        }
        #expect(
            ClerkEvent(body: Self.event("user.deleted", #"{"id":"user_1","deleted":true}"#)) == .deletedUser("user_1"))
        #expect(ClerkEvent(body: Self.event("session.created", "{}")) == .other("session.created"))
        for body in ["", "[]", "{", "<html>", #"{"type":1}"#, "null"] {
            #expect(ClerkEvent(body: Array(body.utf8)) == nil, "\(body)")
        }
    }
}
