import FixtureTape
import Foundation
import HTTPTesting
import HostTesting
import Testing

@Suite("Resend: webhooks")
struct ResendWebhookTests {
    @Test("each event arrives once, signed by Svix's rules, and names the mail and its tags")
    func delivery() async throws {
        try await ResendBench.run { bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent", "email.delivered"])
            #expect(hook.secret.hasPrefix("whsec_"))
            let id = try await bench.send(#""tags":[{"name":"type","value":"welcome"}]"#)
            let requests = await bench.deliveries(to: "/hook", 2)
            #expect(requests.count == 2)
            #expect(Set(requests.map { $0.header("svix-id") }).count == 2)
            for request in requests {
                #expect(request.method == "POST")
                #expect(request.header("Content-Type") == "application/json")
                #expect(request.header("svix-timestamp") == "1767323045")
                #expect(request.header("svix-id")?.hasPrefix("msg_") == true)
                #expect(request.header("svix-signature") == ResendBench.signature(of: request, hook.secret))
            }
            let sent = try #require(requests.first { $0.json?["type"]?.string == "email.sent" })
            let expected = """
                {"type":"email.sent","created_at":"2026-01-02T03:04:05.000Z","data":\
                {"created_at":"2026-01-02T03:04:05.000Z","email_id":"\(id)","message_id":"<\(id)@acme.example>",\
                "from":"Acme <hi@acme.example>","to":["jane@example.com"],"subject":"Hello",\
                "tags":{"type":"welcome"}}}
                """
            #expect(sent.text == expected)
            #expect(Set(requests.map { $0.json?["type"]?.string }) == ["email.sent", "email.delivered"])
        }
    }

    @Test(
        "what becomes of a mail is told with its particulars",
        arguments: [
            ("bounced@resend.dev", "bounced", "bounce", "type", "Permanent"),
            ("suppressed@resend.dev", "suppressed", "suppressed", "type", "OnAccountSuppressionList"),
            ("complained@resend.dev", "complained", "", "", ""),
        ])
    func particulars(to: String, event: String, object: String, field: String, value: String) async throws {
        try await ResendBench.run { bench async throws in
            _ = try await bench.webhook("/hook", ["email.\(event)"])
            try await bench.send(#""to":"\#(to)""#)
            let body = await bench.deliveries(to: "/hook")[0].json
            #expect(body?["type"]?.string == "email.\(event)")
            if !object.isEmpty { #expect(body?["data"]?[object]?[field]?.string == value) }
        }
    }

    @Test("a scheduled mail is told at once as scheduled, and as sent at its time, which nobody has to ask for")
    func scheduled() async throws {
        try await ResendBench.run { bench async throws in
            _ = try await bench.webhook("/hook", ["email.scheduled", "email.sent"])
            try await bench.send(#""scheduled_at":"in 1 hour""#)
            #expect(await bench.deliveries(to: "/hook")[0].json?["type"]?.string == "email.scheduled")
            await bench.effects.advance(by: .seconds(3600), onceSomebodySleeps: .seconds(3600))
            #expect(await bench.deliveries(to: "/hook", 2)[1].json?["type"]?.string == "email.sent")
        }
    }

    @Test("what fails is tried again under the same id, freshly signed, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h")
    func retries() async throws {
        try await ResendBench.run({ _ in [.answer(500, text: "<b>no</b>")] }) { bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent"])
            try await bench.send()
            for (number, pause) in [5, 300, 1800, 7200, 18_000, 36_000, 36_000].enumerated() {
                let event = try await bench.delivery(to: hook.id, until: "pending", attempts: number + 1)
                let next = bench.effects.now.addingTimeInterval(Double(pause))
                #expect(
                    event["next_attempt_at"]?.string
                        == next.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
                try await bench.advance(by: .seconds(pause))
            }
            let event = try await bench.delivery(to: hook.id, until: "failed", attempts: 8)
            #expect(event["next_attempt_at"] == .null)
            let requests = await bench.deliveries(to: "/hook", 8)
            #expect(Set(requests.map { $0.header("svix-id") }).count == 1)
            #expect(Set(requests.map { $0.header("svix-timestamp") }).count == 8)
            for request in requests {
                #expect(request.header("svix-signature") == ResendBench.signature(of: request, hook.secret))
            }
            try await bench.advance(by: .seconds(86_400))
            #expect(bench.receiver.tally.requests.count == 8)
        }
    }

    @Test("a receiver that recovers gets it once more and no further; a replay comes again under the same id")
    func recovery() async throws {
        let answers = Answers([500])
        try await ResendBench.run({ _ in [.answer(answers.next() ?? 200, text: "well")] }) { bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent"])
            try await bench.send()
            _ = try await bench.delivery(to: hook.id, until: "pending", attempts: 1)
            try await bench.advance(by: .seconds(5))
            let event = try await bench.delivery(to: hook.id, until: "success", attempts: 2)
            let id = try #require(event["id"]?.string)
            #expect(event["payload"]?["type"]?.string == "email.sent")
            let place = "/webhooks/\(hook.id)/events/\(id)"
            let attempts = try await bench.value("GET", place + "/attempts")["data"]?.elements ?? []
            #expect(attempts.map { $0["http_status_code"]?.integer } == [200, 500])
            #expect(attempts.map { $0["response"]?.string } == ["well", "well"])
            let replayed = try await bench.value("POST", place + "/replay")
            #expect(replayed.compact == #"{"object":"webhook_event","id":"\#(id)"}"#)
            _ = try await bench.delivery(to: hook.id, until: "success", attempts: 3)
            #expect(Set(await bench.deliveries(to: "/hook", 3).map { $0.header("svix-id") }) == [id])
        }
    }

    @Test("a replay of what failed is one attempt, and what has gone is not replayed")
    func replayOfFailure() async throws {
        try await ResendBench.run({ _ in [.answer(410, text: "gone")] }) { bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent"])
            try await bench.send()
            for number in 1...7 {
                _ = try await bench.delivery(to: hook.id, until: "pending", attempts: number)
                try await bench.advance(by: .seconds(36_000))
            }
            let event = try await bench.delivery(to: hook.id, until: "failed", attempts: 8)
            let place = "/webhooks/\(hook.id)/events/\(event["id"]?.string ?? "")"
            _ = try await bench.value("POST", place + "/replay")
            _ = try await bench.delivery(to: hook.id, until: "failed", attempts: 9)
            let unknown = "/webhooks/\(hook.id)/events/msg_x/replay"
            #expect(try await bench.failure("POST", unknown) == "404 not_found")
        }
    }

    @Test("a webhook that is disabled or removed gets nothing further", arguments: ["PATCH", "DELETE"])
    func silence(method: String) async throws {
        try await ResendBench.run({ request in [.answer(request.target == "/hook" ? 500 : 200, text: "")] }) {
            bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent"])
            _ = try await bench.webhook("/other", ["email.sent"])
            try await bench.send()
            _ = try await bench.delivery(to: hook.id, until: "pending", attempts: 1)
            _ = try await bench.value(method, "/webhooks/\(hook.id)", body: #"{"status":"disabled"}"#)
            try await bench.send()
            try await bench.advance(by: .seconds(86_400))
            _ = await bench.deliveries(to: "/other", 2)
            #expect(await bench.deliveries(to: "/hook").count == 1)
        }
    }

    @Test("after a rotation, deliveries are signed with the new secret and, for a day, with the old one")
    func rotation() async throws {
        try await ResendBench.run { bench async throws in
            let hook = try await bench.webhook("/hook", ["email.sent"])
            let rotated = try await bench.value("POST", "/webhooks/\(hook.id)/signing-secret/rotate")
            let fresh = try #require(rotated["signing_secret"]?.string)
            #expect(fresh != hook.secret)
            #expect(try await bench.value("GET", "/webhooks/\(hook.id)")["signing_secret"]?.string == fresh)
            try await bench.send()
            let first = await bench.deliveries(to: "/hook")[0]
            let both = [fresh, hook.secret].map { ResendBench.signature(of: first, $0) }.joined(separator: " ")
            #expect(first.header("svix-signature") == both)
            try await bench.advance(by: .seconds(86_400))
            try await bench.send()
            let second = await bench.deliveries(to: "/hook", 2)[1]
            #expect(second.header("svix-signature") == ResendBench.signature(of: second, fresh))
        }
    }

    @Test("webhooks are listed, shown, changed and removed, and outlive a restart with their secrets")
    func keeping() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "resend-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let secret = Answers<String>([])
        try await ResendBench.run(state: folder) { bench async throws in
            let kept = try await bench.webhook("/kept", ["email.sent"])
            let gone = try await bench.webhook("/gone", ["email.sent"])
            let list = try await bench.value("GET", "/webhooks")
            #expect(list["data"]?.elements?.map { $0["id"]?.string } == [gone.id, kept.id])
            #expect(list["data"]?.elements?.first?["signing_secret"] == nil)
            let removed = try await bench.value("DELETE", "/webhooks/\(gone.id)")
            #expect(removed.compact == #"{"object":"webhook","id":"\#(gone.id)","deleted":true}"#)
            #expect(try await bench.failure("GET", "/webhooks/\(gone.id)") == "404 not_found")
            let change =
                #"{"webhook_id":"\#(kept.id)","events":["email.bounced"],"endpoint":"\#(bench.receiver.url)/new"}"#
            let changed = try await bench.value("PATCH", "/webhooks/\(kept.id)", body: change)
            #expect(changed.compact == #"{"object":"webhook","id":"\#(kept.id)"}"#)
            secret.add(kept.secret)
        }
        try await ResendBench.run(state: folder) { bench async throws in
            let hooks = try await bench.value("GET", "/webhooks")["data"]?.elements ?? []
            #expect(hooks.count == 1)
            let hook = try await bench.value("GET", "/webhooks/\(hooks[0]["id"]?.string ?? "")")
            #expect(hook["signing_secret"]?.string == secret.next())
            #expect(hook["events"] == .array([.string("email.bounced")]))
            #expect(hook["endpoint"]?.string?.hasSuffix("/new") == true)
            #expect([hook["object"]?.string, hook["status"]?.string] == ["webhook", "enabled"])
        }
    }

    @Test(
        "what is no webhook is refused",
        arguments: [
            ("{}", "422 missing_required_field"), (#"{"endpoint":"https://x.example/"}"#, "422 missing_required_field"),
            (#"{"endpoint":"ftp://x.example/","events":["email.sent"]}"#, "422 validation_error"),
            (#"{"endpoint":"https://","events":["email.sent"]}"#, "422 validation_error"),
            (#"{"endpoint":"https://x.example/","events":["email.read"]}"#, "422 validation_error"),
            (#"{"endpoint":"https://x.example/","events":[]}"#, "422 validation_error"),
            (#"{"endpoint":"https://x.example/","events":["email.sent"],"status":"on"}"#, "422 validation_error"),
        ])
    func refusals(body: String, failure: String) async throws {
        try await ResendBench.run { bench async throws in
            #expect(try await bench.failure("POST", "/webhooks", body: body) == failure)
            #expect(try await bench.value("GET", "/webhooks")["data"] == .array([]))
        }
    }
}
