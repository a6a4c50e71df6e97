import EmbeddedPostgres
import Foundation
import HTTPTesting
import Postgres
import Testing

/// A host that is not dead: it stands still for longer than its lease, in the middle of a provider call, and then goes
/// on as if nothing had been. `GEMZ_PAUSES` says how often; by itself once for each moment of waking.
@Suite("Crash that is none: a paused owner", .serialized)
struct PausedOwnerTests {
    /// When the host wakes.
    enum Waking: CaseIterable {
        /// The other host has completed the search.
        case afterTheEnd
        /// The other host is in the middle of the same step.
        case inTheStep
        /// The other host has committed the step, and the search goes on.
        case afterTheCommit
    }

    private static let pauses = ProcessInfo.processInfo.environment["GEMZ_PAUSES"].flatMap { Int($0) } ?? 3
    /// Nothing is cached, so that every run asks the provider.
    private static let wishes = CrashSite.Wishes(
        hosts: 2, settings: ["timeouts.lease=1s", "cache.page=0s", "cache.profile=0s"], logLevel: "debug")

    @Test(
        "a host stopped beyond its lease: another completes its step, and what it writes when it wakes is refused",
        .timeLimit(.minutes(5)))
    func paused() async throws {
        try await CrashSite.with(carrier: .postgres, Self.wishes) { site in
            let caller = try await HostCaller.signedIn(to: site.fleet.door.url, standIns: site.standInsURL)
            let pool = try Pool(
                configuration: PoolConfiguration(connectionString: site.postgres.connectionString, size: 1))
            let stage = Stage(site: site, caller: caller, pool: pool)
            let undisturbed = try await stage.creators(of: stage.search())
            #expect(undisturbed.count == Stage.results)
            for number in 0..<Self.pauses {
                let waking = Waking.allCases[number % Waking.allCases.count]
                let found = try await stage.creators(of: stage.disturbedSearch(waking))
                #expect(found == undisturbed, "\(waking)")
                #expect(Set(found).count == found.count, "\(waking): a result is there twice")
            }
            await pool.close()
            #expect(try await site.leftovers() == CrashSite.Leftovers())
        }
    }
}

/// Two hosts, a provider that can be slowed, and the database to look at.
private struct Stage {
    static let results = 60

    let site: CrashSite
    let caller: HostCaller
    let pool: Pool

    func search() async throws -> String {
        try await caller.start("tiktok", "keyword", ["yoga"], results: Self.results)
    }

    /// What a search has found in the end.
    func creators(of id: String) async throws -> [String] {
        let job = try await caller.job(id) { $0.isFinal }
        #expect(job["status"] as? String == "completed")
        return try await caller.results(of: id).compactMap { $0["externalId"] as? String }
    }

    /// A search whose first holder stands still over its first provider call, until `waking`.
    ///
    /// - Returns: the job, once the holder has been refused.
    func disturbedSearch(_ waking: PausedOwnerTests.Waking) async throws -> String {
        let calls = try await site.providerCalls()
        try await site.slowProvider("1500ms")
        let id = try await search()
        let job = try #require(UUID(uuidString: id))
        var state = try await state(of: job) { $0.host != nil }
        while try await site.providerCalls() == calls { try await Self.rest() }
        let host = try #require(state.host.flatMap(site.fleet.host(named:)))
        let refusals = host.refusals
        host.pause()
        let held = state.token
        switch waking {
        case .afterTheEnd:
            try await site.slowProvider(nil)
            state = try await self.state(of: job) { $0.status == "completed" }
        case .inTheStep:
            let before = try await site.providerCalls()
            state = try await self.state(of: job) { $0.token > held }
            while try await site.providerCalls() == before { try await Self.rest() }
            #expect(state.results == 0)
        case .afterTheCommit:
            try await site.slowProvider(nil)
            state = try await self.state(of: job) { $0.results > 0 }
        }
        host.resume()
        try await site.slowProvider(nil)
        while host.refusals == refusals { try await Self.rest() }
        return id
    }

    private struct State {
        var status: String
        var results: Int
        /// Who works on the job's message, by its lease.
        var host: String?
        var token: Int
    }

    private static let look = Statement(
        "paused.look",
        """
        SELECT j.status, j.processed_results, coalesce(m.lease_token, 0) AS token,
            CASE WHEN m.lease_until > clock_timestamp() THEN m.lease_host END AS host
        FROM jobs j LEFT JOIN messages m ON m.job_id = j.id WHERE j.id = $1
        """)

    /// Waits until a job and its message are as they should be.
    private func state(of job: UUID, is wanted: (State) -> Bool) async throws -> State {
        while true {
            let state = try await pool.first(Self.look, [job]) { row in
                State(
                    status: try row.get("status"), results: try row.get("processed_results"),
                    host: try row.get("host"), token: try row.get("token"))
            }
            if let state, wanted(state) { return state }
            try await Self.rest()
        }
    }

    /// What is waited for is another process's doing, which tells nobody.
    private static func rest() async throws { try await Task.sleep(for: .milliseconds(10)) }
}

extension GemzProcess {
    /// How often the host has found that a step of its is another's by now: by what it wanted to write, or before that
    /// when it renewed its leases, which comes first after so long a sleep more often than not.
    fileprivate var refusals: Int {
        ["the step has another holder by now; nothing was written", "the step's lease is gone; it is cut short"]
            .map { complaints.components(separatedBy: $0).count - 1 }.reduce(0, +)
    }
}
