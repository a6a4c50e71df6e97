import Testing

@Suite("Imports")
struct ImportTests {
    private static let rules = ImportRule.table + ImportRule.plugins + ImportRule.tests
    private static let modules = Set(rules.map(\.module))

    @Test("a target imports only what its row allows", arguments: rules.map(\.folder))
    func walls(folder: String) throws {
        let rule = try #require(Self.rules.first { $0.folder == folder })
        let offences = try SourceTree.files(in: [folder]).flatMap { try rule.offences(in: $0, modules: Self.modules) }
        expectNone(offences, "\(folder) reaches through a wall.")
    }

    @Test("every target folder has a row")
    func rows() throws {
        #expect(!PluginFolders.names.isEmpty)
        let folders = try SourceTree.folders(in: "Sources").map { "Sources/\($0)" }
        #expect(Set(folders).subtracting(ImportRule.table.map(\.folder)) == [], "Add a row to ImportTable.swift.")
    }

    @Test("only the host's HTTP folder and the stand-ins know the web framework")
    func webFramework() throws {
        let offences = try SourceTree.files(in: ["Sources", "Plugins"])
            .filter { !$0.isWithin(["Sources/Host/HTTP", "Sources/StandIns"]) }
            .flatMap { try ImportRule.imports(of: $0) }.filter { $0.found.hasPrefix("Hummingbird") }
        expectNone(offences, "Declare an Endpoint instead; Sources/Host/HTTP turns it into a route.")
    }

    @Test("nothing but HTTPClient goes to the network")
    func networking() throws {
        let offences = try SourceTree.files(in: ["Sources", "Plugins"]).flatMap { try ImportRule.imports(of: $0) }
            .filter { $0.found == "FoundationNetworking" }
        expectNone(offences, "HTTPClient has the limits and the address policy; use it.")
    }

    @Test("one file names the plugins and one the simulators")
    func registry() throws {
        let names = "\\b(" + PluginFolders.names.map { "\($0)(?:Platform|Simulator)" }.joined(separator: "|") + ")\\b"
        let places = try SourceTree.files(in: ["Sources"]).flatMap { try $0.offences(inCode: names) }
        let plugins = places.filter { $0.found.hasSuffix("Platform") && $0.path != "Sources/Platforms/Registry.swift" }
        expectNone(plugins, "A platform is added in Sources/Platforms/Registry.swift and nowhere else.")
        let simulators = places.filter { $0.found.hasSuffix("Simulator") }
        expectNone(
            simulators.filter { !$0.path.hasPrefix("Sources/gemz/") }, "Simulators belong to the gemz command alone.")
        #expect(Set(simulators.map(\.path)).count == 1, "gemz lists its simulators in one file.")
    }
}
