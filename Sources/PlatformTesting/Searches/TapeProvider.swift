public import FixtureTape
public import PlatformAPI
public import Testing

/// A provider that answers from tapes and retries nothing.
///
///     let provider = TapeProvider(try Tape.load(folder: folder))
///     let page = try await searcher.page(request, after: nil, in: SearchContext(provider: provider, now: now))
///
/// A request that no tape holds fails the test, naming the requests that are nearest to it.
public struct TapeProvider: ProviderClient {
    public let player: TapePlayer
    private let miss: @Sendable (String) -> Void

    /// - Parameter sourceLocation: where a missing request is reported.
    public init(_ tapes: Tape..., sourceLocation: SourceLocation = #_sourceLocation) {
        self.init(TapePlayer(tapes)) { Issue.record(Comment(rawValue: $0), sourceLocation: sourceLocation) }
    }

    /// - Parameter miss: is told of every request that no tape holds, in place of a failing test.
    public init(_ player: TapePlayer, onMiss miss: @escaping @Sendable (String) -> Void) {
        self.player = player
        self.miss = miss
    }

    public func send(_ request: ProviderRequest) async throws(PlatformError) -> ProviderResponse {
        if Task.isCancelled { throw .cancelled }
        let asked = Tape.Request(path: request.path, query: request.query)
        guard let answer = player.answer(asked) else {
            miss(Self.message(asked, nearest: player.nearest(to: asked)))
            throw .badShape(path: "", reason: "no tape holds \(asked)")
        }
        return try Self.response(of: answer)
    }

    /// What an answer is to a plugin: the host throws for all but good statuses.
    static func response(of answer: Tape.Answer) throws(PlatformError) -> ProviderResponse {
        switch answer {
        case .response(let held):
            let response = ProviderResponse(status: held.status, headers: held.headers, body: held.body)
            let retryAfter = held.headers["retry-after"].flatMap { Int($0) }.map { Duration.seconds($0) }
            if let error = PlatformError(response: response, retryAfter: retryAfter) { throw error }
            return response
        case .fault(.timeout): throw .unavailable("no answer in time")
        case .fault(.reset): throw .unavailable("the connection was reset")
        }
    }

    private static func message(_ asked: Tape.Request, nearest: [Tape.Request]) -> String {
        let lines = nearest.map { "\n    \($0)" }.joined()
        return "no tape holds\n    \(asked)\n  nearest on the tape:\(lines.isEmpty ? " nothing" : lines)"
    }
}
