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
            switch await migrated() {
            case .success(let applied):
                for migration in applied { log.done("migrated to \(migration.id) \(migration.name)") }
                return
            case .failure(let error):
                guard error.isUnavailable, attempt < Self.attempts else { throw error }
                log.warned("the database is away, asking again: \(error)")
                try await effects.sleep(.seconds(1))
            }
        }
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

extension MigrationError {
    /// Whether the database is away rather than at odds with the program.
    fileprivate var isUnavailable: Bool {
        if case .database(let error) = self { error.isUnavailable } else { false }
    }
}
