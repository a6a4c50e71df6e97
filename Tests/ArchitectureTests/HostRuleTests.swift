import Testing

@Suite("Rules of the host's folders")
struct HostRuleTests {
    @Test("host, domain and stand-ins name no platform, not even in comments")
    func platformNames() throws {
        let names = "(?i)" + PluginFolders.names.joined(separator: "|")
        let files = SourceTree.files(in: ["Sources/Host", "Sources/Domain", "Sources/StandIns"], endingWith: "")
        expectNone(
            try files.flatMap { try $0.offences(inText: names) },
            "Ask the platform's descriptor: a fourth platform must not need a change here.")
        expectNone(
            try files.flatMap { try SourceFile(path: $0.path, text: $0.path).offences(inText: names) },
            "A file here is named after a platform.")
    }

    @Test("SQL lies in stores and migrations")
    func sql() throws {
        let offences = try SourceTree.files(in: ["Sources/Host"])
            .filter { !$0.path.hasSuffix("Store.swift") && !$0.isWithin(["Sources/Host/Migrations"]) }
            .flatMap { try SQLRule.offences(in: $0) }
        expectNone(offences, "Give the statement to the feature's *Store.swift, next to its row decoder.")
    }

    @Test("tasks in the host are children of a service")
    func tasks() throws {
        let offences = try SourceTree.files(in: ["Sources/Host"]).flatMap {
            try $0.offences(inCode: CodeRule.looseTask)
        }
        expectNone(offences, "Nobody waits for a loose task or cancels it: use a task group of a service.")
    }
}

/// What counts as SQL in a Swift file.
enum SQLRule {
    static func offences(in file: SourceFile) throws -> [Offence] {
        let statements = try file.offences(inCode: #"\bStatement\("#)
        let texts = try file.mask.literals.flatMap { literal in
            try SourceFile(path: file.path, text: literal.text).offences(inText: beginning)
                .map { Offence(path: $0.path, line: literal.line, found: $0.found) }
        }
        return statements + texts
    }

    /// A statement's first words, at the beginning of the text alone.
    private static let beginning =
        #"\A\s*(SELECT\s|(?i)SELECT\b[\s\S]*\bFROM\b|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\(|COPY\s+\S|"#
        + #"(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|UNIQUE)|TRUNCATE\s+\w)"#
}
