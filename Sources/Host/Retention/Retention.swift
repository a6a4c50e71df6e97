import Effects
import Foundation
import Postgres

/// Removes jobs that ended long ago, with all that hangs on them. Their campaigns stay, archived ones too; so does what
/// their calls cost, which the ledger then tells without a job, until that is old as well.
struct Retention: Sendable {
    var store: RetentionStore
    var config: LiveConfig

    var schedule: Schedule {
        Schedule(
            name: "retention",
            about: "Removes jobs with their results when they ended long enough ago, and old calls from the ledger.",
            lane: .cleanUp, every: { $0[RetentionConfig.interval] }
        ) { run in
            let config = config.current
            let completed = run.now.addingTimeInterval(-config[RetentionConfig.completed].seconds)
            let failed = run.now.addingTimeInterval(-config[RetentionConfig.failed].seconds)
            try await run.drain { db in try await store.nameCalls(on: db) }
            try await run.drain { db in try await store.dropCompleted(before: completed, on: db) }
            try await run.drain { db in try await store.dropFailed(before: failed, on: db) }
            try await run.drain { db in try await store.dropDeadLetters(before: failed, on: db) }
            try await run.drain { db in try await store.dropSwitches(before: failed, on: db) }
            let called = run.now.addingTimeInterval(-config[RetentionConfig.calls].seconds)
            try await run.drain { db in try await store.dropCalls(before: called, on: db) }
            let told = run.now.addingTimeInterval(-config[RetentionConfig.webhooks].seconds)
            try await run.drain { db in try await store.dropReceipts(before: told, on: db) }
            try await run.drain { db in try await store.dropErased(before: told, on: db) }
        }
    }
}
