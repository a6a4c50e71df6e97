import Foundation
import HTTPClient
import HTTPTesting
import Testing
import Vendors

@Suite("Handing messages to QStash")
struct QStashClientTests {
    private static let message = QStashPublication(
        destination: "https://gemz.example.com/api/hook?a=1", body: #"{"message":"a"}"#, deduplicationID: "a-1",
        notBefore: Date(timeIntervalSince1970: 1_767_225_600.25), retries: 2,
        failureCallback: "https://gemz.example.com/api/failed")

    private func client(_ server: ScriptedServer) -> QStashClient {
        QStashClient(
            url: server.url + "/_dev/qstash/", token: "secret", http: HTTPClient(), effects: StandingClock().effects)
    }

    private func failure(_ answer: ScriptedServer.Step) async throws -> QStashAPIError? {
        let server = try ScriptedServer { _ in [answer] }
        defer { server.stop() }
        do throws(QStashAPIError) {
            _ = try await client(server).publish([Self.message])
            return nil
        } catch {
            return error
        }
    }

    @Test("messages go in one request, in order, each with its headers")
    func batch() async throws {
        let server = try ScriptedServer { _ in
            [.answer(text: #"[{"messageId":"msg_1"},{"messageId":"msg_1","deduplicated":true},{"error":"no"}]"#)]
        }
        defer { server.stop() }
        var now = Self.message
        now.notBefore = nil
        #expect(try await client(server).publish([Self.message, Self.message, now]) == ["msg_1", "msg_1", nil])
        let request = try #require(server.tally.requests.first)
        #expect(request.method == "POST" && request.target == "/_dev/qstash/v2/batch")
        #expect(request.values(of: "Authorization") == ["Bearer secret"])
        let elements = try #require(
            try JSONSerialization.jsonObject(with: Data(request.body)) as? [[String: Any]])
        #expect(elements.count == 3)
        #expect(elements.first?["destination"] as? String == "https://gemz.example.com/api/hook?a=1")
        #expect(elements.first?["body"] as? String == #"{"message":"a"}"#)
        var headers = [
            "Content-Type": "application/json", "Upstash-Method": "POST", "Upstash-Retries": "2",
            "Upstash-Deduplication-Id": "a-1", "Upstash-Failure-Callback": "https://gemz.example.com/api/failed",
        ]
        #expect(elements.last?["headers"] as? [String: String] == headers)
        headers["Upstash-Not-Before"] = "1767225601"
        #expect(elements.first?["headers"] as? [String: String] == headers)
    }

    @Test("nothing to hand over asks nobody")
    func nothing() async throws {
        let server = try ScriptedServer { _ in [.answer(500)] }
        defer { server.stop() }
        #expect(try await client(server).publish([]) == [])
        #expect(server.tally.requests.isEmpty)
    }

    @Test("each refusal has its meaning")
    func refusals() async throws {
        #expect(try await failure(.answer(401, text: #"{"error":"invalid token"}"#)) == .unauthorized)
        #expect(
            try await failure(.answer(400, text: #"{"error":"invalid destination"}"#))
                == .refused(status: 400, "invalid destination"))
        #expect(try await failure(.answer(404, text: "<html>")) == .refused(status: 404, "no reason given"))
        #expect(
            try await failure(.answer(429, headers: [("Retry-After", "7")], text: "{}"))
                == .unavailable("status 429", retryAfter: .seconds(7)))
        #expect(try await failure(.answer(503, text: "")) == .unavailable("status 503", retryAfter: nil))
        #expect(try await failure(.answer(text: "{}")) == .unavailable("an answer of another shape", retryAfter: nil))
        #expect(
            try await failure(.answer(text: "[]"))
                == .unavailable("an answer for 0 of 1 messages", retryAfter: nil))
    }

    @Test("a callback that says nothing of a message is none")
    func callbacks() {
        let failure = QStashFailure(body: Array(#"{"sourceBody":"YQ==","status":503,"retried":3}"#.utf8))
        #expect(failure?.sourceBody == Array("a".utf8) && failure?.status == 503)
        for text in ["", "[]", "{}", #"{"sourceBody":1}"#, #"{"sourceBody":"?"}"#] {
            #expect(QStashFailure(body: Array(text.utf8)) == nil, "\(text)")
        }
    }
}
