import FixtureTape
import Foundation
import HTTPTesting
import Testing

@Suite("QStash: what becomes of messages")
struct QStashOutcomeTests {
    @Test("a callback tells of every attempt, a failure callback of the end, both signed messages of their own")
    func callbacks() async throws {
        try await QStashBench.run({ request in
            request.target == "/source"
                ? [.answer(500, headers: [("X-R", "v")], text: "boom")] : [.answer(text: "ok")]
        }) { bench in
            let id = try await bench.publish(
                "/source",
                [
                    ("Upstash-Retries", "1"), ("Upstash-Retry-Delay", "1000"), ("Upstash-Forward-X-A", "b"),
                    ("Upstash-Callback", bench.receiver.url + "/callback"),
                    ("Upstash-Callback-Forward-X-Mine", "1"),
                    ("Upstash-Failure-Callback", bench.receiver.url + "/failure"),
                    ("Upstash-Failure-Callback-Method", "PUT"),
                ], body: "source")
            try await bench.advanceToRetry(of: id, in: 1000, retried: 1)
            let callbacks = await bench.deliveries(to: "/callback", 2)
            #expect(Set(callbacks.map { $0.json?["retried"]?.integer }) == [0, 1])
            #expect(Set(callbacks.map { $0.header("Upstash-Message-Id") }).union([id]).count == 3)
            #expect(callbacks[0].header("X-Mine") == "1")
            #expect(callbacks[0].header("Upstash-Signature") != nil)
            let failure = await bench.deliveries(to: "/failure")[0]
            #expect(failure.method == "PUT")
            let body = try #require(failure.json)
            let letter = try await bench.value("GET", "/v2/dlq?messageId=\(id)")["messages"]?.elements?.first
            #expect(body["dlqId"]?.string == letter?["dlqId"]?.string)
            #expect(body["status"]?.integer == 500)
            #expect(body["header"]?["x-r"] == .array([.string("v")]))
            #expect(body["body"]?.string == Data("boom".utf8).base64EncodedString())
            #expect([body["retried"]?.integer, body["maxRetries"]?.integer] == [1, 1])
            #expect(body["sourceMessageId"]?.string == id)
            #expect(body["url"]?.string == bench.receiver.url + "/source")
            #expect(body["method"]?.string == "POST")
            #expect(body["sourceHeader"]?["x-a"] == .array([.string("b")]))
            #expect(body["sourceBody"]?.string == Data("source".utf8).base64EncodedString())
        }
    }

