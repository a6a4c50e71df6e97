import Effects
import Foundation
import HTTPTesting
import Host
import HostTesting
import Postgres
import Testing

/// Statements that tests look at the carrier's columns with.
enum Carried {
    static let publications = Statement(
        "tests.publications", "SELECT publication FROM messages WHERE job_id = $1")
    static let lose = Statement(
        "tests.lose", "UPDATE messages SET redeliver_at = $1 WHERE redeliver_at IS NOT NULL")
    static let unmarked = Statement(
        "tests.unmarked", "SELECT count(*) AS n FROM messages WHERE published_for IS DISTINCT FROM not_before")
}

@Suite("The relay to QStash")
struct RelayTests {
    /// Quick, so that nothing waits for long.
    static let quick = ["qstash_delays.next_step=0s", "polling.interval=50ms"]

    /// Real time, with pauses of a hundredth.
    private static let hasty: Effects = {
        var effects = Effects.live
        effects.randomUnit = { 0.01 }
        return effects
    }()

    @Test("a message is handed over with its address, its number, its retries and whom to tell of a failure")
    func headers() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        try await TestApp.run(TestApp.Options(settings: Self.quick, carrier: carrier)) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-5"], results: 5)
            let message = try await qstash.next()
            #expect(message.destination == app.url + "/api/qstash/process-scraping")
            let note = try #require(try JSONSerialization.jsonObject(with: Data(message.body)) as? [String: Any])
            let name = try #require(note["message"] as? String)
            #expect(note["publication"] as? Int == 0 && note.count == 3)
            #expect(message.deduplicationID == "\(name)-\(note["row"] as? Int ?? 0)-0")
            #expect(
                message.headers == [
                    "Content-Type": "application/json", "Upstash-Method": "POST", "Upstash-Retries": "3",
                    "Upstash-Deduplication-Id": message.deduplicationID,
                    "Upstash-Failure-Callback": app.url + "/api/qstash/dead-letter",
                ])
            #expect(try await jane.job(id)["status"] as? String == "pending")  // no worker takes it by itself
        }
    }

    @Test("a whole search is carried by QStash, and finds what it finds without")
    func carried() async throws {
        func found(_ options: TestApp.Options, _ qstash: ScriptedQStash?) async throws -> [String] {
            let handles = HandleBox()
            try await TestApp.run(options) { app in
                let jane = try await app.caller()
                let id = try await jane.search("keyword", ["toys"], results: 45)
                let wait = { @Sendable in try await app.job(id, as: jane)["status"] as? String ?? "" }
                let status = if let qstash { try await app.carried(by: qstash, wait) } else { try await wait() }
                #expect(status == "completed")
                handles.keep(try await jane.results(of: id).compactMap { $0["handle"] as? String })
            }
            return handles.all
        }
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        let carried = try await found(TestApp.Options(settings: Self.quick, carrier: carrier), qstash)
        let plain = try await found(TestApp.Options(), nil)
        #expect(carried.count == 45)
        #expect(carried == plain)
    }

    @Test("between two steps a job rests as long as is set; what rests is handed over for then")
    func rests() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        let clock = ManualEffects()
        let options = TestApp.Options(effects: clock.effects, carrier: carrier)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            _ = try await jane.search("keyword", ["toys"], results: 45)
            let answer = try await app.deliver(try await qstash.next(), by: QStashSigner { clock.now })
            #expect(answer.data as? [String: String] == ["outcome": "ran"])
            let second = try await qstash.next()
            #expect(
                second.headers["Upstash-Not-Before"] == "\(Int((clock.now.timeIntervalSince1970 + 2).rounded(.up)))")
            let early = try await app.deliver(second, by: QStashSigner { clock.now })
            #expect(early.status == 409)
            #expect(early.header("Retry-After") == "2")
            clock.advance(by: .seconds(3))
            let due = try await app.deliver(second, by: QStashSigner { clock.now })
            #expect(due.data as? [String: String] == ["outcome": "ran"])
        }
    }

    private static let owners = Statement(
        "tests.owners",
        """
        SELECT CASE user_id WHEN $2 THEN 'jane' ELSE 'joe' END AS who
        FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN messages USING (id) ORDER BY place
        """)

    @Test("users take turns: who has much to hand over does not keep waiting who has little")
    func turns() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start([.answers(500)])
        defer { server.stop() }
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects, carrier: carrier)) { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            for _ in 1...4 { _ = try await jane.search("keyword", ["toys"], results: 5) }
            _ = try await joe.search("keyword", ["toys"], results: 5)
            await clock.advance(by: .seconds(1), onceSomebodySleeps: .milliseconds(500))
            await server.wait { _ in qstash.requests.count >= 2 }
            let ids = try qstash.requests[1].map { message in
                let note = try JSONSerialization.jsonObject(with: Data(message.body)) as? [String: Any]
                return try #require((note?["message"] as? String).flatMap { UUID(uuidString: $0) })
            }
            let id = try #require(try await jane.get("/api/profile").data["id"] as? String)
            let order = try await app.database.query(Self.owners, [ids, UUID(uuidString: id)]) { row in
                try row.get("who", as: String.self)
            }
            #expect(order == ["jane", "joe", "jane", "jane", "jane"])
        }
    }

    @Test("while QStash is away nothing is lost, and it is asked ever more slowly")
    func away() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start([
            .answers(500), .answers(401), .takesNone, .answers(429), .answers(400),
        ])
        defer { server.stop() }
        let options = TestApp.Options(settings: Self.quick, effects: Self.hasty, carrier: carrier)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 15)
            let status = try await app.carried(by: qstash) {
                try await app.job(id, as: jane)["status"] as? String ?? ""
            }
            #expect(status == "completed")
            let firsts = qstash.requests.prefix(6).map { $0.map(\.deduplicationID) }
            #expect(Set(firsts).count == 1)
            #expect(app.log.all.contains { $0.contains("messages wait for QStash, again in 0.16 s") })
            #expect(!app.log.all.contains { $0.contains("qstash_dev_token") })
        }
    }

    @Test("a host that dies between handing over and marking leaves the message to another, under the same number")
    func crash() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start([.takesAndHangs])
        defer { server.stop() }
        let settings = Self.quick + ["timeouts.lease=300ms"]
        try await TestApp.run(TestApp.Options(settings: settings, carrier: carrier)) { first in
            let jane = try await first.caller()
            let id = try await jane.search("keyword", ["toys"], results: 15)
            let message = try await qstash.next()
            let options = TestApp.Options(
                settings: settings, databaseURL: first.databaseURL, carrier: carrier)
            try await TestApp.run(options) { second in
                await server.wait { _ in qstash.requests.count >= 2 }
                #expect(qstash.requests[1].map(\.deduplicationID) == [message.deduplicationID])
                // By the second host, or by the first one's next look where that comes sooner.
                let hosts = [first.url, second.url].map { $0 + "/api/qstash/process-scraping" }
                #expect(hosts.contains(qstash.requests[1].first?.destination ?? ""))
                try await first.deliver(message)
                let status = try await second.carried(by: qstash) {
                    try await first.job(id, as: jane)["status"] as? String ?? ""
                }
                #expect(status == "completed")
                let numbers = qstash.requests.flatMap { $0.map(\.deduplicationID) }
                #expect(numbers.count == Set(numbers).count + 1)
            }
        }
    }

    @Test("what QStash has taken and never delivers is handed over anew, under another number")
    func lost() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        try await TestApp.run(TestApp.Options(settings: Self.quick, carrier: carrier)) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-5"], results: 5)
            let first = try await qstash.next()
            while try await app.database.execute(Carried.lose, [Date()]) == 0 { await Task.yield() }
            let second = try await qstash.next()
            #expect(first.deduplicationID.dropLast() == second.deduplicationID.dropLast())
            #expect(second.deduplicationID.hasSuffix("-1"))
            try await app.deliver(first)  // late, and still the first to come
            #expect(try await jane.job(id)["status"] as? String == "completed")
            #expect(try await app.deliver(second).data as? [String: Bool] == ["ignored": true])
        }
    }

    @Test("two hosts hand over each message once, and run each step once")
    func twoHosts() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        // Each search makes its own calls, so that they can be counted.
        let settings = Self.quick + ["cache.page=0s"]
        // Either host may hand over for the other: both say that they are reached at the first.
        try await TestApp.run(TestApp.Options(settings: settings, carrier: carrier)) { first in
            let options = TestApp.Options(
                settings: settings, databaseURL: first.databaseURL,
                carrier: Self.reached(at: first.url, carrier))
            try await TestApp.run(options) { _ in
                let jane = try await first.caller()
                let ids = try await (1...4).asyncMap { _ in try await jane.search("keyword", ["toys"], results: 25) }
                let jobs = try await first.carried(by: qstash) {
                    try await ids.asyncMap { try await first.job($0, as: jane)["processedResults"] as? Int ?? 0 }
                }
                #expect(jobs == [25, 25, 25, 25])
                let numbers = qstash.requests.flatMap { $0.map(\.deduplicationID) }
                #expect(numbers.count == Set(numbers).count)
                for id in ids {
                    let calls = try await first.database.query(Ledger.byPath, [UUID(uuidString: id)]) { row in
                        "\(try row.get("path", as: String.self)) \(try row.get("n", as: Int.self))"
                    }
                    #expect(calls.contains("/v1/toy/search 3"))
                }
            }
        }
    }

    private static func reached(at url: String, _ carrier: HostConfiguration.Carrier) -> HostConfiguration.Carrier {
        guard case .qstash(var qstash) = carrier else { return carrier }
        qstash.publicURL = url
        return .qstash(qstash)
    }
}

extension Sequence where Self: Sendable {
    /// One after the other.
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}
