import Foundation
import HTTPClient
import HostTesting
import Postgres
import StandIns
import Testing

@testable import Host

@Suite("Events of a job")
struct EventTests {
    // MARK: A search from start to end

    @Test("readers at every host see a search whole: ids grow, positions join, the last event is the job as it ended")
    func whole() async throws {
        try await TestApp.run { app in
            try await app.withSecondHost { second in
                let jane = try await app.caller()
                let id = try await jane.search("keyword", ["toys-35"], results: 35)
                async let here = Self.everything(of: id, as: jane)
                async let there = Self.everything(of: id, as: try await second.caller())
                let job = try await app.job(id, as: jane)
                for events in try await [here, there] {
                    #expect(events.flatMap(\.positions) == Array(1...35))
                    #expect(zip(events, events.dropFirst()).allSatisfy { $0.id < $1.id })
                    let progress = events.compactMap { $0.data["progress"] as? Double }
                    #expect(progress == progress.sorted() && progress.last == 100)
                    #expect(events.count { $0.name == "done" } == 1)
                    let last = try #require(events.last)
                    #expect(last.name == "done")
                    #expect(NSDictionary(dictionary: last.data) == NSDictionary(dictionary: job))
                }
            }
        }
    }

    private static func everything(of job: String, as caller: Caller) async throws -> [SentEvent] {
        var feed = try await EventFeed(caller, job)
        #expect(feed.status == 200)
        #expect(feed.header("Content-Type") == "text/event-stream")
        #expect(feed.header("Cache-Control") == "no-store")
        guard case .retry("2000")? = try await feed.block() else {
            Issue.record("the stream does not begin with how soon to come again")
            return []
        }
        return try await feed.rest()
    }

