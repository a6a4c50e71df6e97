import Effects
import Foundation
import Postgres

/// Every schedule there is.
enum Schedules {
    /// What this host declares, with the settings it has.
    static func all(stores: JobStores, keys: IdempotencyStore, config: ConfigSnapshot, log: HouseLog) -> [Schedule] {
        [
            JobTimeouts(stores: stores, log: log).schedule(every: config[JobConfig.pollInterval]),
            Retention(store: RetentionStore(), config: config).schedule,
            profileCache(stores.profiles, config: config),
            pageCache(config: config),
            idempotencyKeys(keys, config: config),
        ]
    }

    /// Rows that one statement of a clean-up removes at most.
    static let batchSize = 500

    private static func profileCache(_ profiles: ProfileCacheStore, config: ConfigSnapshot) -> Schedule {
        Schedule(
            name: "profile_cache", about: "Removes cached profiles that are too old to serve a search.", lane: .cleanUp,
            every: config[RetentionConfig.interval]
        ) { run in
            let oldest = run.now.addingTimeInterval(-config[JobConfig.profileCache].seconds)
            try await run.drain { db in try await profiles.dropExpired(before: oldest, limit: batchSize, on: db) }
        }
    }

    private static func pageCache(config: ConfigSnapshot) -> Schedule {
        Schedule(
            name: "page_cache", about: "Removes kept answers of providers that are too old to serve a search.",
            lane: .cleanUp, every: config[RetentionConfig.interval]
        ) { run in
            let oldest = run.now.addingTimeInterval(-config[ProviderConfig.pageCache].seconds)
            try await run.drain { db in try await PageStore().dropStale(before: oldest, on: db) }
        }
    }

    private static func idempotencyKeys(_ keys: IdempotencyStore, config: ConfigSnapshot) -> Schedule {
        Schedule(
            name: "idempotency_keys", about: "Removes idempotency keys whose day is over, with their kept answers.",
            lane: .cleanUp, every: config[RetentionConfig.interval]
        ) { run in
            try await run.drain { db in try await keys.dropExpired(now: run.now, limit: batchSize, on: db) }
        }
    }
}
