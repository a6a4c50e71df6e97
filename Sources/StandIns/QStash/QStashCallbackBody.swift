import FixtureTape
import Foundation

/// What a callback tells of a delivery.
struct QStashCallbackBody: Sendable {
    let message: QStashMessage
    let outcome: QStashOutcome
    /// The dead letter's id, for a message that was given up.
    let deadLetter: String?

    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("status", .integer(outcome.status ?? 0)), .init("header", .headers(outcome.headers)),
            .init("body", .string(Self.base64(outcome.error.map { Array($0.utf8) } ?? outcome.body))),
            .init("retried", .integer(message.retried)), .init("maxRetries", .integer(message.order.retries)),
            .init("sourceMessageId", .string(message.id)), .init("url", .string(message.url)),
            .init("method", .string(message.order.method)), .init("sourceHeader", .headers(message.order.headers)),
            .init("sourceBody", .string(Self.base64(message.order.body))),
            .init("notBefore", .integer(message.notBefore)), .init("createdAt", .integer(message.createdAt)),
        ]
        members += .texts([
            "topicName": message.group, "endpointName": message.endpoint, "scheduleId": message.order.scheduleID,
            "callerIP": message.order.callerIP, "dlqId": deadLetter, "error": outcome.error,
        ])
        return .object(members)
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
