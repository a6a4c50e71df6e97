import Effects
import Foundation
import Postgres

/// Every schedule there is.
enum Schedules {
    /// What this host declares.
    static func all(
        stores: JobStores, keys: IdempotencyStore, sweep: PlatformSweep, config: LiveConfig, log: HouseLog
    ) -> [Schedule] {
        [
            JobTimeouts(stores: stores, log: log).schedule,
            waitingJobs(stores.admission),
            circuitProbes(stores.circuits),
            sweep.schedule,
            Retention(store: RetentionStore(), config: config).schedule,
            profileCache(stores.profiles, config: config),
            pageCache(config: config),
            idempotencyKeys(keys),
            searchAllowances,
        ]
    }

    /// Rows that one statement of a clean-up removes at most.
    static let batchSize = 500

    /// The end of a job lets the next one begin; places also come free without one, such as by deleting a campaign.
    private static func waitingJobs(_ admission: AdmissionStore) -> Schedule {
        Schedule(
            name: "waiting_jobs", about: "Lets waiting jobs begin where a place came free without an end of a job.",
            lane: .prompt, every: { $0[JobConfig.pollInterval] * 4 }
        ) { run in
            try await run.batch { db in
                var batch = Batch()
                try admission.admit(now: run.now, in: &batch)
                return try await db.run(batch).last ?? 0
            }
        }
    }

    /// Of the searches that wait for a circuit one probes it, and whoever closes it wakes the others. The one may be
    /// cancelled, the others may have been out of reach just then.
    private static func circuitProbes(_ circuits: CircuitStore) -> Schedule {
        Schedule(
            name: "circuit_probes", about: "Wakes paused searches where a circuit is to be probed or has closed.",
            lane: .prompt, every: { $0[JobConfig.pollInterval] * 4 }
        ) { run in
            try await run.batch { db in try await circuits.wake(limit: batchSize, now: run.now, on: db) }
        }
    }

    private static func profileCache(_ profiles: ProfileCacheStore, config: LiveConfig) -> Schedule {
        Schedule(
            name: "profile_cache", about: "Removes cached profiles that are too old to serve a search.", lane: .cleanUp,
            every: { $0[RetentionConfig.interval] }
        ) { run in
            let oldest = run.now.addingTimeInterval(-config.current[JobConfig.profileCache].seconds)
            try await run.drain { db in try await profiles.dropExpired(before: oldest, limit: batchSize, on: db) }
        }
    }

    private static func pageCache(config: LiveConfig) -> Schedule {
        Schedule(
            name: "page_cache", about: "Removes kept answers of providers that are too old to serve a search.",
            lane: .cleanUp, every: { $0[RetentionConfig.interval] }
        ) { run in
            let oldest = run.now.addingTimeInterval(-config.current[ProviderConfig.pageCache].seconds)
            try await run.drain { db in try await PageStore().dropStale(before: oldest, on: db) }
        }
    }

    private static func idempotencyKeys(_ keys: IdempotencyStore) -> Schedule {
        Schedule(
            name: "idempotency_keys", about: "Removes idempotency keys whose day is over, with their kept answers.",
            lane: .cleanUp, every: { $0[RetentionConfig.interval] }
        ) { run in
            try await run.drain { db in try await keys.dropExpired(now: run.now, limit: batchSize, on: db) }
        }
    }

    private static var searchAllowances: Schedule {
        Schedule(
            name: "search_allowances",
            about: "Removes what says of a user that they may start as many searches as ever.",
            lane: .cleanUp, every: { $0[RetentionConfig.interval] }
        ) { run in
            try await run.drain { db in
                try await SearchAllowanceStore().dropFull(now: run.now, limit: batchSize, on: db)
            }
        }
    }
}
