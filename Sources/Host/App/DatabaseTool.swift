import Effects
import Foundation
import Postgres

/// What can be done to a database without a host: for the command line.
public struct DatabaseTool: Sendable {
    private let url: String

    public init(url: String) { self.url = url }

    /// Brings the schema up to date; the names of what was applied.
    public func migrate() async throws -> [String] {
        try await withPool { pool in
            try await Migrator(migrations: Migrations.all).migrate(pool).map { "\($0.id) \($0.name)" }
        }
    }

    /// Makes the user with this id at the identity provider an admin.
    public func promote(clerkID: String, email: String) async throws {
        try await withPool { pool in
            _ = try await Migrator(migrations: Migrations.all).migrate(pool)
            try await UserStore().promote(
                clerkID: clerkID, email: email, id: Effects.live.uuid(), now: Effects.live.now(), on: pool)
        }
    }

    private func withPool<Value>(_ body: (Pool) async throws -> Value) async throws -> Value {
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 2), effects: .live)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}
