import FixtureTape
import Foundation
import HTTPTesting
import Testing

@Suite("Resend: mails")
struct ResendMailTests {
    @Test(
        "only the key opens the API, and a missing one is told from a wrong one",
        arguments: [(nil, "401 missing_api_key"), ("re_wrong", "403 invalid_api_key"), ("", "403 invalid_api_key")])
    func keys(key: String?, failure: String) async throws {
        try await ResendBench.run { bench async throws in
            let answer = try await bench.ask("POST", "/emails", key: key, body: ResendBench.mail())
            #expect("\(answer.status) \(answer.value?["name"]?.string ?? "-")" == failure)
            #expect(try await bench.value("GET", "/emails")["data"] == .array([]))
        }
    }

    @Test("a mail is told as it was sent, one address as a list of one")
    func content() async throws {
        try await ResendBench.run { bench async throws in
            let id = try await bench.send(
                """
                "to":"one@example.com","text":"plain","cc":["Cc <cc@example.com>"],"bcc":"bcc@example.com",\
                "reply_to":["r@example.com"],"headers":{"X-Entity-Ref-ID":"1"},\
                "tags":[{"name":"type","value":"welcome"}],\
                "attachments":[{"filename":"a.txt","content":[97,98]},{"filename":"b.txt","content":"YWJj"},\
                {"path":"https://files.example/c.pdf"}]
                """)
            #expect(UUID(uuidString: id)?.uuidString.lowercased() == id)
            let mail = try await bench.value("GET", "/emails/\(id.uppercased())")
            let expected = """
                {"object":"email","id":"\(id)","message_id":"<\(id)@acme.example>","to":["one@example.com"],\
                "from":"Acme <hi@acme.example>","created_at":"2026-01-02T03:04:05.000Z","subject":"Hello",\
                "bcc":["bcc@example.com"],"cc":["Cc <cc@example.com>"],"reply_to":["r@example.com"],\
                "last_event":"delivered","scheduled_at":null,"html":"<p>Hi</p>","text":"plain",\
                "tags":[{"name":"type","value":"welcome"}]}
                """
            #expect(mail.compact == expected)
        }
    }

