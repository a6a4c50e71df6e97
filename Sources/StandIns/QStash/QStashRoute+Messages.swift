import FixtureTape

extension QStashRoute {
    // MARK: Publishing

    static let publishing = [
        QStashRoute("POST", "/v2/publish/{*}") { call in
            try await call.publish(to: call.values[0], queue: nil)
        },
        QStashRoute("POST", "/v2/enqueue/{queue}/{*}") { call in
            try await call.publish(to: call.values[1], queue: call.values[0])
        },
        QStashRoute("POST", "/v2/batch") { call in
            let orders = try call.batch()
            var replies: [JSONValue] = []
            for order in orders { replies.append(try await call.broker.publish(order).json(of: order)) }
            return .json(.array(replies), status: 201)
        },
    ]

    // MARK: Messages and the log

    static let messages = [
        QStashRoute("GET", "/v2/messages/{id}") { call in .json(try await call.broker.message(call.name).json) },
        QStashRoute("DELETE", "/v2/messages/{id}") { call in
            try await call.broker.cancel(call.name)
            return .done
        },
        QStashRoute("DELETE", "/v2/messages") { call in
            let ids = try call.texts("messageIds")
            return .json(.record(["cancelled": .integer(await call.broker.cancel(ids))]))
        },
        QStashRoute("GET", "/v2/events") { call in
            let (events, cursor) = await call.broker.events(try QStashQuery(call.request))
            return .json(.page("events", events.map(\.json), cursor))
        },
    ]

    // MARK: Dead letters

    static let deadLetters = [
        QStashRoute("GET", "/v2/dlq") { call in
            let (letters, cursor) = await call.broker.deadLetters(try QStashQuery(call.request))
            return .json(.page("messages", letters.map(\.json), cursor))
        },
        QStashRoute("GET", "/v2/dlq/{id}") { call in .json(try await call.broker.deadLetter(call.name).json) },
        QStashRoute("DELETE", "/v2/dlq/{id}") { call in
            guard await call.broker.deleteDeadLetters([call.name]) > 0 else {
                throw QStashFailure.notFound("message \(call.name)")
            }
            return .done
        },
        QStashRoute("DELETE", "/v2/dlq") { call in
            let ids = try call.texts("dlqIds") ?? []
            return .json(.record(["deleted": .integer(await call.broker.deleteDeadLetters(ids))]))
        },
        QStashRoute("POST", "/v2/dlq/retry/{id}") { call in
            .json(try await call.retry(call.name), status: 201)
        },
        QStashRoute("POST", "/v2/dlq/retry") { call in
            var replies: [JSONValue] = []
            for id in call.request.values(of: "dlqIds") { replies.append(try await call.retry(id)) }
            return .json(.page("responses", replies, nil), status: 201)
        },
    ]
}

extension QStashCall {
    fileprivate func publish(to destination: String, queue: String?) async throws(QStashFailure) -> VendorReply {
        let order = try order(to: destination, headers: request.headers, body: request.body, queue: queue)
        let receipts = try await broker.publish(order)
        return .json(receipts.json(of: order), status: receipts.allSatisfy(\.isDuplicate) ? 202 : 201)
    }

    func order(
        to destination: String, headers: [String: String], body: [UInt8], queue: String?
    ) throws(QStashFailure) -> QStashOrder {
        var order = try QStashOrder(destination: destination, headers: headers, body: body)
        order.queue = queue ?? order.queue
        order.callerIP = "127.0.0.1"  // nobody else reaches this port
        return order
    }

    /// Every element is read before the first is published.
    fileprivate func batch() throws(QStashFailure) -> [QStashOrder] {
        guard let elements = json?.elements else { throw QStashFailure(400, "the body is no JSON array") }
        var orders: [QStashOrder] = []
        for element in elements {
            guard let destination = element["destination"]?.string else {
                throw QStashFailure(400, "a message without destination")
            }
            let headers = (element["headers"]?.members ?? []).compactMap { member in
                member.value.parameterText.map { (member.key.lowercased(), $0) }
            }
            orders.append(
                try order(
                    to: destination, headers: Dictionary(headers) { first, _ in first },
                    body: Array((element["body"]?.string ?? "").utf8), queue: element["queue"]?.string))
        }
        return orders
    }

    /// A dead letter published anew, with what this request's own headers say.
    fileprivate func retry(_ id: String) async throws(QStashFailure) -> JSONValue {
        let headers = request.headers
        let receipt = try await broker.retryDeadLetter(id) { order throws(QStashFailure) in
            let asked = try QStashOrder(destination: order.destination, headers: headers, body: order.body)
            var order = order
            if headers["upstash-method"] != nil { order.method = asked.method }
            if headers["upstash-retries"] != nil { order.retries = asked.retries }
            (order.delay, order.notBefore) = (asked.delay, asked.notBefore)
            order.retryDelay = asked.retryDelay ?? order.retryDelay
            order.timeout = asked.timeout ?? order.timeout
            order.callback = asked.callback ?? order.callback
            order.failureCallback = asked.failureCallback ?? order.failureCallback
            let names = Set(asked.headers.map(\.name)).subtracting(["content-type"])
            order.headers = order.headers.filter { !names.contains($0.name) }
            order.headers += asked.headers.filter { names.contains($0.name) }
            return order
        }
        return receipt.json(withURL: false)
    }

    /// A list of texts in the body; `nil` where there is no body at all.
    fileprivate func texts(_ name: String) throws(QStashFailure) -> [String]? {
        if request.body.isEmpty { return nil }
        guard let elements = try body()[name]?.elements else { throw QStashFailure(400, "\(name) is no array") }
        return elements.compactMap(\.string)
    }
}

extension QStashBroker.Receipt {
    fileprivate func json(withURL: Bool) -> JSONValue {
        var members: [JSONValue.Member] = [.init("messageId", .string(id))]
        if withURL { members.append(.init("url", .string(url))) }
        if isDuplicate { members.append(.init("deduplicated", .bool(true))) }
        return .object(members)
    }
}

extension [QStashBroker.Receipt] {
    /// An object for an address, an array for a URL group.
    func json(of order: QStashOrder) -> JSONValue {
        if QStashDestination.isAddress(order.destination), let only = first { return only.json(withURL: false) }
        return .array(map { $0.json(withURL: true) })
    }
}

extension JSONValue {
    /// A list under its name, behind the cursor to the next page where there is one.
    fileprivate static func page(_ name: String, _ elements: [JSONValue], _ cursor: String?) -> JSONValue {
        .object(.texts(["cursor": cursor]) + [.init(name, .array(elements))])
    }
}
