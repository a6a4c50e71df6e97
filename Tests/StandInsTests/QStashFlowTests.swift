import FixtureTape
import Foundation
import HTTPTesting
import Testing

@Suite("QStash: queues, schedules and flow control")
struct QStashFlowTests {
    @Test("a queue delivers in order, one after the other, a message's retries before the next")
    func fifo() async throws {
        try await QStashBench.run({ request in
            [.answer(request.text == "0" && request.header("Upstash-Retried") == "0" ? 500 : 200)]
        }) { bench in
            var ids: [String] = []
            for number in 0..<3 {
                let answer = try await bench.value(
                    "POST", "/v2/enqueue/q/\(bench.receiver.url)/fifo", [("Upstash-Retry-Delay", "5000")],
                    body: "\(number)")
                ids.append(try #require(answer["messageId"]?.string))
            }
            try await bench.advanceToRetry(of: ids[0], in: 5000, retried: 1)
            #expect(await bench.deliveries(to: "/fifo", 4).map(\.text) == ["0", "0", "1", "2"])
        }
    }

    @Test("a queue has as many deliveries under way as it allows, and none while it is paused")
    func parallelism() async throws {
        let gate = Gate()
        try await QStashBench.run({ request in request.target == "/held" ? [.wait(gate), .answer()] : [.answer()] }) {
            bench in
            _ = try await bench.value("POST", "/v2/queues", body: #"{"queueName":"q","parallelism":2}"#)
            for _ in 0..<3 { _ = try await bench.value("POST", "/v2/enqueue/q/\(bench.receiver.url)/held", body: "") }
            _ = await bench.deliveries(to: "/held", 2)
            let queue = try await bench.value("GET", "/v2/queues/q")
            #expect([queue["parallelism"]?.integer, queue["lag"]?.integer] == [2, 3])
            #expect(bench.deliveriesSoFar(to: "/held").count == 2)
            _ = try await bench.value("POST", "/v2/queues/q/pause")
            gate.open()
            try await bench.publish("/free")
            _ = await bench.deliveries(to: "/free")
            #expect(bench.deliveriesSoFar(to: "/held").count == 2)
            #expect(try await bench.value("GET", "/v2/queues").elements?.first?["paused"] == .bool(true))
            _ = try await bench.value("POST", "/v2/queues/q/resume")
            _ = await bench.deliveries(to: "/held", 3)
        }
    }

    @Test("a deleted queue takes its messages with it")
    func deletion() async throws {
        try await QStashBench.run { bench in
            _ = try await bench.value("POST", "/v2/queues", body: #"{"queueName":"q","paused":true}"#)
            let answer = try await bench.value("POST", "/v2/enqueue/q/\(bench.receiver.url)/x", body: "")
            let id = try #require(answer["messageId"]?.string)
            _ = try await bench.value("DELETE", "/v2/queues/q")
            #expect(try await bench.states(of: id) == ["CREATED", "CANCEL_REQUESTED", "CANCELED"])
            #expect(try await bench.ask("GET", "/v2/queues/q").status == 404)
            #expect(try await bench.ask("POST", "/v2/queues/q/pause").status == 404)
        }
    }

    @Test("flow control begins so many deliveries a period, over all messages of its key")
    func rate() async throws {
        try await QStashBench.run { bench in
            let flow = [("Upstash-Flow-Control-Key", "k"), ("Upstash-Flow-Control-Value", "rate=2, period=10s")]
            for _ in 0..<3 { try await bench.publish("/rate", flow) }
            _ = await bench.deliveries(to: "/rate", 2)
            let info = try await bench.value("GET", "/v2/flowControl/k")
            #expect([info["rateMax"]?.integer, info["rateCount"]?.integer, info["ratePeriod"]?.integer] == [2, 2, 10])
            #expect(info["waitListSize"]?.integer == 1)
            try await bench.advance(by: .seconds(10))
            _ = await bench.deliveries(to: "/rate", 3)
        }
    }

    @Test("flow control bounds deliveries at a time, may be pinned, paused, and its rate forgotten")
    func flowChanges() async throws {
        let gate = Gate()
        try await QStashBench.run({ request in request.target == "/held" ? [.wait(gate), .answer()] : [.answer()] }) {
            bench in
            let flow = [("Upstash-Flow-Control-Key", "k"), ("Upstash-Flow-Control-Value", "parallelism=1")]
            try await bench.publish("/held", flow)
            _ = await bench.deliveries(to: "/held")
            try await bench.publish("/second", flow)
            _ = try await bench.value("POST", "/v2/flowControl/k/pin?parallelism=2")
            _ = await bench.deliveries(to: "/second")
            _ = try await bench.value("POST", "/v2/flowControl/k/pause")
            try await bench.publish("/third", flow)
            let info = try await bench.value("GET", "/v2/flowControl/k")
            #expect([info["isPaused"], info["isPinnedParallelism"]] == [.bool(true), .bool(true)])
            #expect([info["parallelismMax"]?.integer, info["waitListSize"]?.integer] == [2, 1])
            _ = try await bench.value("POST", "/v2/flowControl/k/resume")
            gate.open()
            _ = await bench.deliveries(to: "/third")
            _ = try await bench.value("POST", "/v2/flowControl/r/pin?rate=1&period=60")
            let rated = [("Upstash-Flow-Control-Key", "r"), ("Upstash-Flow-Control-Value", "rate=100")]
            try await bench.publish("/rated", rated)
            try await bench.publish("/rated", rated)
            _ = await bench.deliveries(to: "/rated")
            _ = try await bench.value("POST", "/v2/flowControl/r/resetRate")
            _ = await bench.deliveries(to: "/rated", 2)
        }
    }

    @Test("a schedule publishes at its times, not while it is paused, and knows its last and next")
    func schedules() async throws {
        try await QStashBench.run { bench in
            // The clock stands at 2026-01-02 03:04:05.
            let made = try await bench.value(
                "POST", "/v2/schedules/\(bench.receiver.url)/tick?x=1",
                [("Upstash-Cron", "*/5 * * * *"), ("Upstash-Schedule-Id", "s1"), ("Upstash-Retries", "2")], body: "t")
            #expect(made["scheduleId"]?.string == "s1")
            #expect(try await bench.value("GET", "/v2/schedules/s1")["nextScheduleTime"]?.integer == 1_767_323_100_000)
            try await bench.advance(by: .seconds(55))
            let tick = await bench.deliveries(to: "/tick?x=1")[0]
            #expect([tick.text, tick.header("Upstash-Schedule-Id")] == ["t", "s1"])
            let id = try #require(tick.header("Upstash-Message-Id"))
            _ = try await bench.states(of: id, until: "DELIVERED")
            let after = try await bench.value("GET", "/v2/schedules/s1")
            #expect(after["lastScheduleTime"]?.integer == 1_767_323_100_000)
            #expect(after["nextScheduleTime"]?.integer == 1_767_323_400_000)
            #expect(after["lastScheduleStates"] == .object([.init(id, .string("SUCCESS"))]))
            #expect([after["retries"]?.integer, after["createdAt"]?.integer] == [2, 1_767_323_045_000])
            _ = try await bench.value("PATCH", "/v2/schedules/s1/pause")
            try await bench.advance(by: .seconds(300))
            try await bench.publish("/other")
            _ = await bench.deliveries(to: "/other")
            #expect(bench.deliveriesSoFar(to: "/tick?x=1").count == 1)
            _ = try await bench.value("PATCH", "/v2/schedules/s1/resume")
            try await bench.advance(by: .seconds(300))
            _ = await bench.deliveries(to: "/tick?x=1", 2)
            _ = try await bench.value("DELETE", "/v2/schedules/s1")
            #expect(try await bench.value("GET", "/v2/schedules") == .array([]))
            let bad = try await bench.ask("POST", "/v2/schedules/http://x/", [("Upstash-Cron", "61 * * * *")])
            #expect(bad.status == 400)
        }
    }
}
