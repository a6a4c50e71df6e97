import Logging
import Synchronization

/// The part of the house that a line comes from.
struct LogTag: Hashable, Sendable {
    let name: String

    /// Every tag in use, and so every tag that can have a level of its own.
    static let all = [
        "admin", "auth", "campaign", "carrier", "config", "database", "events", "host", "http", "job", "logs",
        "platform",
        "profile", "provider", "schedules", "search", "worker",
    ].map(LogTag.init)

    private static let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })

    /// Where in ``all`` it is; `nil` for one that is not there, which has the general level.
    var place: Int? { Self.places[self] }
}

/// From which level on lines are written, by tag; changed while the host runs.
final class LogLevels: Sendable {
    private struct State {
        var general: Logger.Level
        /// In the order of ``LogTag/all``.
        var own: [Logger.Level]
    }

    private let state: Mutex<State>

    init(_ general: Logger.Level) {
        state = Mutex(State(general: general, own: LogTag.all.map { _ in general }))
    }

    /// - Parameter place: the tag's in ``LogTag/all``.
    func allows(_ level: Logger.Level, at place: Int?) -> Bool {
        state.withLock { state in place.map { state.own[$0] } ?? state.general } <= level
    }

    /// - Parameter own: the levels of tags that have one of their own.
    func set(_ general: Logger.Level, own: [LogTag: Logger.Level]) {
        state.withLock { state in
            state = State(general: general, own: LogTag.all.map { own[$0] ?? general })
        }
    }
}
