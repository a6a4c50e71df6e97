import HTTPTesting
import PlatformAPI
import Testing
import Vendors

@Suite("ScrapeCreators: requests, answers and the ledger", .timeLimit(.minutes(10)))
struct RequestTests {
    @Test(
        "a base address ends before its version",
        arguments: [
            ("https://api.example.com", "https://api.example.com"),
            ("https://api.example.com/", "https://api.example.com"),
            ("https://api.example.com//", "https://api.example.com"),
            ("https://api.example.com/v1/tiktok/search/keyword", "https://api.example.com"),
            ("https://api.example.com/v2/instagram/reels/search", "https://api.example.com"),
            ("https://api.example.com/v2/a/v1/b", "https://api.example.com"),
            ("https://api.example.com/v1", "https://api.example.com"),
            ("http://127.0.0.1:1/_dev/scrapecreators/", "http://127.0.0.1:1/_dev/scrapecreators"),
            ("http://127.0.0.1:1/_dev/scrapecreators/v1/x", "http://127.0.0.1:1/_dev/scrapecreators"),
            ("https://v1.example.com/api/v3/x", "https://v1.example.com/api/v3/x"), ("", ""),
        ])
    func baseURL(_ url: String, _ base: String) { #expect(ScrapeCreators.baseURL(from: url) == base) }

    @Test("the key goes into its header, the query into the address")
    func request() async throws {
        let provider = try Provider { _ in [.answer(text: "{}")] }
        let query = ["query": "café & crème", "cursor": "30", "region": ""]
        let request = ProviderRequest(path: "/v1/tiktok/search/keyword", query: query)
        _ = try await provider.client(url: provider.server.url + "/base").send(request)
        let got = try #require(provider.server.tally.requests.first)
        #expect(got.method == "GET")
        #expect(got.target == "/base/v1/tiktok/search/keyword?cursor=30&query=caf%C3%A9%20%26%20cr%C3%A8me&region=")
        #expect(got.values(of: "x-api-key") == [Provider.key])
        #expect(got.values(of: "Accept") == ["application/json"])
        _ = try await provider.client().send(ProviderRequest(path: "/v1/plain"))
        #expect(provider.server.tally.requests.last?.target == "/v1/plain")
    }

    @Test("an answer comes whole, its header names in lower case, duplicates joined")
    func answer() async throws {
        let headers = [("X-A", "1"), ("x-a", "2"), ("Content-Type", "application/json")]
        let provider = try Provider { _ in [.answer(206, headers: headers, text: #"{"a": 1}"#)] }
        let response = try await provider.client().send(ScrapeCreatorsClient.request)
        #expect(response.status == 206)
        #expect(response.headers == ["x-a": "1, 2", "content-type": "application/json", "content-length": "8"])
        #expect(try response.json().integer("a") == 1)
    }

    @Test("a path that makes no address is a bad shape, a key that makes no header is refused; neither is sent")
    func unsendable() async throws {
        let provider = try Provider { _ in [.answer(text: "{}")] }
        guard case .badShape = await provider.client().failure(of: ProviderRequest(path: "/v1/a b")) else {
            Issue.record("an address with a space was taken")
            return
        }
        let failure = await provider.client(key: "key\r\nX-B: 1").failure()
        #expect(failure == .unauthorized("the key holds characters that no header may carry"))
        #expect(provider.calls.isEmpty)
        #expect(provider.server.tally.requests.isEmpty)
    }

    struct Price: CustomTestStringConvertible {
        var status = 200
        var body: String
        var charged: Int?
        var remaining: Int?
        var cached = false
        var testDescription: String { "\(status) \(body)" }
    }

    @Test(
        "the ledger holds what an answer cost",
        arguments: [
            Price(body: "{}", charged: 1),
            Price(body: "[]", charged: 1),
            Price(
                body: #"{"credits_charged": 3, "credits_remaining": 49997308061}"#, charged: 3,
                remaining: 49_997_308_061),
            Price(body: #"{"credits_remaining": 7}"#, charged: 1, remaining: 7),
            Price(body: #"{"cached": true, "credits_remaining": 7}"#, charged: 0, remaining: 7, cached: true),
            Price(body: #"{"cached": true, "credits_charged": 1}"#, charged: 1, cached: true),
            Price(body: #"{"cached": false, "credits_charged": 0}"#, charged: 0),
            Price(body: "<html></html>", charged: 1),
            Price(status: 404, body: #"{"credits_remaining": 7}"#, charged: 0, remaining: 7),
            Price(status: 403, body: #"{"credits_charged": 1}"#, charged: 1),
            Price(status: 400, body: #"{"message": "no"}"#, charged: 0),
        ])
    func prices(_ price: Price) async throws {
        let provider = try Provider { _ in [.answer(price.status, text: price.body)] }
        _ = await provider.client().result()
        let call = try #require(provider.calls.first)
        #expect(call.creditsCharged == price.charged)
        #expect(call.creditsRemaining == price.remaining)
        #expect(call.cached == price.cached)
    }

    @Test("every attempt is in the ledger once, with what was wrong")
    func ledger() async throws {
        let provider = try Provider(answers: [
            [.answer(503)], [.answer(429)], [.reset], [.answer(text: #"{"credits_charged": 2}"#)],
        ])
        _ = try await provider.client().send(ScrapeCreatorsClient.request)
        let calls = provider.calls
        #expect(calls.map(\.attempt) == [1, 2, 3, 4])
        #expect(calls.map(\.path) == Array(repeating: "/v1/tiktok/profile", count: 4))
        #expect(calls.map(\.status) == [503, 429, nil, 200])
        #expect(calls.map(\.creditsCharged) == [0, 0, nil, 2])
        #expect(calls.map(\.startedAt) == Array(repeating: Provider.now, count: 4))
        #expect(
            calls.map(\.error) == [
                "unavailable: status 503", "rate limited",
                "unavailable: the connection broke off: a kept connection broke before the answer", nil,
            ])
    }

    @Test(
        "the key is in no error and no ledger, even when the provider quotes it",
        arguments: [200, 400, 401, 402, 403, 404, 429, 500])
    func secret(_ status: Int) async throws {
        let text = #"{"message": "Invalid key \#(Provider.key)!", "broken": \#(status == 200 ? "" : "1}")"#
        let provider = try Provider { _ in [.answer(status, text: text)] }
        let failure = try #require(await provider.client().failure())
        #expect(!"\(failure)".contains(Provider.key))
        #expect(!String(reflecting: provider.calls).contains(Provider.key))
        if status == 401 { #expect(failure == .unauthorized("Invalid key …!")) }
    }
}