    @Test("a dead letter holds message and last answer, and is published anew under a new id")
    func deadLetters() async throws {
        try await QStashBench.run({ request in
            [.answer(request.header("X-Again") == nil ? 404 : 200, text: "gone")]
        }) { bench in
            let id = try await bench.publish(
                "/dead", [("Upstash-Retries", "0"), ("Upstash-Label", "l1, l2")], body: "b")
            _ = try await bench.states(of: id, until: "FAILED")
            #expect(try await bench.value("GET", "/v2/dlq?label=l3")["messages"] == .array([]))
            #expect(try await bench.value("GET", "/v2/dlq?responseStatus=500")["messages"] == .array([]))
            let letters = try await bench.value("GET", "/v2/dlq?label=l2&responseStatus=404")["messages"]?.elements
            let letter = try #require(letters?.first)
            let dead = try #require(letter["dlqId"]?.string)
            #expect(letters?.count == 1)
            #expect(letter["messageId"]?.string == id)
            #expect(letter["body"]?.string == "b")
            #expect([letter["responseStatus"]?.integer, letter["maxRetries"]?.integer] == [404, 0])
            #expect(letter["responseBody"]?.string == "gone")
            let again = try await bench.value("POST", "/v2/dlq/retry/\(dead)", [("Upstash-Forward-X-Again", "1")])
            let fresh = try #require(again["messageId"]?.string)
            #expect(fresh != id)
            _ = try await bench.states(of: fresh, until: "DELIVERED")
            #expect(await bench.deliveries(to: "/dead", 2).map(\.text) == ["b", "b"])
            #expect(try await bench.ask("GET", "/v2/dlq/\(dead)").status == 404)
            #expect(try await bench.ask("DELETE", "/v2/dlq/\(dead)").status == 404)
            #expect(
                try await bench.value("DELETE", "/v2/dlq", body: #"{"dlqIds":["\#(dead)"]}"#)["deleted"]?.integer == 0)
        }
    }

    @Test("a destination that says 489 and non-retryable is not tried again")
    func nonRetryable() async throws {
        try await QStashBench.run({ _ in [.answer(489, headers: [("Upstash-NonRetryable-Error", "true")])] }) { bench in
            let id = try await bench.publish("/final", [("Upstash-Retries", "5")])
            #expect(try await bench.states(of: id, until: "FAILED") == ["CREATED", "ACTIVE", "ERROR", "FAILED"])
        }
    }

    @Test("a message that waits is shown with all that was asked for, and is cancelled")
    func cancelling() async throws {
        try await QStashBench.run { bench in
            let id = try await bench.publish(
                "/later",
                [
                    ("Upstash-Delay", "3s"), ("Upstash-Retries", "4"), ("Upstash-Label", "lbl"),
                    ("Upstash-Forward-X-A", "b"), ("Upstash-Flow-Control-Key", "fk"),
                    ("Upstash-Flow-Control-Value", "parallelism=2, rate=5, period=1m"),
                    ("Upstash-Forward-Authorization", "Bearer s"),
                    ("Upstash-Redact-Fields", "body,header[Authorization]"),
                ], body: "secret")
            let now = Int(bench.now.timeIntervalSince1970 * 1000)
            #expect(
                try await bench.value("GET", "/v2/messages/\(id)")
                    == JSONValue(
                        parsing: Array(
                            """
                            {"messageId":"\(id)","url":"\(bench.receiver.url)/later","method":"POST",
                            "header":{"authorization":["REDACTED"],"x-a":["b"]},"maxRetries":4,
                            "notBefore":\(now + 3000),"createdAt":\(now),"body":"REDACTED","callerIP":"127.0.0.1",
                            "flowControlKey":"fk","label":"lbl","parallelism":2,"rate":5,"period":60}
                            """.utf8)))
            _ = try await bench.value("DELETE", "/v2/messages/\(id)")
            #expect(try await bench.ask("DELETE", "/v2/messages/\(id)").status == 404)
            #expect(try await bench.states(of: id) == ["CREATED", "CANCEL_REQUESTED", "CANCELED"])
            let others = [
                try await bench.publish("/a", [("Upstash-Delay", "4s")]),
                try await bench.publish("/b", [("Upstash-Delay", "4s")]),
                try await bench.publish("/c", [("Upstash-Delay", "4s")]),
            ]
            let many = try await bench.value(
                "DELETE", "/v2/messages", body: #"{"messageIds":["\#(others[0])","\#(others[1])","\#(id)"]}"#)
            #expect(many["cancelled"]?.integer == 2)
            #expect(try await bench.value("DELETE", "/v2/messages")["cancelled"]?.integer == 1)
            try await bench.advance(by: .seconds(10))
            try await bench.publish("/after")
            _ = await bench.deliveries(to: "/after")
            #expect(bench.receiver.tally.requests.map(\.target) == ["/after"])
        }
    }

    @Test("a message cancelled while it is being delivered is not tried again")
    func cancelledInFlight() async throws {
        let gate = Gate()
        try await QStashBench.run({ request in
            request.target == "/held" ? [.wait(gate), .answer(500)] : [.answer()]
        }) { bench in
            let id = try await bench.publish("/held", [("Upstash-Queue-Name", "q")])
            _ = await bench.deliveries(to: "/held")
            _ = try await bench.value("DELETE", "/v2/messages/\(id)")
            gate.open()
            try await bench.publish("/next", [("Upstash-Queue-Name", "q")])  // its place in the queue is free
            _ = await bench.deliveries(to: "/next")
            #expect(try await bench.states(of: id) == ["CREATED", "ACTIVE", "CANCEL_REQUESTED", "CANCELED"])
        }
    }

    @Test("the log goes back page by page, and by state, time and address")
    func log() async throws {
        try await QStashBench.run { bench in
            let first = try await bench.publish("/one")
            _ = try await bench.states(of: first, until: "DELIVERED")
            try await bench.advance(by: .seconds(1))
            let second = try await bench.publish("/two", [("Upstash-Delay", "1h")])
            var seen: [String] = []
            var cursor: String?
            repeat {
                let more = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await bench.value("GET", "/v2/events?count=1\(more)")
                seen += (page["events"]?.elements ?? []).compactMap { $0["state"]?.string }
                cursor = page["cursor"]?.string
            } while cursor != nil
            #expect(seen == ["CREATED", "DELIVERED", "ACTIVE", "CREATED"])
            func ids(_ query: String) async throws -> [String?] {
                try await (bench.value("GET", "/v2/events?\(query)")["events"]?.elements ?? [])
                    .map { $0["messageId"]?.string }
            }
            let now = Int(bench.now.timeIntervalSince1970 * 1000)
            #expect(try await ids("fromDate=\(now)") == [second])
            #expect(try await ids("toDate=\(now - 1)&state=DELIVERED") == [first])
            #expect(try await ids("url=\(bench.receiver.url)/one&state=CREATED") == [first])
            #expect(try await ids("messageIds=\(first)&messageIds=\(second)&state=CREATED") == [second, first])
            #expect(try await bench.ask("GET", "/v2/events?state=CANCELLED").status == 400)
        }
    }
}
