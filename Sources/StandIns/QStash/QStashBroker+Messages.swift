/// Messages, dead letters and the log, as the API asks for them.
extension QStashBroker {
    func message(_ id: String) throws(QStashFailure) -> QStashMessage {
        guard let message = live[id] else { throw .notFound("message \(id)") }
        return message
    }

    func cancel(_ id: String) throws(QStashFailure) {
        let message = try message(id)
        record(.cancelRequested, message)
        record(.canceled, message)
        retire(message, as: .cancelled)
        wakeUp.call()  // its place in a queue is free
    }

    /// - Parameter ids: `nil` for all.
    /// - Returns: how many there were.
    func cancel(_ ids: [String]?) -> Int {
        let known = Set(ids ?? Array(live.keys)).filter { live[$0] != nil }
        for message in known.compactMap({ live[$0] }).sorted(by: { $0.number < $1.number }) {
            // It is there: nobody else comes between.
            try? cancel(message.id)
        }
        return known.count
    }

    // MARK: Dead letters

    func deadLetter(_ id: String) throws(QStashFailure) -> QStashDeadLetter {
        guard let letter = deadLetters.first(where: { $0.id == id }) else { throw .notFound("message \(id)") }
        return letter
    }

    /// - Returns: how many there were.
    func deleteDeadLetters(_ ids: [String]) -> Int {
        let before = deadLetters.count
        let gone = Set(ids)
        deadLetters.removeAll { gone.contains($0.id) }
        return before - deadLetters.count
    }

    /// Publishes a dead letter anew.
    ///
    /// - Parameter change: what the new message has otherwise.
    func retryDeadLetter(
        _ id: String, _ change: @Sendable (QStashOrder) throws(QStashFailure) -> QStashOrder
    ) throws(QStashFailure) -> Receipt {
        let letter = try deadLetter(id)
        var order = letter.message.order
        (order.destination, order.delay, order.notBefore) = (letter.message.url, 0, nil)
        (order.deduplicationID, order.deduplicatesByContent) = (nil, false)
        guard let receipt = try publish(change(order)).first else { throw .notFound("message \(id)") }
        _ = deleteDeadLetters([id])
        return receipt
    }

    // MARK: Pages of lists

    /// Newest first.
    func events(_ query: QStashQuery) -> (page: [QStashEvent], cursor: String?) {
        query.page(of: events.reversed(), number: \.number) { query.matches($0) }
    }

    /// Newest first.
    func deadLetters(_ query: QStashQuery) -> (page: [QStashDeadLetter], cursor: String?) {
        query.page(of: deadLetters.reversed(), number: \.message.number) { query.matches($0) }
    }
}
