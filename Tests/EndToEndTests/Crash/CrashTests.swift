import Foundation
import Testing

@Suite("Crash", .serialized)
struct CrashTests {
    private static let search = (platform: "tiktok", mode: "keyword", terms: ["vegan recipes"], results: 1000)

    private func dev(_ data: String, _ more: [String] = []) throws -> GemzProcess {
        try GemzProcess(
            ["dev", "--port", "0", "--stand-ins-port", "0", "--data", data, "--set", "timeouts.lease=1s"] + more)
    }

    private func creators(_ results: [[String: Any]]) -> [String] { results.compactMap { $0["externalId"] as? String } }

    @Test(
        "kill -9 in the middle of a search: after a restart it completes by itself, with the undisturbed run's creators"
    )
    func killed() async throws {
        let undisturbed = try await withDataFolder { data in
            let dev = try dev(data)
            let standIns = try await dev.line(beginning: "stand-ins ")
            let caller = try await HostCaller.signedIn(to: dev.line(beginning: "ready "), standIns: standIns)
            let id = try await caller.start(
                Self.search.platform, Self.search.mode, Self.search.terms, results: Self.search.results)
            let job = try await caller.job(id) { $0.isFinal }
            #expect(job["status"] as? String == "completed")
            let found = try await creators(caller.results(of: id))
            #expect(await dev.stop() == 0)
            return found
        }
        let disturbed = try await withDataFolder { data in
            var dev = try dev(data)
            var standIns = try await dev.line(beginning: "stand-ins ")
            var caller = try await HostCaller.signedIn(to: dev.line(beginning: "ready "), standIns: standIns)
            let id = try await caller.start(
                Self.search.platform, Self.search.mode, Self.search.terms, results: Self.search.results)
            for mark in [200, 600] {
                _ = try await caller.job(id) { ($0["processedResults"] as? Int ?? 0) >= mark }
                await dev.kill()
                dev = try self.dev(data)
                standIns = try await dev.line(beginning: "stand-ins ")
                caller = try await HostCaller.signedIn(to: dev.line(beginning: "ready "), standIns: standIns)
            }
            let job = try await caller.job(id) { $0.isFinal }
            #expect(job["status"] as? String == "completed")
            #expect(job["processedResults"] as? Int == Self.search.results)
            let found = try await creators(caller.results(of: id))
            #expect(await dev.stop() == 0)
            return found
        }
        #expect(undisturbed.count == Self.search.results)
        #expect(disturbed == undisturbed)
    }

    @Test("kill -9 of Postgres: requests get 503 meanwhile, and everything goes on by itself")
    func databaseKilled() async throws {
        try await withDataFolder { data in
            let dev = try dev(data, ["--faults", "latency=20ms"])
            let standIns = try await dev.line(beginning: "stand-ins ")
            let caller = try await HostCaller.signedIn(to: dev.line(beginning: "ready "), standIns: standIns)
            let id = try await caller.start("youtube", "keyword", ["yoga"], results: 300)
            _ = try await caller.job(id) { ($0["processedResults"] as? Int ?? 0) >= 20 }
            let pidFile = try String(contentsOfFile: "\(data)/postgres/data/postmaster.pid", encoding: .utf8)
            let pid = try #require(pidFile.split(separator: "\n").first.flatMap { Int32($0) })
            #expect(kill(pid, SIGKILL) == 0)
            var statuses: Set<Int> = []
            while !(statuses.contains(503) && statuses.contains(200)) {
                let ready = try await caller.send("GET", "/health/ready")
                if ready.status == 503 { #expect(ready.json["code"] as? String == "DATABASE_UNAVAILABLE") }
                if ready.status == 503 || statuses.contains(503) { statuses.insert(ready.status) }
            }
            #expect(statuses == [503, 200])
            let job = try await caller.job(id) { $0.isFinal }
            #expect(job["status"] as? String == "completed")
            #expect(try await Set(creators(caller.results(of: id))).count == 300)
            #expect(await dev.stop() == 0)
        }
    }
}
