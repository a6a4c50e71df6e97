/// Who may import whom: `Package.swift`'s dependencies a second time, in words.
///
/// The compiler's own check (`--explicit-target-dependency-import-check error`) says that a module is not declared; this
/// table also says why, and keeps a careless line in the manifest from opening a wall.
struct ImportRule {
    /// The folder whose files the rule is about.
    let folder: String
    let module: String
    /// The project's modules that its files may import.
    let sees: Set<String>
    /// Ends the sentence "A may not import B: …".
    let because: String

    init(_ folder: String, _ module: String, sees: [String] = [], because: String) {
        self.folder = folder
        self.module = module
        self.sees = Set(sees)
        self.because = because
    }

    /// Its files' imports of other modules of the project.
    func offences(in file: SourceFile, modules: Set<String>) throws -> [Offence] {
        try Self.imports(of: file)
            .filter { modules.contains($0.found) && !sees.contains($0.found) && $0.found != module }
            .map {
                let sentence = "\(module) may not import \($0.found): \(because), see docs/adr/0002"
                return Offence(path: $0.path, line: $0.line, found: sentence)
            }
    }

    /// The modules that a file imports.
    static func imports(of file: SourceFile) throws -> [Offence] {
        let attributes = #"(?:@\w+(?:\([\w, ]*\))?[ \t]+)*"#
        let access = #"(?:(?:public|package|internal|fileprivate|private)[ \t]+)?"#
        let kind = #"(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)[ \t]+)?"#
        return try file.offences(inCode: #"^[ \t]*"# + attributes + access + #"import[ \t]+"# + kind + #"(\w+)"#)
    }
}

extension ImportRule {
    /// A row for each target folder in Sources and Tests.
    static let table: [ImportRule] = [
        ImportRule("Sources/CSimdJSON", "CSimdJSON", because: "a C face stands on its library alone"),
        ImportRule("Sources/CLibpsl", "CLibpsl", because: "a C face stands on its library alone"),
        ImportRule("Sources/CLibidn2", "CLibidn2", because: "a C face stands on its library alone"),
        ImportRule("Sources/CLibpq", "CLibpq", because: "a C face stands on its library alone"),
        ImportRule("Sources/CZlib", "CZlib", because: "a C face stands on its library alone"),
        ImportRule("Sources/CLibcurl", "CLibcurl", because: "a C face stands on its library alone"),
        ImportRule("Sources/PlatformAPI", "PlatformAPI", sees: ["CSimdJSON"], because: "every plugin stands on it"),
        ImportRule(
            "Sources/ContactExtraction", "ContactExtraction", sees: ["PlatformAPI", "CLibpsl", "CLibidn2"],
            because: "it reads texts for plugins and knows nothing else"),
        ImportRule("Sources/FixtureTape", "FixtureTape", because: "the tape format stands alone"),
        ImportRule("Sources/Simulation", "Simulation", because: "what is invented must not lean on what reads it"),
        ImportRule(
            "Sources/PlatformTesting", "PlatformTesting", sees: ["PlatformAPI", "FixtureTape"],
            because: "the kit checks a plugin without the host"),
        ImportRule(
            "Sources/Platforms", "Platforms", sees: ["PlatformAPI"] + PluginFolders.platformModules,
            because: "the registry lists plugins and does nothing else"),
        ImportRule("Sources/Effects", "Effects", because: "everything may stand on it"),
        ImportRule(
            "Sources/Postgres", "Postgres", sees: ["CLibpq", "Effects"],
            because: "a driver knows its library and no business"),
        ImportRule(
            "Sources/HTTPClient", "HTTPClient", sees: ["CLibcurl", "Effects"],
            because: "a driver knows its library and no business"),
        ImportRule(
            "Sources/HTTPTesting", "HTTPTesting", because: "a server for tests must not lean on the client it tests"),
        ImportRule(
            "Sources/EmbeddedPostgres", "EmbeddedPostgres", sees: ["Effects"],
            because: "it starts a server and speaks no SQL"),
        ImportRule(
            "Sources/Domain", "Domain", sees: ["PlatformAPI", "Effects"], because: "its rules are pure, without I/O"),
        ImportRule(
            "Sources/Vendors", "Vendors", sees: ["PlatformAPI", "HTTPClient", "Effects"],
            because: "a vendor's client holds no business rule and no row"),
        ImportRule(
            "Sources/Host", "Host",
            sees: [
                "PlatformAPI", "Effects", "Postgres", "HTTPClient", "EmbeddedPostgres", "Domain", "Vendors", "CZlib",
            ], because: "the host is handed its platforms and cannot tell a stand-in from the vendor"),
        ImportRule(
            "Sources/StandIns", "StandIns", sees: ["Effects", "FixtureTape", "Simulation", "HTTPClient"],
            because: "a stand-in is written from the vendor's documents, so that a misread on one side shows"),
        ImportRule(
            "Sources/HostTesting", "HostTesting",
            sees: [
                "Host", "StandIns", "Simulation", "Postgres", "EmbeddedPostgres", "Effects", "PlatformAPI", "Domain",
                "HTTPClient",
            ], because: "tests of the host register a toy platform"),
        ImportRule(
            "Sources/gemz-kit", "gemz_kit", sees: ["PlatformAPI", "FixtureTape"],
            because: "a plugin's author builds it in seconds, without the host"),
        ImportRule(
            "Sources/gemz-server", "gemz_server",
            sees: ["Host", "Platforms", "EmbeddedPostgres", "Effects", "PlatformAPI"],
            because: "what serves readers carries no stand-in, simulator or test kit"),
        ImportRule(
            "Sources/gemz", "gemz",
            sees: [
                "Host", "Platforms", "StandIns", "FixtureTape", "HTTPClient", "Effects", "EmbeddedPostgres",
                "PlatformAPI", "Simulation", "Domain",
            ] + PluginFolders.simulatorModules, because: "the command reaches plugins through the registry"),
    ]

