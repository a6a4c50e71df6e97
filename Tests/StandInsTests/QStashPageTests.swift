import Foundation
import HTTPClient
import HTTPTesting
import Testing

@Suite("QStash: the page")
struct QStashPageTests {
    @Test("it shows messages, attempts, dead letters, queues and schedules, without a token")
    func content() async throws {
        try await QStashBench.run({ request in [.answer(request.target == "/bad" ? 500 : 200, text: "<b>no</b>")] }) {
            bench in
            let id = try await bench.publish("/bad", [("Upstash-Retries", "0")])
            _ = try await bench.states(of: id, until: "FAILED")
            let waiting = try await bench.publish("/later", [("Upstash-Delay", "1m")])
            _ = try await bench.value("POST", "/v2/queues", body: #"{"queueName":"mail","parallelism":3}"#)
            _ = try await bench.value("POST", "/v2/schedules/http://x/nightly", [("Upstash-Cron", "0 2 * * *")])
            let page = try await bench.ask("GET", "", token: nil)
            #expect([page.status == 200, page.type == "text/html; charset=utf-8"] == [true, true])
            for text in [
                id, "failed", "500 <span", "&lt;b&gt;no&lt;/b&gt;", waiting, "waiting", "2026-01-02 03:05:05.000",
                "<td>mail</td><td>0</td><td>3</td>", "http://x/nightly", "2026-01-03 02:00:00.000",
            ] {
                #expect(page.body.contains(text), "\(text)")
            }
        }
    }

    @Test("what a stranger wrote stays text, and secrets are masked")
    func escaping() async throws {
        try await QStashBench.run { bench in
            try await bench.publish(
                "/x?a=<i>'\"".replacing("<", with: "%3C").replacing(">", with: "%3E").replacing("\"", with: "%22"),
                [
                    ("Upstash-Delay", "1m"), ("Upstash-Forward-X-Note", "<script>alert(1)</script>"),
                    ("Upstash-Forward-Authorization", "Bearer hidden1"), ("Upstash-Forward-X-Api-Key", "hidden2"),
                    ("Upstash-Forward-Cookie", "a=hidden3"),
                ])
            let page = try await bench.ask("GET", "", token: nil).body
            #expect(page.contains("x-note: &lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(page.contains("authorization: ••••"))
            #expect(!page.contains("<script"))
            #expect(!page.contains("hidden"))
            #expect(!page.contains(" style="))
        }
    }

    @Test("it runs no script, sits in no frame, and loads its own sheet alone")
    func policy() async throws {
        try await QStashBench.run { bench in
            let base = "http://127.0.0.1:\(bench.port)/_dev/qstash"
            let page = try await bench.http.send(HTTPRequest(url: base))
            #expect(
                page.header("content-security-policy")
                    == "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            )
            #expect(page.header("cache-control") == "no-store")
            #expect(String(decoding: page.body, as: UTF8.self).contains(#"href="qstash/qstash.css""#))
            #expect(try await bench.ask("GET", "/qstash.css", token: nil).type == "text/css; charset=utf-8")
            let slash = try await bench.http.send(HTTPRequest(url: base + "/"))
            #expect([slash.status == 308, slash.header("location") == "/_dev/qstash"] == [true, true])
        }
    }
}
