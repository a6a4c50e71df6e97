import FixtureTape
import Foundation
import HTTPTesting
import Testing

@Suite("QStash: publishing")
struct QStashPublishingTests {
    @Test("only the token in the header opens the API", arguments: [nil, "wrong", ""])
    func tokens(token: String?) async throws {
        try await QStashBench.run { bench in
            let target = "/v2/publish/\(bench.receiver.url)/x?qstash_token=qstash_dev_token"
            let answer = try await bench.ask("POST", target, token: token, body: "{}")
            #expect(answer == .json(401, #"{"error":"unable to authenticate: invalid token"}"#))
        }
    }

    @Test(
        "what cannot be meant is refused, and nothing is published",
        arguments: [
            ("ftp://nope", [], 400), ("http://", [], 400), ("unknown-group", [], 404), ("", [], 404),
            ("http://x/", [("Upstash-Method", "BREW")], 400), ("http://x/", [("Upstash-Delay", "1 week")], 400),
            ("http://x/", [("Upstash-Retries", "-1")], 400), ("http://x/", [("Upstash-Retries", "many")], 400),
            ("http://x/", [("Upstash-Retry-Delay", "retried *")], 400),
            ("http://x/", [("Upstash-Not-Before", "tomorrow")], 400), ("http://x/", [("Upstash-Timeout", "x")], 400),
            ("http://x/", [("Upstash-Callback", "ftp://x")], 400),
            ("http://x/", [("Upstash-Flow-Control-Key", "k")], 400),
            ("http://x/", [("Upstash-Flow-Control-Key", "k"), ("Upstash-Flow-Control-Value", "rate=0")], 400),
            ("http://x/", [("Upstash-Queue-Name", "a b")], 400),
        ])
    func refusals(destination: String, headers: [(String, String)], status: Int) async throws {
        try await QStashBench.run { bench in
            let answer = try await bench.ask("POST", "/v2/publish/\(destination)", headers, body: "{}")
            #expect(answer.status == status)
            #expect(answer.value?["error"]?.string?.isEmpty == false)
            #expect(try await bench.value("GET", "/v2/events")["events"] == .array([]))
        }
    }

    @Test("a body larger than a megabyte is refused")
    func size() async throws {
        try await QStashBench.run { bench in
            let body = String(repeating: "x", count: 1 << 20)
            try await bench.publish("/fits", [("Upstash-Delay", "1h")], body: body)
            let target = "/v2/publish/\(bench.receiver.url)/large"
            #expect(try await bench.ask("POST", target, body: body + "x").status == 413)
        }
    }

    @Test("the same deduplication id within ten minutes is the same message")
    func deduplicationID() async throws {
        try await QStashBench.run { bench in
            let headers = [("Upstash-Deduplication-Id", "d1")]
            let id = try await bench.publish("/d", headers, body: "1")
            try await bench.advance(by: .seconds(599))
            let again = try await bench.ask("POST", "/v2/publish/\(bench.receiver.url)/d", headers, body: "2")
            #expect(again == .json(202, #"{"messageId":"\#(id)","deduplicated":true}"#))
            try await bench.advance(by: .seconds(1))
            #expect(try await bench.publish("/d", headers, body: "3") != id)
            #expect(Set(await bench.deliveries(to: "/d", 2).map(\.text)) == ["1", "3"])
        }
    }

    @Test("by content, address, body and forwarded headers make the difference")
    func deduplicationByContent() async throws {
        try await QStashBench.run { bench in
            let on = [("Upstash-Content-Based-Deduplication", "True")]
            let id = try await bench.publish("/c", on)
            #expect(try await bench.publish("/c", on) == id)
            let others = [
                try await bench.publish("/c", on, body: "[]"), try await bench.publish("/other", on),
                try await bench.publish("/c", on + [("Upstash-Forward-X-A", "1")]),
                try await bench.publish("/c", on + [("Content-Type", "text/plain")]),
                try await bench.publish("/c", [("Upstash-Content-Based-Deduplication", "False")]),
            ]
            #expect(Set(others + [id]).count == 6)
        }
    }

    @Test("a batch is published whole or not at all, to addresses, queues and groups")
    func batch() async throws {
        try await QStashBench.run { bench in
            let url = bench.receiver.url
            _ = try await bench.value(
                "POST", "/v2/topics/g/endpoints",
                body: #"{"endpoints":[{"url":"\#(url)/g1","name":"one"},{"url":"\#(url)/g2"}]}"#)
            let answers = try await bench.value(
                "POST", "/v2/batch",
                body: """
                    [{"destination":"\(url)/b1","headers":{"Upstash-Forward-X-B":"1"},"body":"1","queue":null},
                    {"destination":"g","headers":{"Upstash-Method":"PUT"},"body":null},
                    {"destination":"\(url)/b2","headers":{},"body":"2","queue":"q"}]
                    """)
            #expect(answers.elements?.count == 3)
            #expect(answers.elements?[1].elements?.map { $0["url"]?.string } == ["\(url)/g1", "\(url)/g2"])
            #expect(await bench.deliveries(to: "/b1")[0].header("X-B") == "1")
            let toGroup = await bench.deliveries(to: "/g1")[0]
            #expect(toGroup.method == "PUT")
            #expect(toGroup.header("Upstash-Topic-Name") == "g")
            _ = await bench.deliveries(to: "/g2")
            #expect(await bench.deliveries(to: "/b2")[0].header("Upstash-Queue-Name") == "q")
            let count = bench.receiver.tally.requests.count
            let bad = #"[{"destination":"\#(url)/b3"},{"destination":"\#(url)/b3","headers":{"Upstash-Delay":"x"}}]"#
            #expect(try await bench.ask("POST", "/v2/batch", body: bad).status == 400)
            try await bench.publish("/last")
            _ = await bench.deliveries(to: "/last")
            #expect(bench.receiver.tally.requests.count == count + 1)
        }
    }

    @Test("URL groups are made, changed and deleted by their endpoints")
    func groups() async throws {
        try await QStashBench.run { bench in
            let now = Int(bench.now.timeIntervalSince1970 * 1000)
            let endpoints = #"{"endpoints":[{"url":"http://a/","name":"a"},{"url":"http://b/"}]}"#
            _ = try await bench.value("POST", "/v2/topics/g/endpoints", body: endpoints)
            _ = try await bench.value("DELETE", "/v2/topics/g/endpoints", body: #"{"endpoints":[{"name":"a"}]}"#)
            #expect(
                try await bench.ask("GET", "/v2/topics/g")
                    == .json(
                        200, #"{"name":"g","createdAt":\#(now),"updatedAt":\#(now),"endpoints":[{"url":"http://b/"}]}"#)
            )
            #expect(try await bench.value("GET", "/v2/topics").elements?.count == 1)
            #expect(try await bench.ask("POST", "/v2/topics/g/endpoints", body: #"{"endpoints":[{}]}"#).status == 400)
            _ = try await bench.value("DELETE", "/v2/topics/g")
            #expect(try await bench.ask("GET", "/v2/topics/g").status == 404)
        }
    }

    @Test("an unknown call is 404, in JSON")
    func unknown() async throws {
        try await QStashBench.run { bench in
            let answer = try await bench.ask("GET", "/v2/nothing")
            #expect(answer == .json(404, #"{"error":"there is no GET /v2/nothing"}"#))
        }
    }
}
