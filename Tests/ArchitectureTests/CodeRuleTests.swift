import Testing

@Suite("Rules of the code")
struct CodeRuleTests {
    private static let inputs: [Allowance] = [
        Allowance(
            path: "Sources/PlatformTesting/Fixtures/FixtureUpdate.swift", found: "ProcessInfo",
            because: "the switch that rewrites fixtures is an environment variable; the kit has no host to ask"),
        Allowance(
            path: "Sources/PlatformTesting/Checks/MutationChecks.swift", found: "ProcessInfo",
            because: "as many mutants run at once as there are cores, which changes no result"),
        Allowance(
            path: "Sources/HostTesting/TestCluster.swift", found: "UUID()",
            because: "test runs side by side need folders of their own"),
    ]

    @Test("the clock, ids, chance and the environment come through Effects and Environment")
    func hiddenInput() throws {
        let offences = try SourceTree.shipped()
            .filter { !$0.isWithin(["Sources/Effects", "Sources/Host/App/Environment.swift"]) }
            .flatMap { try $0.offences(inCode: CodeRule.hiddenInput) }
        let judged = Self.inputs.judge(offences)
        expectNone(
            judged.offences, "Take an Effects value in the initialiser, so that a test can stand on any instant.")
        #expect(judged.idle == [], "Take these allowances out of the list: nothing needs them any more.")
    }

    @Test("nothing crashes where it could throw")
    func crashes() throws {
        let offences = try SourceTree.shipped().flatMap { try $0.offences(inCode: CodeRule.crash) }
        expectNone(offences, "Throw an error, or let the type say that it cannot happen.")
    }

    /// The classes that own a C pointer, and test support that holds a lock.
    private static let uncheckedFiles: Set<String> = [
        "Sources/HTTPClient/Wire/MultiHandle.swift",
        "Sources/HTTPTesting/Gate.swift",
        "Sources/PlatformAPI/JSON/JSONDocument.swift",
        "Sources/Postgres/Wire/OpenConnection.swift",
        "Sources/Postgres/Wire/ResultSet.swift",
    ]

    @Test("what the compiler cannot check stands in known files, with its reason beside it")
    func unchecked() throws {
        var offences: [Offence] = []
        var seen: Set<String> = []
        for file in try SourceTree.shipped() {
            let found = try file.offences(inCode: CodeRule.unchecked)
            if !found.isEmpty { seen.insert(file.path) }
            offences += found.filter {
                !Self.uncheckedFiles.contains(file.path) || !UncheckedReason.isGiven(atLine: $0.line, of: file)
            }
        }
        expectNone(offences, "Say in a comment on the line, or right around it, what makes it safe.")
        #expect(Self.uncheckedFiles.subtracting(seen) == [], "Take these files out of the list: nothing needs them.")
    }
}

/// Whether a promise to the compiler has its reason beside it.
enum UncheckedReason {
    /// On the line itself, in the comment that ends above it, or in the one that begins below it.
    static func isGiven(atLine line: Int, of file: SourceFile) -> Bool {
        let lines = file.lines.map { $0.drop { $0 == " " } }
        guard lines.indices.contains(line - 1) else { return false }
        if lines[line - 1].contains("//") { return true }
        let above = lines[..<(line - 1)].reversed().prefix { $0.hasPrefix("//") }
        let below = lines[line...].prefix { $0.hasPrefix("//") }
        return (above + below).contains { comment in
            ["safe", "unchecked", "lock"].contains { comment.lowercased().contains($0) }
        }
    }
}
