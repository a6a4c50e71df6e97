import Foundation

extension QStashOrder {
    /// Reads the headers of a publication.
    ///
    /// - Parameter headers: names in lower case.
    /// - Throws: ``QStashFailure`` naming the header that is no good.
    init(destination: String, headers: [String: String], body: [UInt8]) throws(QStashFailure) {
        guard body.count <= QStashLimits.body else {
            throw QStashFailure(413, "the body is larger than \(QStashLimits.body) bytes")
        }
        let read = QStashHeaderReader(headers: headers)
        self.init(destination: destination, body: body)
        method = try read.method("upstash-method")
        self.headers = read.forwarded(prefix: "upstash-forward-")
        if let type = headers["content-type"] { self.headers.append(QStashHeader(name: "content-type", value: type)) }
        delay = try read.duration("upstash-delay") ?? 0
        notBefore = try read.count("upstash-not-before", atMost: 100_000_000_000).map { $0 * 1000 }
        retries = try read.retries("upstash-retries")
        retryDelay = try read.retryDelay("upstash-retry-delay")
        timeout = try read.duration("upstash-timeout")
        callback = try read.callback("upstash-callback")
        failureCallback = try read.callback("upstash-failure-callback")
        queue = headers["upstash-queue-name"]
        deduplicationID = headers["upstash-deduplication-id"]
        deduplicatesByContent = headers["upstash-content-based-deduplication"]?.lowercased() == "true"
        labels = read.list("upstash-label")
        flow = try read.flowControl()
        redacted = Set(read.list("upstash-redact-fields").map { $0.hasPrefix("header[") ? $0.lowercased() : $0 })
    }
}

/// Reads single headers.
private struct QStashHeaderReader {
    /// Names in lower case.
    let headers: [String: String]

    /// What is the connection's, or would be taken for QStash's own word.
    private static let dropped: Set<String> = [
        "content-length", "transfer-encoding", "connection", "host", "expect", "user-agent", "upstash-signature",
        "upstash-message-id", "upstash-retried", "upstash-schedule-id", "upstash-topic-name", "upstash-caller-ip",
        "upstash-queue-name", "upstash-label", "content-type",
    ]

    func forwarded(prefix: String) -> [QStashHeader] {
        headers.filter { $0.key.hasPrefix(prefix) }
            .map { QStashHeader(name: String($0.key.dropFirst(prefix.count)), value: $0.value) }
            .filter { !$0.name.isEmpty && !Self.dropped.contains($0.name) }.sorted { $0.name < $1.name }
    }

    func method(_ name: String) throws(QStashFailure) -> String {
        let method = headers[name]?.uppercased() ?? "POST"
        guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) else { throw .badHeader(name) }
        return method
    }

    func duration(_ name: String) throws(QStashFailure) -> Int? {
        guard let text = headers[name] else { return nil }
        // A bare number, which the documents do not know, counts seconds.
        guard let time = QStashDuration.milliseconds(text) ?? QStashDuration.milliseconds(text + "s") else {
            throw .badHeader(name)
        }
        return time
    }

    func count(_ name: String, atMost limit: Int) throws(QStashFailure) -> Int? {
        guard let text = headers[name] else { return nil }
        guard let number = Int(text), (0...limit).contains(number) else { throw .badHeader(name) }
        return number
    }

    func retries(_ name: String) throws(QStashFailure) -> Int {
        try count(name, atMost: 1000) ?? QStashOrder.usualRetries
    }

    func retryDelay(_ name: String) throws(QStashFailure) -> QStashRetryDelay? {
        guard let text = headers[name] else { return nil }
        guard let expression = QStashRetryDelay(text) else { throw .badHeader(name) }
        return expression
    }

    func list(_ name: String) -> [String] {
        (headers[name] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// - Parameter name: of the header with the address; those with its settings begin alike.
    func callback(_ name: String) throws(QStashFailure) -> QStashOrder.Callback? {
        guard let url = headers[name] else { return nil }
        guard QStashDestination.isAddress(url) else { throw .badHeader(name) }
        var forwarded = forwarded(prefix: name + "-forward-")
        forwarded.append(QStashHeader(name: "content-type", value: "application/json"))
        return QStashOrder.Callback(
            url: url, method: try method(name + "-method"), headers: forwarded,
            retries: try retries(name + "-retries"), retryDelay: try retryDelay(name + "-retry-delay"),
            delay: try duration(name + "-delay") ?? 0, timeout: try duration(name + "-timeout"))
    }

    func flowControl() throws(QStashFailure) -> QStashFlowControl? {
        guard let key = headers["upstash-flow-control-key"] else { return nil }
        var control = QStashFlowControl(key: key)
        for part in list("upstash-flow-control-value") {
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard sides.count == 2, let number = control.number(sides[1], of: sides[0]), number > 0 else {
                throw .badHeader("upstash-flow-control-value")
            }
            control.set(sides[0], to: number)
        }
        guard !key.isEmpty, control.parallelism != nil || control.rate != nil else {
            throw .badHeader("upstash-flow-control-value")
        }
        return control
    }
}

/// Where a message goes: an address, or the name of a URL group.
enum QStashDestination {
    static func isAddress(_ text: String) -> Bool {
        let lower = text.prefix(8).lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return false }
        guard let host = text.dropFirst(scheme.count).first else { return false }
        return !"/?#".contains(host)
    }

    /// Whether a text may name a group, queue, schedule, or key.
    static func isName(_ text: String) -> Bool { text.wholeMatch(of: /[A-Za-z0-9_.\-]{1,256}/) != nil }
}
