import Effects
import Foundation
import Postgres

/// Waits for the database and brings its schema up to date.
struct DatabaseStart: Sendable {
    var pool: Pool
    var effects: Effects
    var log: HouseLog

    /// How often a database that is away is asked for, a second apart, before the start is given up.
    private static let attempts = 30

    /// - Throws: ``PostgresError`` when the database stays away; ``MigrationError`` when it is newer than this program
    ///   or its history was edited.
    func bringUp() async throws {
        for attempt in 1...Self.attempts {
            do {
                let applied = try await Migrator(migrations: Migrations.all).migrate(pool)
                for migration in applied { log.done("migrated to \(migration.id) \(migration.name)") }
                return
            } catch let MigrationError.database(error) where error.isUnavailable && attempt < Self.attempts {
                log.warned("the database is away, asking again: \(error)")
                try await effects.sleep(.seconds(1))
            }
        }
    }
}

/// Keys that every host of one database shares.
struct HostSecretStore: Sendable {
    static let keep = Statement(
        "secrets.keep", "INSERT INTO host_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
    static let find = Statement("secrets.find", "SELECT value FROM host_secrets WHERE name = $1")

    /// The secret of this name; the first host that asks sets it to `fresh`.
    func secret(_ name: String, fresh: [UInt8], on db: some Queryable) async throws -> [UInt8] {
        try await db.execute(Self.keep, [name, PostgresValue.bytes(fresh)])
        return try await db.first(Self.find, [name]) { row in try row.get("value", as: [UInt8].self) } ?? fresh
    }
}
