import HTTPTesting
import PlatformAPI
import Testing

@testable import Vendors

@Suite("ScrapeCreators: what is tried again", .timeLimit(.minutes(10)))
struct RetryTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var steps: [ScriptedServer.Step]
        var attempts: Int
        var error: PlatformError
    }

    static let message = #"{"success": false, "message": "no"}"#
    static let longer = [("Content-Length", "500")]

    static let cases: [Case] = [
        Case(testDescription: "400", steps: [.answer(400, text: message)], attempts: 1, error: .invalidInput("no")),
        Case(testDescription: "401", steps: [.answer(401, text: message)], attempts: 1, error: .unauthorized("no")),
        Case(testDescription: "402", steps: [.answer(402, text: message)], attempts: 1, error: .outOfCredits("no")),
        Case(testDescription: "403", steps: [.answer(403, text: message)], attempts: 1, error: .forbidden("no")),
        Case(testDescription: "404", steps: [.answer(404, text: message)], attempts: 1, error: .notFound("no")),
        Case(
            testDescription: "404 in HTML", steps: [.answer(404, text: "<!DOCTYPE html><pre>Cannot GET /</pre>")],
            attempts: 1, error: .badShape(path: "", reason: "the provider knows no such endpoint")),
        Case(
            testDescription: "302", steps: [.answer(302, headers: [("Location", "/")])], attempts: 1,
            error: .badShape(path: "", reason: "unexpected status 302")),
        Case(testDescription: "408", steps: [.answer(408, text: message)], attempts: 4, error: .unavailable("no")),
        Case(testDescription: "425", steps: [.answer(425, text: message)], attempts: 4, error: .unavailable("no")),
        Case(
            testDescription: "429", steps: [.answer(429, text: message)], attempts: 4,
            error: .rateLimited(retryAfter: nil)),
        Case(testDescription: "500", steps: [.answer(500, text: message)], attempts: 4, error: .unavailable("no")),
        Case(
            testDescription: "502 in HTML", steps: [.answer(502, text: "<html>Bad gateway</html>")], attempts: 4,
            error: .unavailable("status 502")),
        Case(testDescription: "503", steps: [.answer(503, text: message)], attempts: 4, error: .unavailable("no")),
        Case(
            testDescription: "shorter than announced", steps: [.head(headers: longer, then: [0x7B]), .close],
            attempts: 4, error: .unavailable("the body ended after 1 of 500 bytes")),
        Case(
            testDescription: "JSON cut off", steps: [.answer(text: #"{"users": [{"id": "#)], attempts: 4,
            error: .unavailable("the answer's JSON is cut off")),
        Case(
            testDescription: "an array cut off", steps: [.answer(text: " \r\n[1, 2")], attempts: 4,
            error: .unavailable("the answer's JSON is cut off")),
    ]

    @Test("each answer is tried as often as it is worth, and means one error", arguments: cases)
    func table(_ item: Case) async throws {
        let provider = try Provider { _ in item.steps }
        #expect(await provider.client().failure() == item.error)
        #expect(provider.server.tally.requests.count == item.attempts)
        #expect(provider.calls.map(\.attempt) == Array(1...item.attempts), "\(provider.calls)")
        #expect(provider.pauses.count == item.attempts - 1)
    }

    @Test(
        "a 200 that is no JSON is a bad shape and not tried again",
        arguments: ["<html>Just a moment…</html>", "", "upstream sent nothing"])
    func noJSON(_ text: String) async throws {
        let provider = try Provider { _ in [.answer(text: text)] }
        guard case .badShape = await provider.client().failure() else {
            Issue.record("taken for something else")
            return
        }
        #expect(provider.server.tally.requests.count == 1)
    }

    @Test(
        "a broken connection is tried again",
        arguments: [
            [.reset], [.close], [.head(headers: longer), .reset], [.text("nonsense\r\n\r\n"), .close],
            [.head(headers: [("Transfer-Encoding", "chunked")]), .chunk(#"{"users""#), .close],
        ] as [[ScriptedServer.Step]])
    func connections(_ steps: [ScriptedServer.Step]) async throws {
        let provider = try Provider(answers: [steps, steps, [.answer(text: #"{"users": []}"#)]])
        let response = try await provider.client().send(ScrapeCreatorsClient.request)
        #expect(response.body == Array(#"{"users": []}"#.utf8))
        #expect(provider.calls.map(\.status) == [nil, nil, 200])
        #expect(provider.pauses.count == 2)
    }

    @Test("a provider that is not there, or says nothing, is tried again, then unavailable")
    func silence() async throws {
        let provider = try Provider { _ in [.hang] }
        let port = try DeafPort(.refuses)
        for (url, reason) in [(port.url, "no connection"), (provider.server.url, "time was up")] {
            let client = provider.client(policy: ProviderPolicy(timeout: .milliseconds(300), attempts: 3), url: url)
            guard case .unavailable(let text) = await client.failure(), text.hasPrefix(reason) else {
                Issue.record("\(url) was taken for something else")
                continue
            }
        }
        #expect(provider.calls.map(\.attempt) == [1, 2, 3, 1, 2, 3])
    }

    @Test("a body above the limit is not asked for again")
    func tooLarge() async throws {
        var policy = ProviderPolicy(timeout: .seconds(120))
        policy.maxBodyBytes = 100
        let provider = try Provider { _ in [.answer(text: "[\"" + String(repeating: "x", count: 100) + "\"]")] }
        #expect(
            await provider.client(policy: policy).failure()
                == .badShape(path: "", reason: "the body is larger than 100 bytes"))
        #expect(provider.calls.count == 1)
    }

    @Test("pauses grow with full jitter, up to the cap", arguments: [0.0, 0.25, 0.999])
    func pauses(_ unit: Double) async throws {
        let provider = try Provider { _ in [.answer(500)] }
        let policy = ProviderPolicy(timeout: .seconds(120), attempts: 9)
        _ = await provider.client(policy: policy, effects: provider.effects(randomUnit: unit)).failure()
        let bounds: [Duration] = [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000].map { .milliseconds($0) }
        #expect(provider.pauses == bounds.map { $0 * unit })
    }

    @Test("a policy asks for one attempt and one slot at least, and no pause overflows")
    func policyBounds() {
        #expect(ProviderPolicy(timeout: .seconds(1), attempts: 0, concurrency: -1).attempts == 1)
        #expect(ProviderPolicy(timeout: .seconds(1), attempts: 0, concurrency: -1).concurrency == 1)
        let policy = ProviderPolicy(timeout: .seconds(1))
        #expect(policy.pause(after: 1_000_000, retryAfter: nil, randomUnit: 0.5) == .seconds(5))
    }

    @Test(
        "Retry-After is kept to, up to the cap, and never shortens a pause",
        arguments: [
            ("2", 2), ("Sun, 06 Nov 1994 08:49:42 GMT", 5), ("3600", 30), ("0", 0.125), ("yesterday", 0.125),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0.125),
        ])
    func retryAfter(_ value: String, _ seconds: Double) async throws {
        for status in [429, 503] {
            let provider = try Provider(answers: [
                [.answer(status, headers: [("Retry-After", value)])], [.answer(text: "{}")],
            ])
            _ = try await provider.client().send(ScrapeCreatorsClient.request)
            #expect(provider.pauses == [.seconds(seconds)])
        }
    }

    @Test("when attempts are used up, the host learns what the provider asked for")
    func retryAfterHandedOn() async throws {
        let provider = try Provider { _ in [.answer(429, headers: [("Retry-After", "3600")])] }
        let client = provider.client(policy: ProviderPolicy(timeout: .seconds(120), attempts: 2))
        #expect(await client.failure() == .rateLimited(retryAfter: .seconds(3600)))
        #expect(provider.pauses == [.seconds(30)])
    }
}