    @Test("a reader that is cut off after every event, and comes again to another host each time, misses nothing")
    func cutting() async throws {
        try await TestApp.run { app in
            try await app.withSecondHost { second in
                let callers = [try await app.caller(), try await second.caller()]
                let id = try await callers[0].search("keyword", ["toys-60"], results: 60)
                var events: [SentEvent] = []
                while events.last?.name != "done" {
                    var feed = try await EventFeed(callers[events.count % 2], id, after: events.last?.id)
                    events.append(try #require(try await feed.next()))
                }
                #expect(events.flatMap(\.positions) == Array(1...60))
                #expect(zip(events, events.dropFirst()).allSatisfy { $0.id < $1.id })
            }
        }
    }

    @Test("from every id of an ended search on, exactly the rest is told; behind the last there is nothing more")
    func resuming() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-35"], results: 35)
            var live = try await EventFeed(jane, id)
            let events = try await live.rest()
            for (index, event) in events.enumerated().dropLast() {
                var feed = try await EventFeed(jane, id, after: event.id)
                let rest = try await feed.rest()
                #expect(rest.flatMap(\.positions) == events[(index + 1)...].flatMap(\.positions))
                #expect(rest.last?.name == "done" && rest.last?.id == events.last?.id)
                #expect(rest.count { $0.name != "creators" } == 1)
            }
            let last = try #require(events.last?.id)
            #expect(try await jane.get("/api/jobs/\(id)/events", headers: [("Last-Event-ID", "\(last)")]).status == 204)
        }
    }

    @Test(
        "an id that no event of the job has begins at the start",
        arguments: ["", "abc", "-1", "1.5", "٣", "99999999999999999999", "9000000000000000000", "9999999"])
    func garbage(_ text: String) async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-5"], results: 5)
            _ = try await app.job(id, as: jane)
            var feed = try await EventFeed(jane, id, lastEventID: text)
            let events = try await feed.rest()
            #expect(events.map(\.name) == ["creators", "done"])
            #expect(events.flatMap(\.positions) == Array(1...5))
        }
    }

    // MARK: Who may follow

    @Test("a job's events are its owner's alone")
    func access() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-5"], results: 5)
            _ = try await app.job(id, as: jane)
            #expect(try await app.caller("joe@example.com").get("/api/jobs/\(id)/events").code == "NOT_FOUND")
            #expect(try await app.stranger.get("/api/jobs/\(id)/events").code == "UNAUTHENTICATED")
            #expect(try await jane.get("/api/jobs/x/events").code == "NOT_FOUND")
            let head = try await jane.send("HEAD", "/api/jobs/\(id)/events")
            #expect((head.status, head.bytes.count) == (200, 0))
        }
    }

    @Test("a user may have so many streams open at a host; others have theirs, and one that ends makes room")
    func limit() async throws {
        let options = TestApp.Options(
            settings: ["events.streams_per_user=2"], faults: try FaultPlan(parsing: "hang=100%"))
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let ids = [
                try await jane.search("keyword", ["toys"], results: 5),
                try await jane.search("keyword", ["toys"], results: 5),
            ]
            var ending = try await EventFeed(jane, ids[0])
            let staying = try await EventFeed(jane, ids[1])
            #expect(ending.status == 200 && staying.status == 200)
            let path = "/api/jobs/\(ids[0])/events"
            let refused = try await jane.get(path)
            #expect((refused.status, refused.code) == (429, "RATE_LIMITED"))
            let names = ["Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
            #expect(names.map(refused.header) == ["15", "2", "0", "15"])
            #expect(try await EventFeed(joe, try await joe.search("keyword", ["toys"], results: 5)).status == 200)
            _ = try await jane.send("DELETE", "/api/jobs/\(ids[0])")
            _ = try await ending.rest()
            // The host lets go of a seat a moment after the client has read the end.
            while try await jane.get(path).status == 429 { await Task.yield() }
            let third = try await EventFeed(jane, ids[1])
            #expect(try await jane.get("/api/jobs/\(ids[1])/events").status == 429)
            #expect(staying.status == 200 && third.status == 200)  // held up to here
        }
    }

    // MARK: A job that a test moves

    @Test("a cancelled job is done, and its stream ends")
    func cancelling() async throws {
        try await Self.following { app, jane, id, _ in
            var feed = try await EventFeed(jane, id)
            #expect(try await feed.next()?.name == "progress")
            #expect(try await jane.send("DELETE", "/api/jobs/\(id)").status == 200)
            let rest = try await feed.rest()
            #expect(rest.map(\.name) == ["done"])
            #expect(rest.first?.data["status"] as? String == "cancelled")
        }
    }

    @Test("what was notified while the host could not hear is told when it can again")
    func deafness() async throws {
        try await Self.following { app, jane, id, _ in
            var feed = try await EventFeed(jane, id)
            #expect(try await feed.next()?.name == "progress")
            // The clock stands, so nothing but the new connection makes the host look.
            for turn in 1...3 {
                try await Self.move(id, by: 10, notifies: false, in: app)
                let ended = try await app.database.query(Self.deafen, []) { try $0.get("ended", as: Int.self) }
                #expect(ended == [1])
                let events = [try #require(try await feed.next()), try #require(try await feed.next())]
                #expect(events.map(\.name) == ["creators", "progress"])
                #expect(events[0].positions == Array(turn * 10 - 9...turn * 10))
            }
        }
    }

    @Test("that a job begins, and that one of its steps failed, is told as it happens")
    func smallMoves() async throws {
        try await Self.following(status: "pending") { app, jane, id, clock in
            var feed = try await EventFeed(jane, id)
            #expect(try await feed.next()?.data["status"] as? String == "pending")
            let job = try #require(UUID(uuidString: id))
            _ = try await JobStore().begin(job, now: clock.now, on: app.database)
            #expect(try await feed.next()?.data["status"] as? String == "processing")
            var batch = Batch()
            try JobStore().explain(job, "Trying again.", credits: 2, in: &batch)
            try await app.database.run(batch)
            #expect(try await feed.next()?.data["message"] as? String == "Trying again.")
        }
    }

    @Test("every reader of a host sees every move of the job")
    func manyReaders() async throws {
        try await Self.following { app, jane, id, _ in
            var feeds: [EventFeed] = []
            for _ in 1...20 { feeds.append(try await EventFeed(jane, id)) }
            for index in feeds.indices { _ = try await feeds[index].next() }
            for turn in 1...5 {
                try await Self.move(id, by: 1, in: app)
                for index in feeds.indices {
                    #expect(try await feeds[index].next()?.positions == [turn])
                    #expect(try await feeds[index].next()?.data["processedResults"] as? Int == turn)
                }
            }
        }
    }

    @Test("a comment line comes every 15 s, and after 10 minutes the stream ends for its session to be looked at again")
    func heartbeat() async throws {
        try await Self.following { _, jane, id, clock in
            var feed = try await EventFeed(jane, id)
            #expect(try await feed.next()?.name == "progress")
            for _ in 1...3 {
                await clock.advance(by: .seconds(15), onceSomebodySleeps: .seconds(5))
                #expect(try await feed.beats())
            }
            await clock.advance(by: .seconds(600), onceSomebodySleeps: .seconds(5))
            #expect(try await feed.rest().isEmpty)
        }
    }

    @Test("the stream of a job that was deleted ends")
    func deleted() async throws {
        try await Self.following { app, jane, id, clock in
            var feed = try await EventFeed(jane, id)
            let campaign = try #require(try await feed.next()?.data["campaignId"] as? String)
            #expect(try await jane.send("DELETE", "/api/campaigns/\(campaign)").status == 200)
            await clock.advance(by: .seconds(15), onceSomebodySleeps: .seconds(5))
            #expect(try await feed.rest().isEmpty)
        }
    }

    @Test("a reader that takes nothing for 30 s is cut off, and the others go on")
    func slowReader() async throws {
        try await Self.following { app, jane, id, clock in
            let stalled = try SlowReader(app.url, "/api/jobs/\(id)/events", token: jane.token ?? "")
            let head = try await stalled.read(upTo: 16_384)
            #expect(head.starts(with: "HTTP/1.1 200 OK".utf8))
            var feed = try await EventFeed(jane, id)
            #expect(try await feed.next()?.name == "progress")
            let text = String(repeating: "x", count: 300_000)
            for _ in 1...40 {
                try await Self.move(id, by: 0, message: text, in: app)
                #expect(try await feed.next()?.data["message"] as? String == text)
            }
            for _ in 1...2 {  // the second beat comes when the first look at all readers is over
                await clock.advance(by: .seconds(30), onceSomebodySleeps: .seconds(5))
                #expect(try await feed.beats())
            }
            let rest = try await stalled.readToEnd()
            #expect(head.count + rest.count < 20 * text.utf8.count)
            #expect(!rest.suffix(7).elementsEqual("\r\n0\r\n\r\n".utf8))
            try await Self.move(id, by: 1, in: app)
            #expect(try await feed.next()?.positions == [1])
        }
    }

    @Test("a host that stops ends its streams as it should")
    func stopping() async throws {
        let kept = Kept()
        try await Self.following { _, jane, id, _ in
            var feed = try await EventFeed(jane, id)
            #expect(try await feed.next()?.name == "progress")
            kept.feed = feed
        }
        var feed = try #require(kept.feed)
        #expect(try await feed.rest().isEmpty)
    }

    /// Filled before its host stops and read after: never by two at a time.
    private final class Kept: @unchecked Sendable {
        var feed: EventFeed?
    }

    // MARK: What the tests move

    /// Runs with an open job that no host works on, and with a clock that stands.
    private static func following(
        status: String = "processing",
        _ body: @escaping @Sendable (TestApp, Caller, _ job: String, ManualEffects) async throws -> Void
    ) async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let jane = try await app.caller()
            let campaign = UUID(uuidString: try await jane.campaign())
            let ids = try await app.database.query(add, [campaign, clock.now, status]) {
                try $0.get("id", as: UUID.self)
            }
            try await body(app, jane, try #require(ids.first).uuidString.lowercased(), clock)
        }
    }

    private static let add = Statement(
        "tests.add",
        """
        INSERT INTO jobs (id, user_id, campaign_id, platform, mode, terms, status, target_results, max_runs,
                          created_at, timeout_at)
        SELECT gen_random_uuid(), user_id, id, 'toy', 'keyword', ARRAY['toys'], $3, 100, 50,
            $2::timestamptz, $2::timestamptz + interval '1 day'
        FROM campaigns WHERE id = $1 RETURNING id
        """)

    private static func move(
        _ job: String, by count: Int, message: String? = nil, notifies: Bool = true, in app: TestApp
    ) async throws {
        try await app.database.execute(move, [UUID(uuidString: job), count, message, notifies])
    }

    private static let move = Statement(
        "tests.move",
        """
        WITH moved AS (
            UPDATE jobs SET processed_results = processed_results + $2, message = $3, revision = revision + 1
            WHERE id = $1 RETURNING id
        )
        SELECT pg_notify('gemz_job', id::text) FROM moved WHERE $4
        """)

    private static let deafen = Statement(
        "tests.deafen",
        """
        SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%LISTEN "gemz_job"%'
        """)
}
