import Effects
import EmbeddedPostgres
import Foundation
import Postgres
import Synchronization
import Testing

/// One server for the whole test process, and a fresh database for whoever asks.
enum TestCluster {
    private static let server = Task {
        clearLeftovers()
        let directory = root.appendingPathComponent("\(prefix)\(getpid())")
        let server = try await EmbeddedPostgres.start(in: directory, settings: .test)
        running.withLock { $0 = server }
        // The runner exits without a word to its tests.
        atexit { TestCluster.removeAtExit() }
        return server
    }

    private static let root = URL(fileURLWithPath: "/var/tmp")
    private static let prefix = "gemz-postgres-tests-"
    private static let running = Mutex<EmbeddedPostgres?>(nil)
    private static let counter = Atomic(0)

    /// The connection string of a new, empty database.
    static func freshDatabase() async throws -> String {
        let server = try await server.value
        let name = "test_\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
        let pool = try Pool(configuration: PoolConfiguration(connectionString: server.connectionString, size: 1))
        try await pool.execute(Statement("test.create", "CREATE DATABASE \(name) TEMPLATE template0"))
        await pool.close()
        return server.connectionString(database: name)
    }

    /// Runs a test with a pool on a database of its own.
    static func withPool(
        size: Int = 4, acquireDeadline: Duration = .seconds(120), statementDeadline: Duration = .seconds(120),
        readers: Int? = nil, readPatience: Duration = .milliseconds(50), _ body: (Pool) async throws -> Void
    ) async throws {
        let pool = try Pool(
            configuration: PoolConfiguration(
                connectionString: try await freshDatabase(), size: size, acquireDeadline: acquireDeadline,
                statementDeadline: statementDeadline, readers: readers, readPatience: readPatience))
        do {
            try await body(pool)
        } catch {
            await pool.close(grace: .zero)
            throw error
        }
        await pool.close()
    }

    /// A directory that is removed when the test process ends or the next one begins.
    static func temporaryDirectory() -> URL {
        let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
        return root.appendingPathComponent("\(prefix)\(getpid())-\(number)")
    }

    private static func clearLeftovers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let process = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let process = pid_t(process), kill(process, 0) != 0 else { continue }
            try? FileManager.default.removeItem(at: root.appendingPathComponent(name))
        }
    }

    private static func removeAtExit() {
        guard let server = running.withLock({ $0 }) else { return }
        let hasStopped = DispatchSemaphore(value: 0)
        Task.detached {
            await server.stop()
            hasStopped.signal()
        }
        guard hasStopped.wait(timeout: .now() + 20) == .success else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        for name in names where name.hasPrefix("\(prefix)\(getpid())") {
            try? FileManager.default.removeItem(at: root.appendingPathComponent(name))
        }
    }
}