    @Test(
        "what cannot be sent is refused by name, and nothing is sent",
        arguments: [
            (#""from":null"#, "422 missing_required_field"), (#""to":[]"#, "422 missing_required_field"),
            (#""subject":"""#, "422 missing_required_field"), (#""html":null"#, "422 missing_required_field"),
            (#""from":"nobody""#, "422 validation_error"), (#""from":7"#, "422 validation_error"),
            (#""to":["jane@example.com",null]"#, "422 validation_error"), (#""to":"a b""#, "422 validation_error"),
            (#""cc":{}"#, "422 validation_error"), (#""text":1"#, "422 validation_error"),
            (#""headers":{"A B":"1"}"#, "422 validation_error"),
            (#""headers":{"A":"1\nB: 2"}"#, "422 validation_error"),
            (#""headers":[]"#, "422 validation_error"),
            (#""tags":[{"name":"a b","value":"1"}]"#, "422 validation_error"),
            (#""tags":{"a":"b"}"#, "422 validation_error"),
            (#""attachments":[{"filename":"a"}]"#, "422 invalid_attachment"),
            (#""attachments":[{"content":"YQ=="}]"#, "422 invalid_attachment"),
            (#""attachments":[{"filename":"a","content":[256]}]"#, "422 invalid_attachment"),
            (#""attachments":[{"filename":"a","path":"/etc/hosts"}]"#, "422 invalid_attachment"),
            (#""scheduled_at":"soon""#, "422 validation_error"),
            (#""scheduled_at":"2026-01-02T03:04:05Z""#, "422 validation_error"),
            (#""scheduled_at":"in 31 days""#, "422 validation_error"), (#""template":{"id":"t"}"#, "404 not_found"),
        ])
    func refusals(more: String, failure: String) async throws {
        try await ResendBench.run { bench async throws in
            #expect(try await bench.failure("POST", "/emails", body: ResendBench.mail(more)) == failure)
            #expect(try await bench.value("GET", "/emails")["data"] == .array([]))
        }
    }

    @Test("a message names the field that is missing, and more than fifty addresses are too many")
    func messages() async throws {
        try await ResendBench.run { bench async throws in
            let missing = try await bench.ask("POST", "/emails", body: ResendBench.mail(#""from":null"#))
            #expect(
                missing.body
                    == #"{"statusCode":422,"name":"missing_required_field","message":"Missing `from` field."}"#)
            let many = (1...51).map { "\"a\($0)@example.com\"" }
            try await bench.send(#""to":[\#(many.dropLast().joined(separator: ","))]"#)
            let body = ResendBench.mail(#""to":[\#(many.joined(separator: ","))]"#)
            #expect(try await bench.failure("POST", "/emails", body: body) == "422 validation_error")
        }
    }

    @Test(
        "paths, methods, ids and bodies that mean nothing are told apart",
        arguments: [
            ("GET", "/nothing", nil, "404 not_found"), ("DELETE", "/emails", nil, "405 method_not_allowed"),
            ("GET", "/emails/1", nil, "422 invalid_parameter"),
            ("GET", "/emails/6ba7b810-9dad-11d1-80b4-00c04fd430c8", nil, "404 not_found"),
            ("POST", "/emails/6ba7b810-9dad-11d1-80b4-00c04fd430c8/cancel", "{}", "404 not_found"),
            ("POST", "/emails", "{", "400 validation_error"), ("POST", "/emails", "[]", "422 validation_error"),
            ("POST", "/emails/batch", "{}", "422 validation_error"),
            ("POST", "/emails/batch", "[]", "422 validation_error"),
        ] as [(String, String, String?, String)])
    func nonsense(method: String, target: String, body: String?, failure: String) async throws {
        try await ResendBench.run { bench async throws in
            #expect(try await bench.failure(method, target, body: body) == failure)
        }
    }

    @Test(
        "the vendor's addresses for tests decide what becomes of a mail",
        arguments: [
            ("delivered@resend.dev", "delivered"), ("bounced@resend.dev", "bounced"),
            ("Bo <bounced+label@resend.dev>", "bounced"), ("complained@resend.dev", "complained"),
            ("suppressed@resend.dev", "suppressed"), ("bounced@example.com", "delivered"),
        ])
    func fates(to: String, event: String) async throws {
        try await ResendBench.run { bench async throws in
            let id = try await bench.send(#""to":"\#(to)""#)
            #expect(try await bench.lastEvent(of: id) == event)
        }
    }

    @Test("pages of a list, newest first, go either way from an id")
    func lists() async throws {
        try await ResendBench.run { bench async throws in
            var ids: [String] = []
            for _ in 1...4 { ids.insert(try await bench.send(), at: 0) }
            func page(_ query: String) async throws -> ([String], Bool?) {
                let list = try await bench.value("GET", "/emails" + query)
                #expect(list["object"]?.string == "list")
                guard case .bool(let more) = list["has_more"] else { return ([], nil) }
                return (list["data"]?.elements?.compactMap { $0["id"]?.string } ?? [], more)
            }
            let expected: [(String, [String], Bool)] = [
                ("", ids, false), ("?limit=2", Array(ids[..<2]), true),
                ("?limit=2&after=\(ids[1])", Array(ids[2...]), false),
                ("?limit=1&after=\(ids[1])", [ids[2]], true), ("?limit=2&before=\(ids[3])", Array(ids[1...2]), true),
                ("?limit=5&before=\(ids[1])", [ids[0]], false),
            ]
            for (query, found, more) in expected {
                let got = try await page(query)
                #expect(got.0 == found && got.1 == more, "\(query)")
            }
            for query in ["?limit=0", "?limit=101", "?limit=x", "?after=\(ids[0])&before=\(ids[1])", "?after=x"] {
                #expect(try await bench.failure("GET", "/emails" + query) == "422 validation_error")
            }
            #expect(try await bench.value("GET", "/emails")["data"]?.elements?.first?["html"] == nil)
        }
    }
}
