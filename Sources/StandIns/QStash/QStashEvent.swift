import FixtureTape

/// One line of the log.
struct QStashEvent: Hashable, Sendable {
    enum State: String, CaseIterable, Sendable {
        case created = "CREATED"
        case active = "ACTIVE"
        case retry = "RETRY"
        case error = "ERROR"
        case delivered = "DELIVERED"
        case failed = "FAILED"
        case cancelRequested = "CANCEL_REQUESTED"
        case canceled = "CANCELED"
    }

    /// Grows with every event: what cursors hold.
    let number: Int
    let time: Int
    let state: State
    /// Without its body.
    let message: QStashMessage
    var nextDelivery: Int?
    var outcome: QStashOutcome?

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("time", .integer(time)), .init("messageId", .string(message.id)),
            .init("state", .string(state.rawValue)),
            .init("url", .string(message.url)), .init("method", .string(message.order.method)),
            .init("header", .headers(message.order.shownHeaders)), .init("maxRetries", .integer(message.order.retries)),
        ]
        members += message.order.settingMembers
        members += .texts([
            "topicName": message.group, "endpointName": message.endpoint, "scheduleId": message.order.scheduleID,
            "error": outcome?.error,
        ])
        if let nextDelivery { members.append(.init("nextDeliveryTime", .integer(nextDelivery))) }
        if let outcome, let status = outcome.status {
            members += [
                .init("responseStatus", .integer(status)), .init("responseHeader", .headers(outcome.headers)),
                .init("responseBody", .string(String(decoding: outcome.body, as: UTF8.self))),
            ]
        }
        return .object(members)
    }
}
