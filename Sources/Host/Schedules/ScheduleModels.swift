import Foundation

/// Where a schedule stands.
struct ScheduleState: Sendable {
    enum Outcome: String, Encodable, Sendable, CaseIterable {
        case succeeded
        case failed
    }

    var name: String
    var every: Duration
    var nextDue: Date
    var isRunning: Bool
    var lastStarted: Date?
    /// With `outcome` and `error` of the last run that ended, which is not the one that started last while it runs.
    var lastEnded: Date?
    var outcome: Outcome?
    var error: String?
    /// Rows that the run which started last has changed or removed.
    var touched: Int
    /// Where the run that started last runs or ran.
    var host: String?
}

/// A schedule as admins see it.
struct ScheduleView: Encodable, Sendable {
    var name: String
    var about: String
    var interval: String
    var isRunning: Bool
    var lastStartedAt: Date?
    var lastEndedAt: Date?
    var lastOutcome: ScheduleState.Outcome?
    var lastError: String?
    var rowsTouched: Int
    var nextDueAt: Date
    var host: String?

    init(_ schedule: Schedule, _ state: ScheduleState) {
        name = schedule.name
        about = schedule.about
        interval = state.every.configText
        isRunning = state.isRunning
        lastStartedAt = state.lastStarted
        lastEndedAt = state.lastEnded
        lastOutcome = state.outcome
        lastError = state.error
        rowsTouched = state.touched
        nextDueAt = state.nextDue
        host = state.host
    }

    static let schema = Schema.object([
        .required("name", .string().example(.string("retention"))),
        .required("about", .string().example(.string("Removes what is kept no longer."))),
        .required("interval", .string().about("Such as `2s`, `60m` or `7d`.").example(.string("1h"))),
        .required("isRunning", .bool), .optional("lastStartedAt", .timestamp),
        .optional("lastEndedAt", .timestamp.about("Of the last run that ended; so are outcome and error.")),
        .optional("lastOutcome", .oneOf(ScheduleState.Outcome.allCases.map(\.rawValue))),
        .optional("lastError", .string()),
        .required("rowsTouched", .count.about("By the run that started last.")),
        .required("nextDueAt", .timestamp), .optional("host", .string().about("Of the run that started last.")),
    ])
}
