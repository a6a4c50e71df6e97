import Effects
import Foundation
import Postgres
import Testing

@testable import EmbeddedPostgres

@Suite("The private server", .timeLimit(.minutes(10)))
struct EmbeddedPostgresTests {
    private static let create = Statement("test.create", "CREATE TABLE kept AS SELECT 7 AS value")
    private static let kept = Statement("test.kept", "SELECT value FROM kept")

    private func value(_ pool: Pool) async throws -> Int? {
        try await pool.first(Self.kept) { try $0.get("value", as: Int.self) }
    }

    private func pool(_ server: EmbeddedPostgres) throws -> Pool {
        try Pool(configuration: PoolConfiguration(connectionString: server.connectionString))
    }

    @Test("it keeps its data over a stop and a start")
    func restart() async throws {
        let directory = TestCluster.temporaryDirectory()
        let server = try await EmbeddedPostgres.start(in: directory, settings: .test)
        #expect(server.note == nil)
        #expect(!server.isJoined)
        let before = try pool(server)
        try await before.execute(Self.create)
        await before.close()
        await server.stop()
        #expect(server.processID == nil)
        await server.stop()

        let again = try await EmbeddedPostgres.start(in: directory, settings: .test)
        let after = try pool(again)
        #expect(try await value(after) == 7)
        await after.close()
        await again.stop()
    }

    @Test("nobody but its user and root comes to the data and the socket, and no port is open")
    func closedToOthers() async throws {
        let directory = TestCluster.temporaryDirectory()
        let server = try await EmbeddedPostgres.start(in: directory, settings: .test)
        func mode(_ path: String) throws -> Int? {
            let attributes = try FileManager.default.attributesOfItem(atPath: server.directory.path + path)
            return (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        #expect(try mode("") == (getuid() == 0 ? 0o711 : 0o700))
        #expect(try mode("/data") == 0o700)
        #expect(try mode("/socket") == 0o700)
        let pool = try pool(server)
        let addresses = try await pool.first(Statement("test.addresses", "SHOW listen_addresses")) {
            try $0.get("listen_addresses", as: String.self)
        }
        #expect(addresses == "")
        await pool.close()
        await server.stop()
    }

    @Test("of eight starts at the same time one starts it and seven join, and a joiner does not stop it")
    func join() async throws {
        let directory = TestCluster.temporaryDirectory()
        let servers = try await withThrowingTaskGroup(of: EmbeddedPostgres.self) { group in
            for _ in 0..<8 { group.addTask { try await EmbeddedPostgres.start(in: directory, settings: .test) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(servers.filter { !$0.isJoined }.count == 1)
        #expect(Set(servers.map(\.connectionString)).count == 1)
        for server in servers where server.isJoined { await server.stop() }
        let owner = try #require(servers.first { !$0.isJoined })
        let pool = try pool(owner)
        try await pool.ping()
        await pool.close()
        await owner.stop()
    }

    @Test("killed by force, it comes back by itself with its data")
    func killed() async throws {
        let directory = TestCluster.temporaryDirectory()
        let server = try await EmbeddedPostgres.start(in: directory)
        let pool = try pool(server)
        try await pool.execute(Self.create)
        let process = try #require(server.processID)
        kill(process, SIGKILL)
        while server.processID == process { await Task.yield() }
        // The old connections may still answer for a moment; a new one is made by the new server.
        let after = try self.pool(server)
        try await untilAvailable(after)
        #expect(try await value(after) == 7)
        #expect(server.processID != process)
        // With it the old ones are gone, and the pool that had them makes others.
        #expect(try await value(pool) == 7)
        await pool.close()
        await after.close()
        await server.stop()
    }

    @Test("what a crash left of a half-made cluster is cleared away")
    func halfMade() async throws {
        let directory = TestCluster.temporaryDirectory()
        let half = directory.appendingPathComponent("data.unfinished/base")
        try FileManager.default.createDirectory(at: half, withIntermediateDirectories: true)
        try Data("15\n".utf8).write(to: directory.appendingPathComponent("data.unfinished/PG_VERSION"))
        let server = try await EmbeddedPostgres.start(in: directory, settings: .test)
        #expect(!FileManager.default.fileExists(atPath: half.path))
        await server.stop()
    }

    @Test("data of another version and a directory of something else are refused by name")
    func refusals() async throws {
        let old = TestCluster.temporaryDirectory()
        let data = old.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data("9\n".utf8).write(to: data.appendingPathComponent("PG_VERSION"))
        let error = await #expect(throws: EmbeddedPostgresError.self) { _ = try await EmbeddedPostgres.start(in: old) }
        guard case .versionMismatch("9", _) = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
        try FileManager.default.removeItem(at: data.appendingPathComponent("PG_VERSION"))
        try Data("letters".utf8).write(to: data.appendingPathComponent("letters.txt"))
        await #expect(throws: EmbeddedPostgresError.notACluster(path: data.path)) {
            _ = try await EmbeddedPostgres.start(in: old)
        }
        #expect(FileManager.default.fileExists(atPath: data.appendingPathComponent("letters.txt").path))
    }

    @Test("where its user cannot come, it lives elsewhere and says where", .enabled(if: getuid() == 0))
    func elsewhere() async throws {
        let closed = TestCluster.temporaryDirectory()
        try FileManager.default.createDirectory(
            at: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let wanted = closed.appendingPathComponent("cluster")
        let server = try await EmbeddedPostgres.start(in: wanted, settings: .test)
        let name = ClusterDirectory.name(for: wanted.path)
        #expect(server.directory.path == "/var/tmp/gemz-\(name)")
        #expect(server.note?.contains("/var/tmp/gemz-\(name)") == true)
        let pool = try pool(server)
        try await pool.ping()
        await pool.close()
        await server.stop()
        try FileManager.default.removeItem(at: server.directory)
    }

    @Test("a path too long for a socket gets its socket elsewhere")
    func deepPath() async throws {
        let deep = TestCluster.temporaryDirectory().appendingPathComponent(String(repeating: "d", count: 120))
        let server = try await EmbeddedPostgres.start(in: deep, settings: .test)
        let pool = try pool(server)
        try await pool.ping()
        await pool.close()
        await server.stop()
        let socket = "/var/tmp/gemz-\(ClusterDirectory.name(for: server.directory.path))-socket"
        #expect(FileManager.default.fileExists(atPath: socket))
        try FileManager.default.removeItem(atPath: socket)
    }

    @Test("the server's own file tells whether it is ready")
    func postmasterFile() {
        let text = "4711\n/data\n1795424100\n5432\n/data/socket\n\n  1234567    98304\nready   \n"
        let file = PostmasterFile(text: text)
        #expect(file?.processID == 4711)
        #expect(file?.port == "5432")
        #expect(file?.socketDirectory == "/data/socket")
        #expect(file?.isReady == true)
        #expect(PostmasterFile(text: "4711\n/data\n1795424100\n")?.isReady == false)
        #expect(PostmasterFile(text: "") == nil)
        #expect(PostmasterFile(text: "-1\n") == nil)
    }
}
