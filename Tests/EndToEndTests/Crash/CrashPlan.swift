import Foundation
import Simulation

/// What is searched for, and what is killed when: all of it follows from the seed and the size.
struct CrashPlan: Sendable {
    /// How much is done and for how long it is disturbed.
    struct Size: Sendable {
        var seconds: Int
        var users: Int
        var searchesPerUser: Int
        /// Creators that each search wants.
        var results: Int
        /// What the provider takes for each call, so that searches last for as long as things are killed.
        var latency: String
        /// Whether killing begins while searches are being asked for, and not once all are accepted. A request whose
        /// host dies over it then waits for half a minute, until its idempotency key may be taken over.
        var startsUnderFire: Bool

        /// Beside all other tests.
        static let short = Size(
            seconds: 8, users: 6, searchesPerUser: 2, results: 40, latency: "100ms", startsUnderFire: false)
        /// `make test-crash`.
        static let long = Size(
            seconds: 60, users: 12, searchesPerUser: 5, results: 60, latency: "200ms", startsUnderFire: true)

        /// `GEMZ_CRASH=long` takes the long form.
        static let current = ProcessInfo.processInfo.environment["GEMZ_CRASH"] == "long" ? long : short
    }

    enum Victim: Sendable, Equatable {
        /// `kill -9` of one of the hosts.
        case host(Int)
        /// `kill -9` of Postgres.
        case postgres
        /// Postgres is stopped at once, without a checkpoint, and started again.
        case postgresStop
    }

    struct Kill: Sendable {
        var at: Duration
        var victim: Victim
    }

    struct Search: Sendable {
        var platform: String
        var mode: String
        var term: String
        var name: String { "\(platform) \(mode) \(term)" }
    }

    static let hosts = 3
    /// Steps that a host runs at a time.
    static let steps = 3
    static let slice = 5
    /// The most calls of one step: a first page with its target's profile and titles, and its slice's profiles.
    static let callsOfStep = 3 + slice

    var seed: UInt64
    var size: Size
    var kills: [Kill]

    /// `GEMZ_CRASH_SEED` repeats a run.
    static var current: CrashPlan {
        let told = ProcessInfo.processInfo.environment["GEMZ_CRASH_SEED"].flatMap { UInt64($0) }
        return CrashPlan(seed: told ?? UInt64.random(in: 1..<1_000_000), size: .current)
    }

    init(seed: UInt64, size: Size) {
        self.seed = seed
        self.size = size
        var dice = Seed("crash", String(seed)).generator()
        // A host in each second, at any time of it; Postgres once in each half, one way and the other.
        kills = (0..<size.seconds).map { second in
            let at = Duration.seconds(second) + .milliseconds(Int.random(in: 0..<1000, using: &dice))
            return Kill(at: at, victim: .host(Int.random(in: 0..<Self.hosts, using: &dice)))
        }
        for (half, victim) in [Victim.postgres, .postgresStop].shuffled(using: &dice).enumerated() {
            let share = Double(half) / 2 + Double.random(in: 0.1..<0.4, using: &dice)
            kills.append(Kill(at: .seconds(Double(size.seconds) * share), victim: victim))
        }
        kills.sort { $0.at < $1.at }
    }

    /// Each user's searches: of all six kinds in turn, no two the same.
    var searches: [[Search]] {
        (0..<size.users).map { user in
            (0..<size.searchesPerUser).map { Self.search(user * size.searchesPerUser + $0) }
        }
    }

    private static func search(_ number: Int) -> Search {
        let (platform, mode) = [
            ("tiktok", "keyword"), ("tiktok", "similar"), ("instagram", "keyword"), ("instagram", "similar"),
            ("youtube", "keyword"), ("youtube", "similar"),
        ][number % 6]
        let (subject, round) = (subjects[number / 6 % subjects.count], number / (6 * subjects.count))
        let term = mode == "similar" ? "\(subject).daily" : subject
        return Search(platform: platform, mode: mode, term: round == 0 ? term : "\(term)\(round)")
    }

    private static let subjects = [
        "yoga", "baking", "climbing", "skincare", "gardening", "running", "espresso", "knitting", "cycling", "surfing",
    ]

    /// What is killed at most in the middle of its work, in provider calls.
    var callsInFlight: Int {
        kills.reduce(0) { $0 + ($1.victim.isHost ? 1 : Self.hosts) * Self.steps * Self.callsOfStep }
    }
}

extension CrashPlan.Victim {
    var isHost: Bool { if case .host = self { true } else { false } }
}
