import Foundation
import Postgres

/// Ends jobs that are past their time, whether or not anybody asks for them.
struct JobTimeouts: Sendable {
    var stores: JobStores
    var log: HouseLog

    func schedule(every interval: Duration) -> Schedule {
        Schedule(
            name: "job_timeouts", about: "Ends jobs that took longer than they may.", lane: .prompt, every: interval
        ) { run in
            while true {
                let overdue = try await stores.jobs.overdue(now: run.now, on: run.pool)
                if overdue.isEmpty { return }
                for job in overdue { try await end(job, in: run) }
            }
        }
    }

    /// One job in each transaction: it locks the job's campaign, and nobody locks several in any order.
    private func end(_ job: UUID, in run: ScheduleRun) async throws {
        let ending = JobEnding(stores: stores)
        let ended = try await run.batch { db in
            try await ending.prepare(job, on: db)
            guard try await stores.jobs.expire(job, now: run.now, on: db) else { return 0 }
            try await ending.finish(job, now: run.now, on: db)
            return 1
        }
        if ended > 0 { log.with("job", job.text).failed("timed out") }
    }
}
