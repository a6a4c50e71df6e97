import Effects
import Foundation
import HTTPClient
import HostTesting
import StandIns
import Testing
import Vendors

@testable import Host

@Suite("Admins by e-mail address")
struct AdminEmailTests {
    @Test(
        "a list's addresses are trimmed, in lower case, and never empty",
        arguments: [
            (nil, []), ("", []), (" , ,", []), ("ada@example.com", ["ada@example.com"]),
            (" Ada@Example.com,, bob@example.com ", ["ada@example.com", "bob@example.com"]),
        ] as [(String?, Set<String>)])
    func list(text: String?, emails: Set<String>) {
        #expect(HostConfiguration.adminEmails(text) == emails)
    }

    @Test("who is listed is an admin, in any case; others are not, nor anybody where the list is empty")
    func listed() async throws {
        for (list, isAdmin) in [(" ADA@example.com ,, ", true), (" , ", false)] {
            try await TestApp.run(TestApp.Options(adminEmails: list)) { app in
                let ada = try await app.caller("ada@example.com")
                #expect(try await ada.get("/api/admin/schedules").status == (isAdmin ? 200 : 403))
                #expect(try await ada.get("/api/profile").data["isAdmin"] as? Bool == isAdmin)
                for other in ["jane@example.com", "ada@example.com.example.org", "xada@example.com"] {
                    let caller = try await app.caller(other)
                    #expect(try await caller.get("/api/admin/schedules").code == "FORBIDDEN")
                    #expect(try await caller.get("/api/profile").data["isAdmin"] as? Bool == false)
                }
            }
        }
    }

    @Test("an admin by address is told as one in lists of users once they have acted, also without webhooks")
    func remembered() async throws {
        try await TestApp.run(TestApp.Options(adminEmails: "ada@example.com")) { app in
            _ = try await app.caller().get("/api/profile")
            let ada = try await app.caller("ada@example.com")
            for _ in 1...2 {
                let admins = try await ada.get("/api/admin/users?admins=true").list
                #expect(admins.map { $0["email"] as? String } == ["ada@example.com"])
                #expect(admins.map { $0["adminBy"] as? String } == ["environment"])
            }
        }
    }

    @Test("a user whom the issuer no longer knows is no admin a minute later")
    func removed() async throws {
        let clock = ManualEffects()
        let options = TestApp.Options(effects: clock.effects, adminEmails: "ada@example.com")
        try await TestApp.run(options) { app in
            let ada = try await app.caller("ada@example.com")
            #expect(try await ada.get("/api/admin/schedules").status == 200)
            let id = try await app.standIns.clerk.userID(email: "ada@example.com")
            var request = HTTPRequest(method: "DELETE", url: "\(app.standInsURL)/_dev/clerk/v1/users/\(id)")
            request.headers = [("Authorization", "Bearer sk_test_dev")]
            #expect(try await HTTPClient().send(request).status == 200)
            #expect(try await ada.get("/api/admin/schedules").status == 200)
            clock.advance(by: .seconds(60))
            #expect(try await ada.get("/api/admin/schedules").code == "FORBIDDEN")
        }
    }

    @Test("while the issuer is away nobody is found to be an admin, and that is not taken for an answer")
    func away() async throws {
        let emails = AdminEmails(
            listed: ["ada@example.com"], hearsOfChanges: false,
            clerk: ClerkClient(
                configuration: ClerkClient.Configuration(
                    apiURL: "http://127.0.0.1:9", frontendURL: "", secretKey: "sk_test_dev"), http: HTTPClient()),
            effects: .live, log: HouseLog(area: "test", logger: LogLines().logger))
        for _ in 1...2 {
            let error = await #expect(throws: APIError.self) { try await emails.listedAddress(of: "user_1") }
            #expect(error?.code == .vendorUnavailable)
        }
        #expect(try await emails.listedAddress(of: "../v1/users/user_1") == nil, "no id of the issuer's")
    }
}
