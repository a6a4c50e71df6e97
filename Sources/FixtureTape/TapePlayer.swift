import Foundation
import Synchronization

/// Answers requests from tapes: exactly those that are on them, as often as asked.
///
/// A repeated request is answered by its first exchange, then by its second, and so on; afterwards by the last one
/// again. A request that several tapes hold is answered by the first of them alone.
public final class TapePlayer: Sendable {
    /// How often each request was asked: with it, another player goes on where this one stands.
    public struct Position: Hashable, Sendable {
        fileprivate var asked: [Tape.Request: Int] = [:]

        /// The beginning of the tapes.
        public init() {}
    }

    private struct State {
        var position: Position
        var misses: [Tape.Request] = []
    }

    private let answers: [Tape.Request: [Tape.Answer]]
    /// Requests in the tapes' order, each once.
    private let order: [Tape.Request]
    private let state: Mutex<State>

    /// - Parameter position: where to go on, as another player of the same tapes told.
    public init(_ tapes: [Tape], at position: Position = Position()) {
        var answers: [Tape.Request: [Tape.Answer]] = [:]
        var order: [Tape.Request] = []
        for tape in tapes {
            let earlier = Set(answers.keys)
            for exchange in tape.exchanges where !earlier.contains(exchange.request) {
                if answers[exchange.request] == nil { order.append(exchange.request) }
                answers[exchange.request, default: []].append(exchange.answer)
            }
        }
        self.answers = answers
        self.order = order
        state = Mutex(State(position: position))
    }

    /// The next answer to a request, matched exactly by path and query; `nil`, and counted as a miss, where no tape
    /// holds it.
    public func answer(_ request: Tape.Request) -> Tape.Answer? {
        state.withLock { state in
            guard let list = answers[request], let last = list.last else {
                state.misses.append(request)
                return nil
            }
            let asked = state.position.asked[request, default: 0]
            state.position.asked[request] = asked + 1
            return asked < list.count ? list[asked] : last
        }
    }

    /// Whether a tape holds a request to the same path about the same thing, whatever the other parameters: then it is
    /// for the tape to answer, with the endpoint's empty page if need be.
    ///
    /// - Parameter subjects: the parameters that say what is asked about, such as `query` or `handle`.
    public func holds(subjectOf request: Tape.Request, named subjects: [String]) -> Bool {
        let asked = request.query.filter { subjects.contains($0.key) }
        guard !asked.isEmpty else { return false }
        return order.contains { held in
            held.path == request.path && asked.allSatisfy { held.query[$0.key] == $0.value }
        }
    }

    /// The values that the tapes hold of some parameters, in order, each once.
    public func subjects(named names: [String]) -> [String] {
        var seen: Set<String> = []
        return order.flatMap { request in names.compactMap { request.query[$0] } }.filter { seen.insert($0).inserted }
    }

    /// The requests that no tape held, in the order asked.
    public var misses: [Tape.Request] { state.withLock { $0.misses } }

    public var position: Position { state.withLock { $0.position } }

    /// The requests whose exchanges were not all used, with the number left, in the tapes' order.
    public var unconsumed: [(request: Tape.Request, exchanges: Int)] {
        let asked = position.asked
        return order.compactMap { request in
            let left = (answers[request]?.count ?? 0) - asked[request, default: 0]
            return left > 0 ? (request, left) : nil
        }
    }

    /// Goes back to the beginning and forgets the misses.
    public func rewind() { state.withLock { $0 = State(position: Position()) } }

    /// The requests on the tapes that are most like a given one, the most alike first: those to the same path, by how
    /// many parameters agree; else those to paths with the longest common beginning.
    public func nearest(to request: Tape.Request, limit: Int = 3) -> [Tape.Request] {
        func likeness(_ held: Tape.Request) -> Int {
            let agreeing = held.query.count { request.query[$0.key] == $0.value }
            let strangers = held.query.count + request.query.count - 2 * agreeing
            let prefix = held.path.commonPrefix(with: request.path).count
            return (held.path == request.path ? 10_000 : prefix) * 10 + agreeing * 10 - strangers
        }
        let ranked = order.enumerated().map { (likeness: likeness($1), index: $0, request: $1) }
        return ranked.sorted { ($1.likeness, $0.index) < ($0.likeness, $1.index) }.prefix(limit).map(\.request)
    }
}
