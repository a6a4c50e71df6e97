import Effects
import Foundation
import HostTesting
import PlatformAPI
import Postgres
import Testing

@testable import Host

@Suite("Messages")
struct MessageTests {
    private static let start = Date(timeIntervalSince1970: 1_767_323_045)
    private static let store = MessageStore()
    private static let claims = ClaimStore()
    private static let known = Capabilities(kinds: ["test"], platforms: ["toy"])

    /// Runs a test against a database of its own.
    private static func withQueue(_ body: (Pool) async throws -> Void) async throws {
        let url = try await TestCluster.shared.makeDatabase()
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 3))
        _ = try await Migrator(migrations: Migrations.all).migrate(pool)
        try await body(pool)
        await pool.close()
    }

    private static func id(_ number: Int) -> UUID {
        UUID.version7(at: start, random: [0, 0, 0, 0, 0, 0, 0, 0, UInt8(number / 256), UInt8(number % 256)])
    }

    @discardableResult
    private static func add(
        _ number: Int, of user: Int? = nil, in seconds: TimeInterval = 0, key: String? = nil, after: Int? = nil,
        on pool: Pool
    ) async throws -> Bool {
        let content = MessageContent(
            id: id(number), kind: "test", userID: user.map { id(1000 + $0) }, payload: Array("{}".utf8),
            maxAttempts: 3, uniqueKey: key)
        let message = NewMessage(content: content, notBefore: start.addingTimeInterval(seconds), after: after)
        return try await store.add(message, now: start, on: pool)
    }

    private static func claim(
        _ limit: Int = 1, at seconds: TimeInterval = 0, lease: Duration = .seconds(600), putOffFirst: Bool = false,
        by capabilities: Capabilities = known, on db: some Queryable
    ) async throws -> [Message] {
        let taking = ClaimStore.Taking(
            limit: limit, lease: lease, host: "here", capabilities: capabilities, isPutOffFirst: putOffFirst)
        return try await claims.claim(taking, now: start.addingTimeInterval(seconds), on: db)
    }

    /// Writes something by itself.
    private static func write(on pool: Pool, _ statements: (inout Batch) throws -> Void) async throws {
        var batch = Batch()
        try statements(&batch)
        try await pool.run(batch)
    }

    private static func number(_ message: Message) -> Int {
        let bytes = withUnsafeBytes(of: message.id.uuid) { Array($0) }
        return Int(bytes[14]) * 256 + Int(bytes[15])
    }

    @Test("of two live messages with one key the second is not written; once the first is done, a third is")
    func uniqueKey() async throws {
        try await Self.withQueue { pool in
            #expect(try await Self.add(1, key: "welcome/7", on: pool))
            #expect(try await Self.add(2, key: "welcome/7", on: pool) == false)
            #expect(try await Self.add(3, key: "welcome/8", on: pool))
            #expect(try await Self.add(4, on: pool))
            let claimed = try await Self.claim(10, on: pool)
            #expect(Set(claimed.map(Self.number)) == [1, 3, 4])
            #expect(try await Self.add(5, key: "welcome/7", on: pool) == false)
            let first = try #require(claimed.first { Self.number($0) == 1 })
            try await Self.write(on: pool) { try Self.store.finish(first, in: &$0) }
            #expect(try await Self.add(6, key: "welcome/7", on: pool))
        }
    }

    @Test("of fifty that add one key at once, one does")
    func uniqueKeyInParallel() async throws {
        try await Self.withQueue { pool in
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 1...50 { group.addTask { try await Self.add(number, key: "one", on: pool) } }
                return try await group.reduce(into: 0) { count, wasAdded in count += wasAdded ? 1 : 0 }
            }
            #expect(added == 1)
        }
    }

    @Test("a message is not taken before its time")
    func notBefore() async throws {
        try await Self.withQueue { pool in
            try await Self.add(1, in: 60, on: pool)
            #expect(try await Self.claim(at: 59, on: pool).isEmpty)
            #expect(try await Self.claim(at: 60, on: pool).map(Self.number) == [1])
        }
    }

    @Test("a user with one message waits for one of each other user, not for all that they have")
    func turns() async throws {
        try await Self.withQueue { pool in
            for number in 1...10 { try await Self.add(number, of: 1, on: pool) }
            for number in 11...13 { try await Self.add(number, of: 2, on: pool) }
            try await Self.add(20, of: 3, on: pool)
            let order = try await Self.claim(14, on: pool).sorted {
                ($0.turn ?? 0, Self.number($0)) < ($1.turn ?? 0, Self.number($1))
            }
            #expect(order.map(Self.number) == [1, 11, 20, 2, 12, 3, 13, 4, 5, 6, 7, 8, 9, 10])
        }
    }

    @Test("two users whose jobs never end share the steps evenly, though one has ten jobs and the other one")
    func share() async throws {
        try await Self.withQueue { pool in
            for number in 1...10 { try await Self.add(number, of: 1, on: pool) }
            var steps = [0, 0]
            for round in 0..<60 {
                if round == 20 { try await Self.add(200, of: 2, on: pool) }
                let message = try #require(try await Self.claim(on: pool).first)
                let user = message.content.userID == Self.id(1001) ? 1 : 2
                if round >= 20 { steps[user - 1] += 1 }
                try await Self.write(on: pool) { batch in
                    try Self.store.finish(message, in: &batch)
                    var content = message.content
                    content.id = Self.id(300 + round)
                    let next = NewMessage(content: content, notBefore: Self.start, after: message.turn)
                    try Self.store.add(next, now: Self.start, in: &batch)
                }
            }
            #expect(steps == [20, 20])
        }
    }

    @Test("what was put off and what is in line take turns, so that neither keeps the other waiting")
    func alternates() async throws {
        try await Self.withQueue { pool in
            for number in 1...3 { try await Self.add(number, in: -5, on: pool) }
            for number in 11...13 { try await Self.add(number, in: 5, on: pool) }
            let order = [
                try await Self.claim(at: 9, putOffFirst: true, on: pool), try await Self.claim(at: 9, on: pool),
                try await Self.claim(at: 9, putOffFirst: true, on: pool), try await Self.claim(3, at: 9, on: pool),
            ]
            #expect(order.map { Set($0.map(Self.number)) } == [[11], [1], [12], [2, 3, 13]])
        }
    }

    @Test("the history tells of every failure and of every lease that ran out, and goes into the dead letter")
    func history() async throws {
        try await Self.withQueue { pool in
            try await Self.add(1, on: pool)
            let first = try #require(try await Self.claim(lease: .zero, on: pool).first)
            #expect(first.interruptions == 0)
            let second = try #require(try await Self.claim(at: 5, on: pool).first)
            #expect(second.interruptions == 1)
            await #expect(throws: StaleLease.self) {
                try await Self.write(on: pool) { try Self.store.finish(first, in: &$0) }
            }
            let failure = MessageFailure(at: Self.start.addingTimeInterval(7), error: "boom", host: "here", delay: 2)
            try await Self.write(on: pool) {
                try Self.store.retry(second, at: Self.start.addingTimeInterval(9), after: failure, in: &$0)
            }
            let third = try #require(try await Self.claim(at: 9, on: pool).first)
            #expect(third.attempt == 1)
            #expect(third.interruptions == 1)
            let last = MessageFailure(at: Self.start.addingTimeInterval(10), error: "boom again", host: "here")
            try await Self.write(on: pool) { try Self.store.bury(third, after: last, in: &$0) }
            let letters = try await pool.query(
                Statement("tests.letters", "SELECT attempt, interruptions, error, history FROM dead_letters")
            ) { row in
                (
                    [try row.get("attempt", as: Int.self), try row.get("interruptions")],
                    try row.get("error", as: String.self),
                    try JSONSerialization.jsonObject(with: Data(row.get("history", as: [UInt8].self)))
                        as? [[String: Any]] ?? []
                )
            }
            let letter = try #require(letters.first)
            #expect(letters.count == 1)
            #expect(letter.0 == [2, 1])
            #expect(letter.1 == "boom again")
            let entries = letter.2.map { entry in
                let delay = (entry["delay"] as? Double).map { " again in \($0)" } ?? ""
                return ["at", "error", "host"].map { entry[$0] as? String ?? "" }.joined(separator: " ") + delay
            }
            #expect(
                entries == [
                    "2026-01-02T03:04:10.000Z The lease ran out. here",
                    "2026-01-02T03:04:12.000Z boom here again in 2.0", "2026-01-02T03:04:15.000Z boom again here",
                ])
        }
    }

    @Test("waiting uses up no attempt")
    func waiting() async throws {
        try await Self.withQueue { pool in
            try await Self.add(1, on: pool)
            let first = try #require(try await Self.claim(on: pool).first)
            try await Self.write(on: pool) {
                try Self.store.putOff(first, until: Self.start.addingTimeInterval(30), in: &$0)
            }
            #expect(try await Self.claim(at: 29, on: pool).isEmpty)
            let second = try #require(try await Self.claim(at: 30, on: pool).first)
            #expect(second.attempt == 0)
            #expect(second.interruptions == 0)
            await #expect(throws: StaleLease.self) {
                try await Self.write(on: pool) { try Self.store.putOff(first, until: Self.start, in: &$0) }
            }
        }
    }

    @Test("a host claims what it knows and holds up nobody else: what it passes over, another takes at the same time")
    func capabilities() async throws {
        try await Self.withQueue { pool in
            let place = Statement(
                "tests.place", "UPDATE messages SET kind = $2, platform = $3 WHERE id = $1")
            let rows: [(kind: String, platform: String?)] = [
                ("new", nil), ("test", "lost"), ("new", "toy"), ("test", "toy"), ("test", nil),
            ]
            for (number, row) in rows.enumerated() {
                // In line and put off.
                for id in [number, number + 10] {
                    try await Self.add(id, in: id < 10 ? 0 : 5, on: pool)
                    try await pool.execute(place, [Self.id(id), row.kind, row.platform])
                }
            }
            let newer = Capabilities(kinds: ["test", "new"], platforms: ["toy", "lost"])
            try await pool.transaction { db in
                let own = try await Self.claim(9, at: 5, on: db)
                #expect(Set(own.map(Self.number)) == [3, 4, 13, 14])
                let others = try await Self.claim(9, at: 5, by: newer, on: pool)
                #expect(Set(others.map(Self.number)) == [0, 1, 2, 10, 11, 12])
            }
        }
    }

    @Test("one message that is named is claimed by a host that knows it alone")
    func capabilitiesOfOne() async throws {
        try await Self.withQueue { pool in
            try await Self.add(1, on: pool)
            for (kinds, platforms) in [([], ["toy"]), (["new"], [])] as [([String], [PlatformID])] {
                let stranger = Capabilities(kinds: kinds, platforms: platforms)
                #expect(
                    try await Self.claims.claim(
                        Self.id(1), lease: .seconds(60), host: "here", capabilities: stranger, now: Self.start, on: pool
                    )
                        == nil)
            }
            let message = try await Self.claims.claim(
                Self.id(1), lease: .seconds(60), host: "here", capabilities: Self.known, now: Self.start, on: pool)
            #expect(message != nil)
        }
    }

    // MARK: Holding on

    private static let held = Statement(
        "tests.held",
        """
        SELECT lease_until IS NOT NULL AS is_leased, coalesce(lease_until > clock_timestamp() + interval '30 minutes', false)
            AS is_renewed
        FROM messages ORDER BY id
        """)

    private static func leases(on db: some Queryable) async throws -> [String] {
        try await db.query(held) { row in
            guard try row.get("is_leased") else { return "free" }
            return try row.get("is_renewed") ? "renewed" : "leased"
        }
    }

    @Test("one message that somebody has locked keeps no other's lease from being renewed")
    func renewsBesideALock() async throws {
        try await Self.withQueue { pool in
            for number in 1...3 { try await Self.add(number, on: pool) }
            let claims = try await Self.claim(3, on: pool).map(\.claim)
            let lock = Statement("tests.lock", "SELECT 1 FROM messages WHERE id = $1 FOR UPDATE")
            try await pool.transaction { db in
                try await db.execute(lock, [Self.id(2)])
                #expect(try await Self.claims.renew(claims, lease: .seconds(3600), on: pool) == [])
                #expect(try await Self.leases(on: pool) == ["renewed", "leased", "renewed"])
            }
            #expect(try await Self.claims.renew(claims, lease: .seconds(3600), on: pool) == [])
            #expect(try await Self.leases(on: pool) == ["renewed", "renewed", "renewed"])
        }
    }

    @Test("renewing tells of leases that are gone, and gives none to what was put off")
    func renewTellsOfLosses() async throws {
        try await Self.withQueue { pool in
            for number in 1...4 { try await Self.add(number, on: pool) }
            let messages = try await Self.claim(4, on: pool).sorted { Self.number($0) < Self.number($1) }
            try await Self.write(on: pool) { batch in
                try Self.store.finish(messages[0], in: &batch)
                try Self.store.putOff(messages[2], until: Self.start, in: &batch)
            }
            let steal = Statement("tests.steal_one", "UPDATE messages SET lease_token = lease_token + 1 WHERE id = $1")
            try await pool.execute(steal, [messages[1].id])
            let gone = try await Self.claims.renew(messages.map(\.claim), lease: .seconds(3600), on: pool)
            #expect(Set(gone) == [messages[0].claim, messages[1].claim])
            #expect(try await Self.leases(on: pool) == ["leased", "free", "renewed"])
        }
    }

    @Test("a claim that the server has lost by a crash gives its holder no part in the claim that follows")
    func lostClaim() async throws {
        try await Self.withQueue { pool in
            try await Self.add(1, on: pool)
            let before = Statement("tests.token", "SELECT lease_token FROM messages")
            let token = try await pool.first(before) { row in try row.get("lease_token", as: Int.self) }
            let lost = try #require(try await Self.claim(on: pool).first)
            // What recovery leaves of a message whose claim had not reached the disk.
            try await pool.execute(
                Statement("tests.crash", "UPDATE messages SET lease_token = $1, lease_until = NULL, lease_host = NULL"),
                [token])
            let second = try #require(try await Self.claim(on: pool).first)
            await #expect(throws: StaleLease.self) {
                try await Self.write(on: pool) { batch in try Self.store.finish(lost, in: &batch) }
            }
            try await Self.write(on: pool) { batch in try Self.store.finish(second, in: &batch) }
        }
    }
}
