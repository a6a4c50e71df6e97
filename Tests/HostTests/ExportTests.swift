import Domain
import Foundation
import HTTPClient
import HostTesting
import PlatformAPI
import Postgres
import Testing

@Suite("CSV export")
struct ExportTests {
    /// A finished job with invented results: `creator`'s members go into each of `count` documents.
    static func fill(_ job: String, count: Int, creator: String, in app: TestApp) async throws {
        let insert = Statement(
            "tests.fill",
            """
            WITH gone AS (DELETE FROM job_results WHERE job_id = $1 RETURNING 1),
                counted AS (UPDATE jobs SET processed_results = $2 WHERE id = $1 RETURNING (SELECT count(*) FROM gone))
            INSERT INTO job_results (job_id, position, external_id, creator, found_at)
            SELECT $1, 1000000 + n, 'x' || n,
                jsonb_build_object('platform', 'toy', 'externalId', n::text, 'handle', 'toy-' || n, 'emails', '[]'::jsonb,
                    'links', '[]'::jsonb, 'content', '[]'::jsonb) || $3::jsonb, now()
            FROM generate_series(1, $2) n, counted
            """)
        try await app.database.execute(insert, [UUID(uuidString: job), count, PostgresValue.json(Array(creator.utf8))])
        try await app.database.execute(
            Statement("tests.move", "UPDATE job_results SET position = position - 1000000 WHERE job_id = $1"),
            [UUID(uuidString: job)])
    }

    private static func finishedJob(of jane: Caller, in app: TestApp) async throws -> String {
        let id = try await jane.search("keyword", ["Vegan recipes, ☕ \"best\""], results: 5)
        _ = try await app.job(id, as: jane)
        return id
    }

