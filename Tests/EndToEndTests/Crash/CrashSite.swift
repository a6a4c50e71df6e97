import EmbeddedPostgres
import Foundation
import HTTPClient
import HTTPTesting
import Postgres

/// One Postgres, the stand-ins and three hosts behind one address, each in a process of its own.
struct CrashSite: Sendable {
    /// Who carries messages to the hosts.
    enum Carrier: String, Sendable, CaseIterable {
        case postgres
        case qstash

        /// The one that `GEMZ_CARRIER` names; else both in the long form, and Postgres in the short one.
        static var wanted: [Carrier] {
            let environment = ProcessInfo.processInfo.environment
            if let named = environment["GEMZ_CARRIER"].flatMap(Carrier.init) { return [named] }
            return environment["GEMZ_CRASH"] == "long" ? allCases : [.postgres]
        }
    }

    let postgres: EmbeddedPostgres
    let standIns: GemzProcess
    let standInsURL: String
    let fleet: HostFleet

    /// How a test wants its hosts.
    struct Wishes: Sendable {
        var hosts = CrashPlan.hosts
        /// Besides, or instead of, those that all hosts here have.
        var settings: [String] = []
        var logLevel = "info"
    }

    /// Starts everything on a fresh database, and stops everything after `body`. Each host must end as it was asked.
    static func with<Value: Sendable>(
        carrier: Carrier, _ wishes: Wishes = Wishes(), _ body: (CrashSite) async throws -> Value
    ) async throws -> Value {
        try await withDataFolder { data in
            // Durable: what a server that was stopped at once has acknowledged must be there when it is back.
            let postgres = try await EmbeddedPostgres.start(in: URL(filePath: data).appending(path: "postgres"))
            do {
                let standIns = try GemzProcess(
                    ["stand-ins", "--port", "0", "--data", data], environment: ["GEMZ_CARRIER": carrier.rawValue])
                do {
                    let value = try await run(carrier, wishes, postgres, standIns, body)
                    _ = await standIns.stop()
                    await postgres.stop()
                    return value
                } catch {
                    await standIns.kill()
                    throw error
                }
            } catch {
                await postgres.stop()
                throw error
            }
        }
    }

    private static func run<Value: Sendable>(
        _ carrier: Carrier, _ wishes: Wishes, _ postgres: EmbeddedPostgres, _ standIns: GemzProcess,
        _ body: (CrashSite) async throws -> Value
    ) async throws -> Value {
        var environment = carrier == .qstash ? try await qstash(standIns) : [:]
        let url = try await standIns.line(beginning: "ready ")
        let door = try FrontDoor()
        defer { door.stop() }
        environment.merge(
            variables(carrier, wishes, database: postgres.connectionString, standIns: url, site: door.url)
        ) { $1 }
        let site = CrashSite(
            postgres: postgres, standIns: standIns, standInsURL: url,
            fleet: HostFleet(behind: door, environment: environment))
        do {
            try await site.fleet.start(wishes.hosts)
            let value = try await body(site)
            for host in await site.fleet.stop() where host.code != 0 { throw Unclean(description: host.errors) }
            return value
        } catch {
            _ = await site.fleet.stop()
            throw error
        }
    }

    /// A host that did not end as it was asked to.
    private struct Unclean: Error, CustomStringConvertible {
        var description: String
    }

    /// The carrier's address and keys, as its stand-in tells them.
    private static func qstash(_ standIns: GemzProcess) async throws -> [String: String] {
        var found: [String: String] = [:]
        for name in ["QSTASH_URL", "QSTASH_TOKEN", "QSTASH_CURRENT_SIGNING_KEY", "QSTASH_NEXT_SIGNING_KEY"] {
            found[name] = try await standIns.line(beginning: "\(name)=")
        }
        return found
    }

    private static func variables(
        _ carrier: Carrier, _ wishes: Wishes, database: String, standIns: String, site: String
    ) -> [String: String] {
        var settings = [
            "processing.slice=\(CrashPlan.slice)", "processing.step_concurrency=\(CrashPlan.steps)",
            // Short, so that what a killed host held goes on soon; long enough for a busy machine to renew.
            "timeouts.lease=3s", "polling.interval=250ms", "qstash_delays.retry_base=100ms",
            "qstash_delays.retry_cap=1s",
        ]
        if carrier == .qstash { settings += ["qstash_delays.next_step=1ms", "qstash_delays.redeliver=5s"] }
        settings += GemzProcess.plenty + wishes.settings
        return [
            "DATABASE_URL": database, "GEMZ_CARRIER": carrier.rawValue, "NEXT_PUBLIC_SITE_URL": site,
            // The stand-in makes its tokens for the usual address of a host in development.
            "GEMZ_CORS_ORIGINS": "http://127.0.0.1:8787",
            "CLERK_API_URL": "\(standIns)/_dev/clerk", "CLERK_SECRET_KEY": "sk_test_dev",
            "SCRAPECREATORS_API_URL": "\(standIns)/_dev/scrapecreators", "SCRAPECREATORS_API_KEY": "dev",
            "GEMZ_SETTINGS": settings.joined(separator: ","), "LOG_LEVEL": wishes.logLevel,
        ]
    }

    // MARK: The provider

    /// Lets every call take a while, or no longer.
    func slowProvider(_ latency: String?) async throws {
        var request = HTTPRequest(method: "POST", url: "\(standInsURL)/_dev/scrapecreators/_control/faults")
        request.body = Array(#"{"plan":"\#(latency.map { "latency=\($0)" } ?? "")"}"#.utf8)
        _ = try await HTTPClient().send(request)
    }

    /// How many calls the provider got.
    func providerCalls() async throws -> Int {
        let answer = try await HTTPClient().send(HTTPRequest(url: "\(standInsURL)/_dev/scrapecreators/_control"))
        let report = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        return report?["requests"] as? Int ?? -1
    }

    // MARK: The database

    /// What must not be there once every search has ended.
    struct Leftovers: Sendable, Equatable {
        var messages = 0
        var deadLetters = 0
        /// Jobs whose credits are not the sum of their calls.
        var unbalanced = 0
    }

    private static let leftovers = Statement(
        "crash.leftovers",
        """
        SELECT (SELECT count(*) FROM messages WHERE job_id IS NOT NULL) AS messages,
               (SELECT count(*) FROM dead_letters) AS dead_letters,
               (SELECT count(*) FROM jobs j WHERE credits_spent <>
                   (SELECT coalesce(sum(credits), 0) FROM provider_calls c WHERE c.job_id = j.id)) AS unbalanced
        """)

    func leftovers() async throws -> Leftovers? {
        let pool = try Pool(configuration: PoolConfiguration(connectionString: postgres.connectionString, size: 1))
        let found = try await pool.query(Self.leftovers) { row in
            Leftovers(
                messages: try row.get("messages"), deadLetters: try row.get("dead_letters"),
                unbalanced: try row.get("unbalanced"))
        }
        await pool.close()
        return found.first
    }
}
