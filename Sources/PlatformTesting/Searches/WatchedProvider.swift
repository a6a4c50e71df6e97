import FixtureTape
import PlatformAPI
import Synchronization

/// What happened in one run of a search.
final class CallLog: Sendable {
    private struct State {
        var page = 0
        var calls: [ProviderCall] = []
        var enrichments: [Enrichment] = []
        var misses: [String] = []
    }

    private let state = Mutex(State())

    var calls: [ProviderCall] { state.withLock { $0.calls } }
    var enrichments: [Enrichment] { state.withLock { $0.enrichments } }
    var misses: [String] { state.withLock { $0.misses } }

    /// What is called from now on belongs to the next page.
    func turnPage() { state.withLock { $0.page += 1 } }

    func miss(_ message: String) { state.withLock { $0.misses.append(message) } }

    /// - Returns: the call's number.
    fileprivate func begin(_ request: ProviderRequest, by asker: ProviderCall.Asker) -> Int {
        state.withLock { state in
            let unanswered = Result<ProviderResponse, PlatformError>.failure(.cancelled)
            state.calls.append(
                ProviderCall(page: state.page, asker: asker, request: request, answer: unanswered))
            return state.calls.count - 1
        }
    }

    fileprivate func end(_ number: Int, _ answer: Result<ProviderResponse, PlatformError>) {
        state.withLock { $0.calls[number].answer = answer }
    }

    fileprivate func enriched(
        _ before: Creator, _ after: Result<Creator, PlatformError>, callsFrom first: Int
    ) {
        state.withLock { state in
            let calls = Array(state.calls.dropFirst(first))
            state.enrichments.append(Enrichment(page: state.page, before: before, after: after, calls: calls))
        }
    }
}

/// Notes every call, and answers some of them in the provider's place.
struct WatchedProvider: ProviderClient {
    let base: any ProviderClient
    let log: CallLog
    let asker: ProviderCall.Asker
    /// By the number of the call.
    var replacements: [Int: Tape.Answer] = [:]

    func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        let number = log.begin(request, by: asker)
        // Asked even where another answer stands in, so that a tape is used up all the same.
        var answer = await Result.of { () throws(PlatformError) in try await base.send(request) }
        if let replacement = replacements[number] {
            answer = Result { () throws(PlatformError) in try TapeProvider.response(of: replacement) }
        }
        log.end(number, answer)
        return try answer.get()
    }
}

/// Notes every enrichment.
struct WatchedEnricher: Enricher {
    let base: any Enricher
    let log: CallLog

    var callsPerCreator: Int { base.callsPerCreator }

    func needsEnriching(_ creator: Creator) -> Bool { base.needsEnriching(creator) }

    func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        var own = context
        if let watched = context.provider as? WatchedProvider {
            own.provider = WatchedProvider(
                base: watched.base, log: log, asker: .enricher, replacements: watched.replacements)
        }
        let first = log.calls.count
        let after = await Result.of { () throws(PlatformError) in try await base.enrich(creator, in: own) }
        log.enriched(creator, after, callsFrom: first)
        return try after.get()
    }
}

extension Result {
    /// What an operation gives or throws.
    static func of(_ operation: () async throws(Failure) -> Success) async -> Result {
        do throws(Failure) {
            return .success(try await operation())
        } catch {
            return .failure(error)
        }
    }
}
