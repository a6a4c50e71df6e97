import HTTPTesting
import PlatformAPI
import Synchronization

/// Ten creators a page, each page one call to a provider; what goes wrong comes from the schedule.
struct ScheduledPlatform: Platform {
    static let descriptor = PlatformDescriptor(
        id: "scheduled", name: "Scheduled",
        modes: [ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 50)],
        provider: ProviderBinding(vendor: "nobody", timeout: .seconds(60)), profileHosts: ["example.com"],
        imageHosts: [])

    var next = NextPage()

    var searchers: [any Searcher] { [ScheduledSearcher(next: next)] }
}

/// What a test has in store for one page, and the provider that answers the calls.
final class NextPage: Sendable {
    private struct State {
        var status: Int?
        var error: PlatformError?
        var meanwhile: (@Sendable () async -> Void)?
        var calls = 0
    }

    private let state = Mutex(State())

    /// Calls that were answered since the last ``forget()``.
    var calls: Int { state.withLock { $0.calls } }

    /// The provider answers the next call with this status.
    func answer(_ status: Int) { state.withLock { $0.status = status } }

    /// The next page throws this, without a call.
    func fail(_ error: PlatformError) { state.withLock { $0.error = error } }

    /// Runs between the answer to the next page's call and the page.
    func meanwhile(_ body: @escaping @Sendable () async -> Void) { state.withLock { $0.meanwhile = body } }

    /// From here on all is well.
    func relent() { state.withLock { ($0.status, $0.error, $0.meanwhile) = (nil, nil, nil) } }

    /// A new world begins.
    func forget() { state.withLock { $0 = State() } }

    fileprivate func takeError() -> PlatformError? {
        state.withLock { state in
            defer { state.error = nil }
            return state.error
        }
    }

    fileprivate func takeMeanwhile() -> (@Sendable () async -> Void)? {
        state.withLock { state in
            defer { state.meanwhile = nil }
            return state.meanwhile
        }
    }

    /// The provider's script.
    @Sendable func serve(_ request: ScriptedServer.Request) -> [ScriptedServer.Step] {
        let status = state.withLock { state in
            defer { state.status = nil }
            state.calls += 1
            return state.status ?? 200
        }
        return [.answer(status, text: status == 200 ? #"{"credits_charged":2}"# : #"{"message":"no"}"#)]
    }
}

private struct ScheduledSearcher: Searcher {
    static let mode = SearchMode.keyword
    let next: NextPage

    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        if let error = next.takeError() { throw error }
        let number = Int(cursor?.rawValue ?? "0") ?? 0
        _ = try await context.provider.send(ProviderRequest(path: "/v1/scheduled", query: ["page": String(number)]))
        await next.takeMeanwhile()?()
        // The last creator of a page comes again as the first of the next.
        let creators = (number * 9..<number * 9 + 10).map {
            Creator(platform: "scheduled", externalId: "c\($0)", handle: "c\($0)")
        }
        return Page(creators: creators, next: number < 6 ? .more(Cursor(rawValue: String(number + 1))) : .end)
    }
}
