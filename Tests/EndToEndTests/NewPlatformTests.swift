import Foundation
import Testing

@Suite("A new platform")
struct NewPlatformTests {
    private static let flags = ["--explicit-target-dependency-import-check", "error"]
    private static let kit = GemzProcess.program.deletingLastPathComponent().appending(path: "gemz-kit").path

    @Test(
        "one command and some thirty lines by hand make a platform that is searched through an unchanged host",
        .enabled("an overlay on the checkout is possible") { try await PrivateCheckout.obstacle() == nil },
        .timeLimit(.minutes(20)))
    func threads() async throws {
        try await PrivateCheckout.with { checkout in
            try await scaffold(in: checkout)
            try AuthorsHand.write(in: checkout.changes)
            try await passChecks(in: checkout)
            let built = try await checkout.run(["swift", "build"] + Self.flags + ["--product", "gemz"])
            #expect(built.code == 0, "\(built.output)\(built.errors)")
            #expect(
                try checkout.changed(below: "Sources") == [
                    "Sources/Platforms/Registry.swift", "Sources/gemz/Stack/Simulators.swift",
                ])
            try await search(["keyword", "yoga"], with: checkout.program("gemz"))
            try await search(["similar", "jane.cooks"], with: checkout.program("gemz"))
        }
        #expect(AuthorsHand.lines <= 30)
    }

    /// As generated, in all modes: it compiles, is formatted, and its tests say what to write where.
    private func scaffold(in checkout: PrivateCheckout) async throws {
        let platforms = [
            ["Threads"], ["Words", "--modes", "keyword"], ["Abcdefghijklmnopqrst", "--modes", "similar"],
        ]
        for platform in platforms { try await succeed([Self.kit, "new-platform"] + platform, in: checkout) }
        try await succeed(
            ["swift", "format", "lint", "--strict", "-p", "-r", "Package.swift", "Plugins"], in: checkout)
        let ended = try await checkout.run(pluginTests("ThreadsTests"))
        #expect(ended.code == 1)
        for name in ["Keyword", "Similar"] {
            let file = "Plugins/Threads/Sources/\(name)ThreadsSearcher.swift:15: GET /v1/threads/"
            #expect(ended.output.contains("write providerRequest(for:after:) in \(file)"), "\(ended.output)")
        }
        for platform in platforms.dropFirst() {
            try await succeed([Self.kit, "new-platform", platform[0], "--remove"], in: checkout)
        }
    }

    /// With the author's lines, every check passes, and the expectations that were generated are those that the kit writes.
    private func passChecks(in checkout: PrivateCheckout) async throws {
        let generated = try expectations(in: checkout)
        #expect(generated.count == 9)
        // Where CI is set, the kit writes nothing; this writes into a private copy.
        try await succeed(["env", "-u", "CI", "GEMZ_UPDATE_FIXTURES=1"] + pluginTests("ThreadsTests"), in: checkout)
        #expect(try expectations(in: checkout) == generated, "Bring Sources/gemz-kit/Templates into line.")
        try await succeed(pluginTests("ThreadsTests"), in: checkout)
    }

    private func expectations(in checkout: PrivateCheckout) throws -> [String: String] {
        let files = try checkout.changed(below: "Fixtures/threads").filter { $0.hasSuffix("/expected.json") }
        return try files.reduce(into: [:]) { texts, path in
            texts[path] = try String(contentsOf: checkout.changes.appending(path: path), encoding: .utf8)
        }
    }

    private func search(_ words: [String], with gemz: URL) async throws {
        try await withDataFolder { data in
            let options = ["--results", "60", "--json", "--data", data]
            let ended = try await GemzProcess.run(["search", "threads"] + words + options, program: gemz)
            #expect(ended.code == 0, "\(ended.errors)")
            let creators = try ended.output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(creators.count == 60)
            #expect(Set(creators.compactMap { $0["externalId"] as? String }).count == 60)
            #expect(creators.allSatisfy { $0["platform"] as? String == "threads" && $0["profileFetchedAt"] != nil })
        }
    }

    private func pluginTests(_ filter: String) -> [String] {
        let options = Self.flags + ["--disable-xctest", "--scratch-path", ".build-plugins", "--filter", filter]
        return ["env", "GEMZ_PLUGINS_ONLY=1", "swift", "test"] + options
    }

    private func succeed(_ words: [String], in checkout: PrivateCheckout) async throws {
        let ended = try await checkout.run(words)
        try #require(ended.code == 0, "\(words.joined(separator: " "))\n\(ended.output)\(ended.errors)")
    }
}
