import EmbeddedPostgres
import Foundation
import Postgres

/// One private Postgres for all tests of a process, and a fresh database for each that asks.
public actor TestCluster {
    public static let shared = TestCluster()

    private var running: Task<EmbeddedPostgres, any Error>?
    private var count = 0

    /// A connection string of a new, empty database.
    public func makeDatabase() async throws -> String {
        let postgres = try await cluster()
        count += 1
        let name = "test_\(count)"
        let pool = try Pool(configuration: PoolConfiguration(connectionString: postgres.connectionString, size: 1))
        try await pool.execute(Statement("tests.create_database", "CREATE DATABASE \(name)"))
        await pool.close()
        return postgres.connectionString(database: name)
    }

    private func cluster() async throws -> EmbeddedPostgres {
        if let running { return try await running.value }
        let task = Task {
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "gemz-tests-\(UUID().uuidString.prefix(8))")
            return try await EmbeddedPostgres.start(in: folder, settings: .test)
        }
        running = task
        return try await task.value
    }
}
