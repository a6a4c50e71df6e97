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

    /// - Throws: ``MigrationError`` when the database stays away, is newer than this program, or its history was edited.
    func bringUp() async throws {
        let applied = try await patiently { try await migrated().get() }
        for migration in applied { log.done("migrated to \(migration.id) \(migration.name)") }
    }

    /// Does what a start needs of the database, and again while that is away; so it may be done twice.
    ///
    /// - Throws: what `work` throws for another reason, or when the database stays away.
    func patiently<Value>(_ work: () async throws -> Value) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await work()
            } catch  where attempt < Self.attempts && Self.isAway(error) {
                log.warned("the database is away, asking again: \(ErrorTranslation.inside(of: error))")
                try await effects.sleep(.seconds(1))
                attempt += 1
            }
        }
    }

    private static func isAway(_ error: any Error) -> Bool {
        var cause = error as? PostgresError
        if case .database(let inner)? = error as? MigrationError { cause = inner }
        return cause.map { $0.isUnavailable || $0.isOutcomeUnknown } ?? false
    }

    // A result rather than a throw: catching one case of a typed error crashes the compiler here (6.3.1, 2026-11-24).
    private func migrated() async -> Result<[Migration], MigrationError> {
        do throws(MigrationError) {
            return .success(try await Migrator(migrations: Migrations.all).migrate(pool))
        } catch {
            return .failure(error)
        }
    }
}