    /// The three rows of every plugin.
    static let plugins: [ImportRule] = PluginFolders.names.flatMap { name in
        [
            ImportRule(
                "Plugins/\(name)/Sources", "\(name)Platform", sees: ["PlatformAPI", "ContactExtraction"],
                because: "a plugin sees PlatformAPI alone"),
            ImportRule(
                "Plugins/\(name)/Simulator", "\(name)Simulator", sees: ["Simulation"],
                because: "a simulator is written from the provider's answers, not from the plugin that reads them"),
            ImportRule(
                "Plugins/\(name)/Tests", "\(name)Tests",
                sees: [
                    "\(name)Platform", "\(name)Simulator", "Simulation", "PlatformTesting", "PlatformAPI",
                    "FixtureTape",
                ], because: "a plugin is tested without the host"),
        ]
    }

    /// Test folders whose walls matter beyond the compiler's check; the rest may see what they test.
    static let tests: [ImportRule] = [
        ImportRule("Tests/ArchitectureTests", "ArchitectureTests", because: "it reads the sources as text"),
        ImportRule(
            "Tests/DomainTests", "DomainTests", sees: ["Domain", "PlatformAPI", "Effects"], because: "rules are pure"),
        ImportRule("Tests/EffectsTests", "EffectsTests", sees: ["Effects"], because: "effects stand alone"),
        ImportRule(
            "Tests/HostTests", "HostTests",
            sees: [
                "HostTesting", "Host", "StandIns", "Postgres", "PlatformAPI", "Domain", "Effects", "HTTPClient",
                "EmbeddedPostgres", "Simulation", "Vendors", "FixtureTape", "HTTPTesting",
            ], because: "tests of the host register a toy platform"),
        ImportRule(
            "Tests/EndToEndTests", "EndToEndTests",
            sees: [
                "HostTesting", "HTTPTesting", "HTTPClient", "Effects", "FixtureTape", "EmbeddedPostgres", "Postgres",
                "Simulation",
            ], because: "it knows the programs from outside, and the database that they share"),
    ]
}

/// The plugins, by their folders.
enum PluginFolders {
    /// Empty where the folder cannot be read, on which the test of this table fails.
    static let names: [String] = (try? SourceTree.folders(in: "Plugins")) ?? []
    static let platformModules = names.map { "\($0)Platform" }
    static let simulatorModules = names.map { "\($0)Simulator" }
}
