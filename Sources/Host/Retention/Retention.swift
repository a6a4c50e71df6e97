import Effects
import Foundation
import Postgres

/// Removes jobs that ended long ago, with all that hangs on them. Their campaigns stay, archived ones too; so does what
/// their calls cost, which the ledger then tells without a job.
struct Retention: Sendable {
    var store: RetentionStore
    var config: ConfigSnapshot

    var schedule: Schedule {
        Schedule(
            name: "retention", about: "Removes jobs with their results when they ended long enough ago.",
            lane: .cleanUp, every: config[RetentionConfig.interval]
        ) { run in
            let completed = run.now.addingTimeInterval(-config[RetentionConfig.completed].seconds)
            let failed = run.now.addingTimeInterval(-config[RetentionConfig.failed].seconds)
            try await run.drain { db in try await store.dropCompleted(before: completed, on: db) }
            try await run.drain { db in try await store.dropFailed(before: failed, on: db) }
            try await run.drain { db in try await store.dropDeadLetters(before: failed, on: db) }
        }
    }
}
