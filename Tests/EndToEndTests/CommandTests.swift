import Foundation
import Testing

@Suite("The command line", .serialized)
struct CommandTests {
    @Test(
        "gemz search finds distinct creators in each of the six searches",
        arguments: [
            ["tiktok", "keyword", "vegan recipes"], ["tiktok", "similar", "jane.cooks"],
            ["instagram", "keyword", "yoga", "pilates", "barre", "stretching", "mobility"],
            ["instagram", "similar", "jane.cooks"], ["youtube", "keyword", "vegan recipes"],
            ["youtube", "similar", "janecooks"],
        ])
    func sixSearches(search: [String]) async throws {
        try await withDataFolder { data in
            let ended = try await GemzProcess.run(["search"] + search + ["--results", "120", "--json", "--data", data])
            #expect(ended.code == 0, "\(ended.errors)")
            let creators = try ended.output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(creators.count == 120)
            #expect(Set(creators.compactMap { $0["externalId"] as? String }).count == 120)
            #expect(creators.contains { ($0["emails"] as? [Any])?.isEmpty == false })
            #expect(creators.filter { $0["bio"] != nil }.count > 60)
            if search[1] == "similar" {
                #expect(creators.allSatisfy { $0["similarity"] != nil && $0["private"] as? Bool != true })
                #expect(!creators.contains { ($0["handle"] as? String)?.lowercased() == search[2] })
            }
        }
    }

    @Test("gemz demo completes all six and leaves a CSV for each")
    func demo() async throws {
        try await withDataFolder { data in
            let output = data + "/csv"
            let ended = try await GemzProcess.run([
                "demo", "--results", "20", "--output", output, "--data", data + "/state",
            ])
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(ended.output.split(separator: "\n").last == "6 of 6 searches completed")
            for name in ["tiktok", "instagram", "youtube"].flatMap({ ["\($0)-keyword", "\($0)-similar"] }) {
                let text = try String(contentsOfFile: "\(output)/\(name).csv", encoding: .utf8)
                #expect(text.hasPrefix("platform,handle,display_name,followers,emails,"))
                #expect(text.split(separator: "\n").count > 20)
            }
        }
    }

    @Test("a failed search ends with 1 and its reason, wrong usage with 2 and what is accepted")
    func endings() async throws {
        try await withDataFolder { data in
            let missing = try await GemzProcess.run(["search", "tiktok", "similar", "gemz.missing", "--data", data])
            #expect(missing.code == 1)
            #expect(missing.errors.contains("TARGET_NOT_FOUND"))
            let platform = try await GemzProcess.run(["search", "myspace", "keyword", "x", "--data", data])
            #expect(platform.code == 2)
            #expect(platform.errors.contains("Available: tiktok, instagram, youtube"))
            let setting = try await GemzProcess.run(
                ["search", "tiktok", "keyword", "x", "--data", data, "--set", "processing.slice=zero"])
            #expect(setting.code == 2)
            #expect(setting.errors.contains("processing.slice takes a whole number"))
            let usage = try await GemzProcess.run(["search", "tiktok"])
            #expect(usage.code != 0)
        }
    }

    @Test("Ctrl-C cancels the job before the program ends with 130")
    func interrupted() async throws {
        try await withDataFolder { data in
            let dev = try GemzProcess(
                ["dev", "--port", "0", "--stand-ins-port", "0", "--data", data, "--faults", "latency=100ms"])
            let standIns = try await dev.line(beginning: "stand-ins ")
            let url = try await dev.line(beginning: "ready ")
            let caller = try await HostCaller.signedIn(to: url, standIns: standIns)
            let search = try GemzProcess(
                ["search", "tiktok", "keyword", "yoga", "--results", "900", "--url", url, "--token", caller.token])
            let job = try await caller.runningJob()
            search.interrupt()
            let ended = await search.finished()
            #expect(ended.code == 130)
            #expect(try await caller.job(job)["status"] as? String == "cancelled")
            #expect(await dev.stop() == 0)
        }
    }

    @Test("gemz platforms, migrate and help say what there is")
    func others() async throws {
        let platforms = try await GemzProcess.run(["platforms"])
        #expect(platforms.output.split(separator: "\n").count == 6)
        let help = try await GemzProcess.run(["search", "--help"])
        #expect(help.output.contains("EXAMPLES") && help.output.contains("EXIT CODES"))
        try await withDataFolder { data in
            let first = try await GemzProcess.run(["migrate", "--data", data])
            let applied = [
                "1 core", "2 queue", "3 api", "4 messages", "6 providers", "7 carrier", "8 job_events", "9 schedules",
                "10 provider_reports", "11 waiting", "12 pauses", "13 ledger", "14 result_statistics",
                "15 configuration", "16 webhooks", "17 admin", "18 search_allowances",
                "19 platform_jobs",
            ].map { "applied \($0)\n" }
            #expect(first.output == applied.joined(), "\(first.errors)")
            #expect(try await GemzProcess.run(["migrate", "--data", data]).output == "up to date\n")
        }
    }
}

extension HostCaller {
    /// The id of the first job of any campaign that has started to find something.
    func runningJob() async throws -> String {
        while true {
            let campaigns = try await send("GET", "/api/campaigns").json["data"] as? [[String: Any]] ?? []
            let jobs = campaigns.flatMap { $0["jobs"] as? [[String: Any]] ?? [] }
            if let job = jobs.first(where: { $0["status"] as? String == "processing" }) {
                return job["id"] as? String ?? ""
            }
        }
    }
}
