import EmbeddedPostgres
import Foundation
import HTTPTesting
import Testing

/// All searches of a plan, asked for and waited for, undisturbed or while things are killed.
struct CrashRun: Sendable {
    struct Outcome: Sendable {
        /// By the search's name.
        var found: [String: PatientCaller.Found] = [:]
        var providerCalls = 0
        var leftovers: CrashSite.Leftovers?
        var duration = Duration.zero
        /// How long was left of the searches when the killing was over.
        var afterLastKill = Duration.zero

        var creators: Int { found.values.reduce(0) { $0 + $1.creators.count } }
    }

    var plan: CrashPlan
    var carrier: CrashSite.Carrier

    func undisturbed() async throws -> Outcome {
        try await CrashSite.with(carrier: carrier) { site in
            try await outcome(on: site) { _, _ in }
        }
    }

    func disturbed() async throws -> Outcome {
        try await CrashSite.with(carrier: carrier) { site in
            try await site.slowProvider(plan.size.latency)
            return try await outcome(on: site) { plan, site in try await Self.kill(plan, on: site) }
        }
    }

    private func outcome(
        on site: CrashSite, while disturb: @escaping @Sendable (CrashPlan, CrashSite) async throws -> Void
    ) async throws -> Outcome {
        let callers = try await callers(site)
        let begun = ContinuousClock.now
        let plan = plan
        var outcome = Outcome()
        async let early: Void = plan.size.startsUnderFire ? disturb(plan, site) : ()
        let jobs = try await jobs(of: callers)
        async let late: Void = plan.size.startsUnderFire ? () : disturb(plan, site)
        async let found = found(by: jobs, callers)
        try await early
        try await late
        let quiet = ContinuousClock.now
        outcome.found = try await found
        outcome.duration = begun.duration(to: .now)
        outcome.afterLastKill = quiet.duration(to: .now)
        outcome.providerCalls = try await site.providerCalls()
        _ = await site.fleet.stop()
        outcome.leftovers = try await site.leftovers()
        return outcome
    }

    private func callers(_ site: CrashSite) async throws -> [PatientCaller] {
        var callers: [PatientCaller] = []
        for user in 0..<plan.size.users {
            let caller = try await HostCaller.signedIn(
                to: site.fleet.door.url, standIns: site.standInsURL, as: "user\(user)@example.com")
            callers.append(PatientCaller(caller: caller))
        }
        return callers
    }

    private struct Job: Sendable {
        var user: Int
        var search: CrashPlan.Search
        var id: String
    }

    /// Every user asks for one search after the other.
    private func jobs(of callers: [PatientCaller]) async throws -> [Job] {
        let plan = plan
        return try await withThrowingTaskGroup(of: [Job].self) { group in
            for (user, (caller, searches)) in zip(callers, plan.searches).enumerated() {
                group.addTask {
                    var jobs: [Job] = []
                    for search in searches {
                        let id = try await caller.start(search, results: plan.size.results)
                        jobs.append(Job(user: user, search: search, id: id))
                    }
                    return jobs
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func found(by jobs: [Job], _ callers: [PatientCaller]) async throws -> [String: PatientCaller.Found] {
        try await withThrowingTaskGroup(of: (String, PatientCaller.Found).self) { group in
            for job in jobs {
                group.addTask { (job.search.name, try await callers[job.user].found(by: job.id)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    // MARK: Killing

    private static func kill(_ plan: CrashPlan, on site: CrashSite) async throws {
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for kill in plan.kills {
                try await Task.sleep(until: begun + kill.at)  // the schedule is the test
                switch kill.victim {
                case .host(let number):
                    let host = try await site.fleet.replace(number)
                    group.addTask { try await site.fleet.admit(host, as: number) }
                case .postgres: try signal(SIGKILL, site)
                case .postgresStop: try signal(SIGQUIT, site)
                }
            }
            try await group.waitForAll()
        }
    }

    private static func signal(_ signal: Int32, _ site: CrashSite) throws {
        let process = try #require(site.postgres.processID, "Postgres is not up a second time")
        #expect(Foundation.kill(process, signal) == 0)
    }
}