    @Test("an export holds every creator in order of arrival, under a name that says what it is")
    func whole() async throws {
        let clock = ManualEffects()
        try await TestApp.run(TestApp.Options(effects: clock.effects)) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys-450"], results: 450)
            _ = try await app.job(id, as: jane)
            let file = try await jane.get("/api/export/csv?jobId=\(id)")
            #expect(file.status == 200)
            #expect(file.header("Content-Type") == "text/csv; charset=utf-8")
            #expect(file.header("Cache-Control") == "no-store")
            #expect(
                file.header("Content-Disposition")
                    == "attachment; filename=\"gemz-toy-keyword-toys-450-2026-01-02.csv\"")
            let found = try await jane.results(of: id)
            let lines = try found.map { result in
                let creator = try GemzJSON.decoder().decode(
                    Creator.self, from: JSONSerialization.data(withJSONObject: result))
                return CreatorCSV.line(for: creator, terms: ["toys-450"])
            }
            #expect(String(decoding: file.bytes, as: UTF8.self) == CreatorCSV.header + lines.joined())
            #expect(found.count == 450)
        }
    }

    @Test("an empty job's export is the header alone; its name holds nothing that a header or a disk could mind")
    func empty() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await Self.finishedJob(of: jane, in: app)
            try await Self.fill(id, count: 0, creator: "{}", in: app)
            let file = try await jane.get("/api/export/csv?jobId=\(id)")
            #expect(String(decoding: file.bytes, as: UTF8.self) == CreatorCSV.header)
            let name = try #require(file.header("Content-Disposition"))
            #expect(name.contains("gemz-toy-keyword-vegan-recipes-best-20"))
            #expect(name.wholeMatch(of: /attachment; filename="[a-z0-9-]+\.csv"/) != nil)
        }
    }

    @Test("errors before the first byte are envelopes, and HEAD has no body")
    func errors() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let id = try await Self.finishedJob(of: jane, in: app)
            #expect(try await joe.get("/api/export/csv?jobId=\(id)").code == "NOT_FOUND")
            #expect(try await app.stranger.get("/api/export/csv?jobId=\(id)").code == "UNAUTHENTICATED")
            #expect(try await jane.get("/api/export/csv").fields == ["jobId"])
            #expect(try await jane.get("/api/export/csv?jobId=x").fields == ["jobId"])
            #expect(try await jane.send("POST", "/api/export/csv?jobId=\(id)").code == "METHOD_NOT_ALLOWED")
            let head = try await jane.send("HEAD", "/api/export/csv?jobId=\(id)")
            #expect((head.status, head.bytes.count) == (200, 0))
            #expect(head.header("Content-Type") == "text/csv; charset=utf-8")
            // What the results cannot be read for is answered as such: nothing has been sent by then.
            try await app.database.execute(Statement("tests.away", "ALTER TABLE job_results RENAME TO elsewhere"))
            #expect(try await jane.get("/api/export/csv?jobId=\(id)").code == "INTERNAL")
        }
    }

    @Test("for a reader that stalls the host holds no transaction and makes nothing beyond what the sockets take")
    func backPressure() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await Self.finishedJob(of: jane, in: app)
            let bio = String(repeating: "b", count: 4000)
            try await Self.fill(id, count: 3800, creator: "{\"bio\":\"\(bio)\"}", in: app)
            let stalled = try SlowReader(app.url, "/api/export/csv?jobId=\(id)", token: jane.token ?? "")
            let head = try await stalled.read(upTo: 16_384)
            #expect(head.starts(with: "HTTP/1.1 200 OK".utf8))
            // While somebody else reads all of it, the host has had the time to make all of it for the stalled one too.
            let whole = try await jane.get("/api/export/csv?jobId=\(id)").bytes.count
            #expect(whole > 15_000_000)
            #expect(try await Self.openTransactions(in: app) == 0)
            // What was not made until now cannot be made any more.
            #expect(try await jane.send("DELETE", "/api/profile").status == 200)
            let rest = try await stalled.readToEnd()
            #expect(head.count + rest.count < whole / 2)
            #expect(!rest.suffix(7).elementsEqual("\r\n0\r\n\r\n".utf8))
        }
    }

    private static func openTransactions(in app: TestApp) async throws -> Int? {
        let idle = Statement(
            "tests.idle",
            """
            SELECT count(*) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND state LIKE 'idle in transaction%'
            """)
        return try await app.database.first(idle) { row in try row.get("n", as: Int.self) }
    }

    @Test("a failure in mid-stream breaks the connection")
    func broken() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await Self.finishedJob(of: jane, in: app)
            try await Self.fill(id, count: 1000, creator: "{}", in: app)
            try await app.database.execute(
                Statement("tests.break_one", "UPDATE job_results SET creator = '{}' WHERE position = 900"))
            let file = try await jane.stream("/api/export/csv?jobId=\(id)")
            #expect(file.status == 200)
            var received = 0
            await #expect(throws: HTTPClientError.self) {
                for try await chunk in file.chunks { received += chunk.count }
            }
            #expect(received > 10_000)
            #expect(app.log.all.contains { $0.contains("the answer was cut off") })
        }
    }
}

/// A client that reads from its socket only when told to, on threads of its own: tests share a thread for each core, and
/// one that waits for a socket would take it from those that the answer has to come from.
final class SlowReader: Sendable {
    private let socket: Int32

    init(_ url: String, _ path: String, token: String) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var small = Int32(65_536)
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = (UInt16(url.split(separator: ":").last ?? "") ?? 0).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
        let request = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n"
        guard request.withCString({ send(socket, $0, strlen($0), 0) }) > 0 else { throw POSIXError(.EPIPE) }
    }

    deinit { close(socket) }

    /// What comes first, up to so many bytes.
    func read(upTo count: Int) async throws -> [UInt8] {
        try await onThread { try self.receive(upTo: count) }
    }

    /// Until the other side closes or resets.
    func readToEnd() async throws -> [UInt8] {
        try await onThread {
            var all: [UInt8] = []
            while let piece = try? self.receive(upTo: 1 << 20), !piece.isEmpty { all += piece }
            return all
        }
    }

    private func onThread(_ read: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try read() }) }
        }
    }

    private func receive(upTo count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let received = recv(socket, &bytes, count, 0)
        guard received >= 0 else { throw POSIXError(.ECONNRESET) }
        return Array(bytes.prefix(received))
    }
}
