import FixtureTape
import Foundation

extension QStashMessage {
    /// The message as the API shows it, without what is redacted.
    var json: JSONValue { .object(members) }

    var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("messageId", .string(id)), .init("url", .string(url)), .init("method", .string(order.method)),
            .init("header", .headers(order.shownHeaders)), .init("maxRetries", .integer(order.retries)),
            .init("notBefore", .integer(notBefore)), .init("createdAt", .integer(createdAt)),
        ]
        members += order.bodyMembers + order.settingMembers
        members += [JSONValue.Member].texts([
            "topicName": group, "endpointName": endpoint, "scheduleId": order.scheduleID,
        ])
        return members
    }
}

extension QStashOrder {
    private static let hidden = "REDACTED"

    var shownHeaders: [QStashHeader] {
        headers.map { header in
            let isHidden =
                redacted.contains("header") || redacted.contains("headers")
                || redacted.contains("header[\(header.name)]")
            return isHidden ? QStashHeader(name: header.name, value: Self.hidden) : header
        }
    }

    /// `body` where it is UTF-8, else `bodyBase64`.
    var bodyMembers: [JSONValue.Member] {
        if redacted.contains("body") { return [.init("body", .string(Self.hidden))] }
        return .body(body, text: "body", base64: "bodyBase64")
    }

    /// What messages and schedules say alike.
    var settingMembers: [JSONValue.Member] {
        var members: [JSONValue.Member] = .texts([
            "callback": callback?.url, "failureCallback": failureCallback?.url, "queueName": queue,
            "callerIP": callerIP, "label": labels.isEmpty ? nil : labels.joined(separator: ","),
            "retryDelayExpression": retryDelay?.text, "flowControlKey": flow?.key,
        ])
        for (name, callback) in [("callbackHeader", callback), ("failureCallbackHeader", failureCallback)] {
            if let callback { members.append(.init(name, .headers(callback.headers))) }
        }
        let numbers = [
            ("parallelism", flow?.parallelism), ("rate", flow?.rate), ("period", flow?.period),
            ("timeout", timeout.map { $0 / 1000 }),
        ]
        return members + numbers.compactMap { name, number in number.map { .init(name, .integer($0)) } }
    }
}

extension QStashDeadLetter {
    var json: JSONValue {
        var members = message.members
        members += [
            .init("dlqId", .string(id)), .init("responseStatus", .integer(outcome.status ?? 0)),
            .init("responseHeader", .headers(outcome.headers)),
        ]
        if let error = outcome.error { return .object(members + [.init("responseBody", .string(error))]) }
        return .object(members + .body(outcome.body, text: "responseBody", base64: "responseBodyBase64"))
    }
}

extension JSONValue {
    /// Names to arrays of values.
    static func headers(_ headers: [QStashHeader]) -> JSONValue {
        let values = Dictionary(grouping: headers, by: \.name)
        return .object(
            values.keys.sorted().map { name in
                Member(name, .array(values[name, default: []].map { .string($0.value) }))
            })
    }
}

extension [JSONValue.Member] {
    /// Those that are there, in the order of their names.
    static func texts(_ texts: [String: String?]) -> [JSONValue.Member] {
        texts.sorted { $0.key < $1.key }.compactMap { name, text in text.map { .init(name, .string($0)) } }
    }

    /// Bytes as text where they are UTF-8, else as base64; nothing for none.
    static func body(_ bytes: [UInt8], text: String, base64: String) -> [JSONValue.Member] {
        if bytes.isEmpty { return [] }
        if let valid = String(validating: bytes, as: UTF8.self) { return [.init(text, .string(valid))] }
        return [.init(base64, .string(Data(bytes).base64EncodedString()))]
    }
}
