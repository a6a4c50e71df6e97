import FixtureTape

extension QStashRoute {
    // MARK: Queues

    static let queues = [
        QStashRoute("POST", "/v2/queues") { call in
            let body = try call.body()
            guard let name = body["queueName"]?.string else { throw QStashFailure(400, "queueName is missing") }
            try await call.broker.upsertQueue(
                name, parallelism: body["parallelism"]?.integer, isPaused: body["paused"]?.bool)
            return .done
        },
        QStashRoute("GET", "/v2/queues") { call in
            var queues: [JSONValue] = []
            for (name, queue) in await call.broker.queues.sorted(by: { $0.key < $1.key }) {
                queues.append(queue.json(lag: await call.broker.lag(of: name)))
            }
            return .json(.array(queues))
        },
        QStashRoute("GET", "/v2/queues/{name}") { call in
            .json(try await call.broker.queue(call.name).json(lag: await call.broker.lag(of: call.name)))
        },
        QStashRoute("DELETE", "/v2/queues/{name}") { call in
            try await call.broker.deleteQueue(call.name)
            return .done
        },
        QStashRoute("POST", "/v2/queues/{name}/pause") { call in try await call.pauseQueue(true) },
        QStashRoute("POST", "/v2/queues/{name}/resume") { call in try await call.pauseQueue(false) },
    ]

    // MARK: Schedules

    static let schedules = [
        QStashRoute("POST", "/v2/schedules/{*}") { call in
            let headers = call.request.headers
            guard let cron = headers["upstash-cron"].flatMap({ QStashCron($0) }) else {
                throw QStashFailure.badHeader("upstash-cron")
            }
            let order = try call.order(to: call.name, headers: headers, body: call.request.body, queue: nil)
            let id = try await call.broker.putSchedule(headers["upstash-schedule-id"], cron: cron, order: order)
            return .json(.record(["scheduleId": .string(id)]), status: 201)
        },
        QStashRoute("GET", "/v2/schedules") { call in
            var schedules: [JSONValue] = []
            for (_, schedule) in await call.broker.schedules.sorted(by: { $0.key < $1.key }) {
                schedules.append(await call.json(of: schedule))
            }
            return .json(.array(schedules))
        },
        QStashRoute("GET", "/v2/schedules/{id}") { call in
            .json(await call.json(of: try await call.broker.schedule(call.name)))
        },
        QStashRoute("DELETE", "/v2/schedules/{id}") { call in
            try await call.broker.deleteSchedule(call.name)
            return .done
        },
        QStashRoute("PATCH", "/v2/schedules/{id}/pause") { call in
            try await call.broker.pauseSchedule(call.name, true)
            return .done
        },
        QStashRoute("PATCH", "/v2/schedules/{id}/resume") { call in
            try await call.broker.pauseSchedule(call.name, false)
            return .done
        },
    ]

    // MARK: URL groups

    static let groups = [
        QStashRoute("GET", "/v2/topics") { call in
            .json(.array(await call.broker.groups.sorted { $0.key < $1.key }.map(\.value.json)))
        },
        QStashRoute("GET", "/v2/topics/{name}") { call in .json(try await call.broker.group(call.name).json) },
        QStashRoute("POST", "/v2/topics/{name}/endpoints") { call in
            let endpoints = try call.endpoints().map { endpoint in
                QStashGroup.Endpoint(url: endpoint["url"]?.string ?? "", name: endpoint["name"]?.string)
            }
            try await call.broker.addEndpoints(endpoints, to: call.name)
            return .done
        },
        QStashRoute("DELETE", "/v2/topics/{name}/endpoints") { call in
            let endpoints = try call.endpoints()
            try await call.broker.removeEndpoints(
                urls: Set(endpoints.compactMap { $0["url"]?.string }),
                names: Set(endpoints.compactMap { $0["name"]?.string }), from: call.name)
            return .done
        },
        QStashRoute("DELETE", "/v2/topics/{name}") { call in
            try await call.broker.deleteGroup(call.name)
            return .done
        },
    ]

    // MARK: Flow control

    static let flows = [
        QStashRoute("GET", "/v2/flowControl/{key}") { call in
            let flow = try await call.broker.flow(call.name)
            let (waiting, now) = (await call.broker.waiting(inFlow: call.name), await call.broker.now)
            return .json(flow.json(waiting: waiting, now: now))
        },
        QStashRoute("POST", "/v2/flowControl/{key}/pause") { call in try await call.changeFlow { $0.isPaused = true } },
        QStashRoute("POST", "/v2/flowControl/{key}/resume") { call in
            try await call.changeFlow { $0.isPaused = false }
        },
        QStashRoute("POST", "/v2/flowControl/{key}/pin") { call in
            let (parallelism, rate) = (try call.count("parallelism"), try call.count("rate"))
            let period = try call.count("period")
            return try await call.changeFlow { flow in
                if let parallelism { (flow.control.parallelism, flow.isParallelismPinned) = (parallelism, true) }
                if let rate { (flow.control.rate, flow.control.period, flow.isRatePinned) = (rate, period, true) }
            }
        },
        QStashRoute("POST", "/v2/flowControl/{key}/unpin") { call in
            let query = call.request.query
            return try await call.changeFlow { flow in
                if query["parallelism"] == "true" { flow.isParallelismPinned = false }
                if query["rate"] == "true" { flow.isRatePinned = false }
            }
        },
        QStashRoute("POST", "/v2/flowControl/{key}/resetRate") { call in
            try await call.changeFlow { ($0.begun, $0.periodStart) = (0, 0) }
        },
        QStashRoute("GET", "/v2/globalParallelism") { call in
            .json(
                .record([
                    "parallelismMax": .integer(QStashLimits.parallelism),
                    "parallelismCount": .integer(await call.broker.active.count),
                ]))
        },
    ]
}

extension QStashCall {
    fileprivate func pauseQueue(_ isPaused: Bool) async throws(QStashFailure) -> VendorReply {
        _ = try await broker.queue(name)
        try await broker.upsertQueue(name, parallelism: nil, isPaused: isPaused)
        return .done
    }

    fileprivate func json(of schedule: QStashSchedule) async -> JSONValue {
        let states = await broker.lastStates(of: schedule)
        return schedule.json(states: states.map { JSONValue.Member($0.id, .string($0.state)) })
    }

    fileprivate func endpoints() throws(QStashFailure) -> [JSONValue] {
        guard let endpoints = try body()["endpoints"]?.elements else {
            throw QStashFailure(400, "endpoints is no array")
        }
        return endpoints
    }

    fileprivate func changeFlow(
        _ change: @Sendable @escaping (inout QStashFlow) -> Void
    ) async throws(QStashFailure) -> VendorReply {
        try await broker.changeFlow(name, change)
        return .done
    }

    /// A positive number in the query.
    fileprivate func count(_ name: String) throws(QStashFailure) -> Int? {
        guard let text = request.query[name] else { return nil }
        guard let number = Int(text), number > 0 else { throw .badHeader(name) }
        return number
    }
}
