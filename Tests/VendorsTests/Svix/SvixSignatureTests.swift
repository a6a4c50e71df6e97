import Crypto
import Foundation
import Testing
import Vendors

@Suite("Checking Svix signatures")
struct SvixSignatureTests {
    /// The example of Svix's own libraries.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let time = 1_614_265_330
    private static let body = #"{"test": 2432232314}"#
    private static let mac = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private static let right = ["id": id, "timestamp": String(time), "signature": "v1," + mac]

    private static func sign(_ id: String, _ time: String, _ body: String = body) -> String {
        let key = SymmetricKey(data: Data(base64Encoded: String(secret.dropFirst(6))) ?? Data())
        let mac = HMAC<SHA256>.authenticationCode(for: Data("\(id).\(time).\(body)".utf8), using: key)
        return "v1," + Data(mac).base64EncodedString()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Headers without their prefix; `nil` leaves one out.
        var changes: [String: String?] = [:]
        var prefix = "svix"
        var body = SvixSignatureTests.body
        var secret = SvixSignatureTests.secret
        /// The checker's clock, in seconds from the signature's time.
        var later = 0
        let error: SvixSignatureError?
    }

    private static let zeros = "v1," + Data(repeating: 0, count: 32).base64EncodedString()

    static let cases = [
        Case(testDescription: "the example", error: nil),
        Case(testDescription: "the other names of the headers", prefix: "webhook", error: nil),
        Case(testDescription: "names that nobody uses", prefix: "hook", error: .missing("webhook-id")),
        Case(testDescription: "a secret without its prefix", secret: String(secret.dropFirst(6)), error: nil),
        Case(testDescription: "another secret", secret: "whsec_c2VjcmV0", error: .signature),
        Case(testDescription: "five minutes old", later: 300, error: nil),
        Case(testDescription: "older", later: 301, error: .time),
        Case(testDescription: "five minutes ahead", later: -300, error: nil),
        Case(testDescription: "further ahead", later: -301, error: .time),
        Case(testDescription: "no id", changes: ["id": nil], error: .missing("webhook-id")),
        Case(testDescription: "an empty id", changes: ["id": ""], error: .missing("svix-id")),
        Case(testDescription: "another id", changes: ["id": "msg_other"], error: .signature),
        Case(testDescription: "an id with a dot", changes: ["id": "msg_a.1"], error: .malformed("svix-id")),
        Case(testDescription: "an id with a space", changes: ["id": "msg_a b"], error: .malformed("svix-id")),
        Case(
            testDescription: "an id of many bytes", changes: ["id": String(repeating: "m", count: 257)],
            error: .malformed("svix-id")),
        Case(testDescription: "no time", changes: ["timestamp": nil], error: .missing("svix-timestamp")),
        Case(testDescription: "a time in words", changes: ["timestamp": "soon"], error: .malformed("svix-timestamp")),
        Case(testDescription: "a time below zero", changes: ["timestamp": "-1"], error: .malformed("svix-timestamp")),
        Case(
            testDescription: "a time that no number holds", changes: ["timestamp": "99999999999999999999"],
            error: .malformed("svix-timestamp")),
        Case(
            testDescription: "a time with a fraction", changes: ["timestamp": "\(time).5"],
            error: .malformed("svix-timestamp")),
        Case(
            testDescription: "digits of another script", changes: ["timestamp": "١٦١٤٢٦٥٣٣٠"],
            error: .malformed("svix-timestamp")),
        Case(testDescription: "another time", changes: ["timestamp": "\(time - 1)"], error: .signature),
        Case(testDescription: "no signature", changes: ["signature": nil], error: .missing("svix-signature")),
        Case(testDescription: "an empty signature", changes: ["signature": ""], error: .missing("svix-signature")),
        Case(testDescription: "garbage", changes: ["signature": "garbage"], error: .signature),
        Case(testDescription: "no base64", changes: ["signature": "v1,%%%"], error: .signature),
        Case(testDescription: "two commas", changes: ["signature": "v1,a,b"], error: .signature),
        Case(testDescription: "a comma alone", changes: ["signature": "v1,"], error: .signature),
        Case(testDescription: "the right one as version 2", changes: ["signature": "v2,\(mac)"], error: .signature),
        Case(testDescription: "the right one as version 1a", changes: ["signature": "v1a,\(mac)"], error: .signature),
        Case(testDescription: "the right one without a version", changes: ["signature": mac], error: .signature),
        Case(
            testDescription: "half of the right one", changes: ["signature": "v1,\(mac.prefix(20))"], error: .signature),
        Case(testDescription: "the right one as the second", changes: ["signature": "\(zeros) v1,\(mac)"], error: nil),
        Case(
            testDescription: "the right one beside another version", changes: ["signature": "v1a,AAAA v1,\(mac)"],
            error: nil),
        Case(testDescription: "two wrong ones", changes: ["signature": "\(zeros) \(zeros)"], error: .signature),
        Case(testDescription: "listed by commas", changes: ["signature": "\(zeros),v1,\(mac)"], error: .signature),
        Case(
            testDescription: "a header of many bytes", changes: ["signature": String(repeating: "v1,A ", count: 1000)],
            error: .malformed("svix-signature")),
        Case(testDescription: "one more byte", body: body + " ", error: .signature),
        Case(testDescription: "no body", body: "", error: .signature),
        Case(
            testDescription: "the same text cut elsewhere", changes: ["id": "\(id).\(time)"],
            error: .malformed("svix-id")),
    ]

    @Test("each check refuses what it is for", arguments: cases)
    func table(_ test: Case) throws {
        let signature = try #require(SvixSignature(secret: test.secret))
        let headers = Self.right.merging(test.changes.compactMapValues { $0 }) { $1 }
            .filter { test.changes[$0.key] != .some(nil) }
        let now = Date(timeIntervalSince1970: Double(Self.time + test.later))
        let found: SvixSignatureError?
        do throws(SvixSignatureError) {
            let id = try signature.verify(
                { name in
                    name.hasPrefix(test.prefix + "-") ? headers[String(name.dropFirst(test.prefix.count + 1))] : nil
                }, body: Array(test.body.utf8), now: now)
            #expect(id == Self.id)
            found = nil
        } catch {
            found = error
        }
        #expect(found == test.error)
        #expect(found?.description.contains(Self.mac) != true)
    }

    @Test("what is no secret makes no checker", arguments: ["", "whsec_", "whsec_%%%", "whsec_a", "hello world"])
    func noSecrets(_ text: String) { #expect(SvixSignature(secret: text) == nil) }
}
