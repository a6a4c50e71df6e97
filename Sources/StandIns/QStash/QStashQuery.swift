/// Which events or dead letters are asked for.
struct QStashQuery: Sendable {
    private let parameters: [String: String]
    private let ids: Set<String>
    private let states: Set<String>
    private let count: Int
    /// The number of the last one of the page before.
    private let cursor: Int?
    private let from: Int?
    private let to: Int?

    /// - Throws: ``QStashFailure`` naming the parameter that is no good.
    init(_ request: VendorRequest) throws(QStashFailure) {
        func number(_ name: String) throws(QStashFailure) -> Int? {
            guard let text = request.query[name], !text.isEmpty else { return nil }
            guard let number = Int(text), number >= 0 else { throw .badHeader(name) }
            return number
        }
        parameters = request.query
        ids = Set(request.values(of: "messageId") + request.values(of: "messageIds"))
        let states = Set(request.values(of: "state"))
        for state in states where QStashEvent.State(rawValue: state) == nil && state != "IN_PROGRESS" {
            throw .badHeader("state")
        }
        self.states = states
        count = min(max(try number("count") ?? 1000, 1), 1000)
        cursor = try number("cursor")
        from = try number("fromDate")
        to = try number("toDate")
    }

    func matches(_ event: QStashEvent) -> Bool {
        let isUnderWay = [.created, .active, .retry, .error, .cancelRequested].contains(event.state)
        let hasState =
            states.isEmpty || states.contains(event.state.rawValue) || (states.contains("IN_PROGRESS") && isUnderWay)
        return hasState && matches(event.message, at: event.time)
    }

    func matches(_ letter: QStashDeadLetter) -> Bool {
        matches(letter.message, at: letter.failedAt) && has("responseStatus", String(letter.outcome.status ?? 0))
            && has("callerIp", letter.message.order.callerIP)
    }

    private func matches(_ message: QStashMessage, at time: Int) -> Bool {
        let order = message.order
        return (ids.isEmpty || ids.contains(message.id)) && has("url", message.url) && has("topicName", message.group)
            && has("queueName", order.queue) && has("scheduleId", order.scheduleID)
            && (parameters["label"].map { order.labels.contains($0) } ?? true)
            && time >= from ?? .min && time <= to ?? .max
    }

    private func has(_ name: String, _ value: String?) -> Bool {
        parameters[name].map { $0 == value } ?? true
    }

    /// - Parameters:
    ///   - number: what cursors hold: falls along the list.
    ///   - matches: whether an element is asked for.
    func page<Element>(
        of all: [Element], number: (Element) -> Int, where matches: (Element) -> Bool
    ) -> (page: [Element], cursor: String?) {
        var page: [Element] = []
        for element in all where cursor.map({ number(element) < $0 }) ?? true {
            if matches(element) { page.append(element) }
            if page.count > count { break }
        }
        guard page.count > count else { return (page, nil) }
        return (Array(page.prefix(count)), page.prefix(count).last.map { String(number($0)) })
    }
}
