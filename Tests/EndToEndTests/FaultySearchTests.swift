import Foundation
import HTTPClient
import Testing

@Suite("Searches while the provider fails", .serialized)
struct FaultySearchTests {
    private static let results = 120
    private static let search = ["search", "tiktok", "keyword", "vegan recipes", "--results", "\(results)", "--json"]

    /// The creators of a run that nothing disturbs, in order.
    private static let undisturbed = Task {
        try await withDataFolder { data in
            let ended = try await GemzProcess.run(search + ["--data", data])
            #expect(ended.code == 0, "\(ended.errors)")
            return try creators(ended.output)
        }
    }

    private static func creators(_ output: String) throws -> [String] {
        try output.split(separator: "\n").map { line in
            let creator = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(creator?["externalId"] as? String)
        }
    }

    @Test(
        "a provider that refuses, breaks, hangs and cuts off changes neither which creators are found nor their order")
    func faults() async throws {
        let undisturbed = try await Self.undisturbed.value
        #expect(Set(undisturbed).count == Self.results)
        try await withDataFolder { data in
            let dev = try GemzProcess([
                "dev", "--port", "0", "--stand-ins-port", "0", "--data", data,
                "--faults", "429=10%,500=5%,hang=5%,cut=2%", "--seed", "7",
                "--set", "platforms.tiktok.provider_timeout=1s", "--set", "platforms.tiktok.call_attempts=10",
                "--set", "processing.max_attempts=10",
            ])
            let standIns = try await dev.line(beginning: "stand-ins ")
            let url = try await dev.line(beginning: "ready ")
            let token = try await HostCaller.signedIn(to: url, standIns: standIns).token
            let ended = try await GemzProcess.run(Self.search + ["--url", url, "--token", token])
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(try Self.creators(ended.output) == undisturbed)

            let control = try await HTTPClient().send(
                HTTPRequest(url: standIns + "/_dev/scrapecreators/_control"))
            let report = try JSONSerialization.jsonObject(with: Data(control.body)) as? [String: Any]
            let faults = try #require(report?["faults"] as? [String: Int])
            print("faults met on the way to \(Self.results) creators: \(faults.sorted { $0.key < $1.key })")
            #expect(Set(faults.keys) == ["429", "500", "hang", "cut"])
            #expect(await dev.stop() == 0)
        }
    }

    @Test("a provider out of credits: the search is given up with 1 and the code; what was found by then is shown")
    func outOfCredits() async throws {
        let undisturbed = try await Self.undisturbed.value
        try await withDataFolder { data in
            let ended = try await GemzProcess.run(Self.search + ["--data", data, "--faults", "credits-after=40"])
            #expect(ended.code == 1)
            #expect(ended.errors.contains("PROVIDER_OUT_OF_CREDITS"))
            #expect(ended.errors.contains("was paused, and is cancelled now"))
            let found = try Self.creators(ended.output)
            // 39 calls were answered: one or two pages, the rest one profile each; whole slices of ten are kept.
            #expect(found.count >= 20 && found.count < 39, "\(found.count)")
            #expect(undisturbed.starts(with: found))
        }
    }
}
