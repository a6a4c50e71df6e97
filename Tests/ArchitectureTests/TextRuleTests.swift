import Testing

@Suite("Rules of the texts")
struct TextRuleTests {
    @Test("fixtures hold no address of a real person")
    func addresses() {
        let offences = SourceTree.files(in: ["Fixtures"], endingWith: "").flatMap(AddressRule.offences)
        expectNone(offences, "Invented people live at example.com, example.org, example.net or below .example.")
    }

    /// Where one of the words is no machine's path.
    private static let paths: [Allowance] = [
        Allowance(
            path: "Sources/EmbeddedPostgres/ClusterDirectory.swift", found: "/root",
            because: "a comment on why another user may not reach a home directory")
    ]

    @Test("no path of somebody's machine is left behind")
    func machinePaths() throws {
        let files =
            SourceTree.files(in: ["Sources", "Plugins", "docs"], endingWith: "") + [SourceTree.file("README.md")]
        let judged = Self.paths.judge(try files.flatMap { try $0.offences(inText: CodeRule.machinePath) })
        expectNone(judged.offences, "Take the place from an option, the environment or #filePath.")
        #expect(judged.idle == [], "Take these allowances out of the list: nothing needs them any more.")
    }

    @Test("what a plugin's author sees is explained")
    func documentation() throws {
        let files = SourceTree.files(in: ["Sources/PlatformAPI"])
        let protocols = try DocumentationRule.protocols(in: files)
        let offences = try files.flatMap { try DocumentationRule.offences(in: $0, protocols: protocols) }
        expectNone(offences, "Write a doc comment: what it is, its unit and range, what it throws.")
    }
}

/// Finds e-mail addresses outside the domains that are reserved for examples.
enum AddressRule {
    static func offences(in file: SourceFile) -> [Offence] {
        let text = String.UnicodeScalarView(
            file.text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint })
        let bytes = Array(String(text).utf8)
        return bytes.indices.filter { bytes[$0] == UInt8(ascii: "@") }.compactMap { at in
            let before = bytes[..<at].reversed().prefix(while: isLocal)
            let after = bytes[(at + 1)...].prefix(while: isDomain)
            let domain = String(decoding: after, as: UTF8.self).lowercased().trimmingSuffix(".")
            guard !before.isEmpty, isForeign(domain) else { return nil }
            let line = bytes[..<at].count { $0 == UInt8(ascii: "\n") } + 1
            return Offence(
                path: file.path, line: line, found: String(decoding: before.reversed(), as: UTF8.self) + "@\(domain)")
        }
    }

    /// A domain that somebody may own: with a top level of letters, and not one of the reserved ones, also where a word
    /// of another script is glued to it (`example.comпишите`).
    private static func isForeign(_ domain: String) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last, top.count >= 2, top.allSatisfy(\.isLetter) else { return false }
        let isReserved =
            labels.suffix(2).first == "example" && ["com", "org", "net"].contains(top.prefix(while: \.isASCII))
        return !isReserved && top != "example"
    }

    private static func isLocal(_ byte: UInt8) -> Bool { isDomain(byte) || "_%+!#$&'*".utf8.contains(byte) }

    /// Letters beyond ASCII count, for internationalised domains.
    private static func isDomain(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
    }
}

extension String {
    fileprivate func trimmingSuffix(_ end: Character) -> String {
        String(reversed().drop { $0 == end }.reversed())
    }
}
