import Foundation
import Postgres

/// Ends jobs that are past their time, whether or not anybody asks for them.
struct JobTimeouts: Sendable {
    var stores: JobStores
    var log: HouseLog

    var schedule: Schedule {
        Schedule(
            name: "job_timeouts", about: "Ends jobs that took longer than they may.", lane: .prompt,
            every: { $0[JobConfig.pollInterval] }
        ) { run in
            var ended = 1
            while ended > 0 {
                ended = 0
                for job in try await stores.jobs.overdue(now: run.now, on: run.pool) {
                    ended += try await end(job, in: run)
                }
            }
        }
    }

    /// One job in each transaction: it locks the job's campaign, and nobody locks several in any order. A job whose
    /// campaign somebody else holds just now is left for the next run: what shares the lane is kept waiting by nobody.
    private func end(_ job: UUID, in run: ScheduleRun) async throws -> Int {
        let ending = JobEnding(stores: stores)
        let ended = try await run.batch { db in
            guard try await stores.campaigns.lockIfFree(campaignOf: job, on: db),
                try await stores.jobs.expire(job, now: run.now, on: db)
            else { return 0 }
            try await ending.finish(job, now: run.now, on: db)
            return 1
        }
        if ended > 0 { log.with("job", job.text).failed("timed out") }
        return ended
    }
}
