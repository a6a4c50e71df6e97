import Testing

/// The rules themselves, on a few lines that break them or only seem to.
@Suite("The rules bite")
struct RulesBiteTests {
    private static func file(_ text: String) -> SourceFile { SourceFile(path: "A.swift", text: text) }

    @Test("comments and texts are no code, interpolated parts are")
    func mask() {
        let mask = SwiftMask(
            ##"""
            let a = "one \(b + "two") /* no */" // three
            /* four /* five */ six */ let c = #"seven \(no) "eight""#
            """##)
        #expect(
            mask.code.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
                == [#"let a = " (b + " ") ""#, ##"let c = #" "#"##])
        #expect(
            mask.literals == [
                .init(line: 1, text: "two"), .init(line: 1, text: "one  /* no */"),
                .init(line: 2, text: #"seven \(no) "eight""#),
            ])
    }

    @Test("a wall names both sides and the reason")
    func imports() throws {
        let rule = ImportRule(
            "Plugins/Toy", "ToyPlatform", sees: ["PlatformAPI"], because: "a plugin sees PlatformAPI alone")
        let text = """
            import Foundation
            public import struct PlatformAPI.Creator
            @_exported import Postgres
            // import Host
            """
        let offences = try rule.offences(in: Self.file(text), modules: ["PlatformAPI", "Postgres", "Host"])
        #expect(
            offences.map(\.description) == [
                "A.swift:3: ToyPlatform may not import Postgres: a plugin sees PlatformAPI alone, see docs/adr/0002"
            ])
    }

    @Test(
        "patterns find what they are for",
        arguments: [
            (CodeRule.hiddenInput, "let a = Date()", true),
            (CodeRule.hiddenInput, "let a = Date(timeInterval: 1)", false),
            (CodeRule.hiddenInput, "Int.random(in: 0..<3)", true), (CodeRule.hiddenInput, "// UUID()", false),
            (CodeRule.hiddenInput, "try await Task.sleep(for: .zero)", true),
            (CodeRule.hiddenInput, "\"\\(UUID())\"", true), (CodeRule.hiddenInput, "effects.uuid()", false),
            (CodeRule.crash, "try! run()", true), (CodeRule.crash, "a as! B", true), (CodeRule.crash, "a[0]!.b", true),
            (CodeRule.crash, "var a: Int!", true), (CodeRule.crash, "fatalError()", true),
            (CodeRule.crash, "a != b", false), (CodeRule.crash, "a!=b", false), (CodeRule.crash, "if !a { }", false),
            (CodeRule.crash, "print(\"no!\")", false), (CodeRule.crash, "/// Never!", false),
            (CodeRule.looseTask, "Task { a() }", true), (CodeRule.looseTask, "Task.detached { }", true),
            (CodeRule.looseTask, "Task<Void, Never> { }", true), (CodeRule.looseTask, "group.addTask { }", false),
            (CodeRule.looseTask, "Task.isCancelled", false),
            (CodeRule.unchecked, "final class A: @unchecked Sendable {", true),
        ])
    func patterns(pattern: String, code: String, isFound: Bool) throws {
        #expect(try !Self.file(code).offences(inCode: pattern).isEmpty == isFound)
    }

    @Test(
        "SQL is known by its first words",
        arguments: [
            ("\"SELECT 1\"", true), ("\"\"\"\n  update jobs SET a = 1\n\"\"\"", true), ("Statement(name)", true),
            ("\"with ready AS (SELECT 1)\"", true), ("\"DELETE\"", false), ("\"Select a platform\"", false),
            ("\"select a from b\"", true),
            ("\"Update the settings\"", false), ("\"with love\"", false), ("// \"SELECT 1\"", false),
        ])
    func sql(code: String, isFound: Bool) throws {
        #expect(try !SQLRule.offences(in: Self.file(code)).isEmpty == isFound)
    }

    @Test(
        "an address is foreign unless its domain is reserved",
        arguments: [
            ("jane@example.com", false), ("jane@mail.example.org", false), ("jane@studio.example", false),
            ("see @jane.cooks", false), ("jane@gmail.com", true), ("jane@example.com.de", true),
            ("JANE@Notexample.com.", true), ("a@bücher.de", true), ("icon@2x", false),
        ])
    func addresses(text: String, isFound: Bool) {
        #expect(!AddressRule.offences(in: Self.file(text)).isEmpty == isFound)
    }

    @Test(
        "a machine's path is told from a path's end",
        arguments: [
            ("\"/Users/jane\"", true), ("see /tmp/x", true), ("/home/jane", true), ("/var/tmp/x", false),
            ("https://example.com/home", false), ("/workers", false), ("a/root", false),
        ])
    func machinePaths(text: String, isFound: Bool) throws {
        #expect(try !Self.file(text).offences(inText: CodeRule.machinePath).isEmpty == isFound)
    }

    @Test("a public declaration wants a doc comment, an initialiser and a default do not")
    func documentation() throws {
        let file = Self.file(
            """
            /// Known.
            public protocol Toy {
                /// Known.
                func play()
            }
            extension Toy {
                public func play() {}
                public func rest() {}
            }
            public struct Ball {
                /// Known.
                @Sendable
                public var size: Int
                public var colour: String
                public init(size: Int) {}
                public init?(text: String) {}
            }
            """)
        let offences = try DocumentationRule.offences(in: file, protocols: DocumentationRule.protocols(in: [file]))
        #expect(
            offences == [
                Offence(path: "A.swift", line: 8, found: "public func rest() {}"),
                Offence(path: "A.swift", line: 10, found: "public struct Ball {"),
                Offence(path: "A.swift", line: 14, found: "public var colour: String"),
                Offence(path: "A.swift", line: 16, found: "public init?(text: String) {}"),
            ])
    }

    @Test("a promise to the compiler wants its reason beside it")
    func reasons() {
        let text = """
            /// Holds a pointer. It is safe: nobody writes.
            final class A: @unchecked Sendable {}

            /// Holds a pointer.
            final class B: @unchecked Sendable {}
            """
        #expect([2, 5].map { UncheckedReason.isGiven(atLine: $0, of: Self.file(text)) } == [true, false])
    }
}
