import FixtureTape

/// A message that is published again and again.
struct QStashSchedule: Sendable {
    let id: String
    var cron: QStashCron
    var order: QStashOrder
    let createdAt: Int
    var isPaused = false
    /// Unix milliseconds; `nil` where the expression has no more.
    var next: Int?
    var last: Int?
    /// The messages of the last time.
    var lastMessages: [String] = []
    /// Why the last time made no message.
    var error: String?

    /// - Parameter states: of the last messages.
    func json(states: [JSONValue.Member]) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("scheduleId", .string(id)), .init("destination", .string(order.destination)),
            .init("cron", .string(cron.text)), .init("createdAt", .integer(createdAt)),
            .init("method", .string(order.method)), .init("retries", .integer(order.retries)),
            .init("header", .headers(order.shownHeaders)), .init("isPaused", .bool(isPaused)),
        ]
        members += order.bodyMembers + order.settingMembers + .texts(["error": error])
        if order.delay > 0 { members.append(.init("delay", .integer(order.delay / 1000))) }
        if let next { members.append(.init("nextScheduleTime", .integer(next))) }
        if let last {
            members += [.init("lastScheduleTime", .integer(last)), .init("lastScheduleStates", .object(states))]
        }
        return .object(members)
    }
}
