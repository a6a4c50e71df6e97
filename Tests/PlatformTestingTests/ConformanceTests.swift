import Foundation
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("What the kit finds")
struct ConformanceTests {
    private static func findings<Wrong: Flaw>(
        _ flaw: Wrong.Type, _ text: String = ToyFixture.caseText(), expected: String? = ToyFixture.expected,
        mode: String = "keyword", update: FixtureUpdate = .compare
    ) async throws -> [Finding] {
        try await ToyFixture.with(text, expected: expected, mode: mode) { fixture in
            try await PlatformConformance(Toy<Wrong>(), update: update).findings(in: fixture)
        }
    }

    @Test("a platform without flaws has no findings")
    func flawless() async throws {
        #expect(try await Self.findings(Flawless.self) == [])
    }

    @Test("a wrong value is shown with its path, what was expected, and the command that accepts it")
    func wrongValue() async throws {
        enum Shouting: Flaw {
            static func creator(_ creator: Creator) -> Creator {
                var loud = creator
                loud.displayName = creator.displayName?.uppercased()
                return loud
            }
        }
        let only = ToyFixture.expected.replacing("Tasven", with: "TASVEN").replacing("Relano", with: "RELANO")
        #expect(
            try await Self.findings(Shouting.self, expected: only) == [
                Finding(
                    .expected,
                    """
                    not as expected:
                      pages[0].creators[0].displayName
                        expected "Mira"
                        got      "MIRA"
                      If this is right: GEMZ_UPDATE_FIXTURES=1 make fixtures
                    """)
            ])
    }

    @Test("a searcher that keeps its place in memory loses pages when resumed")
    func lostPage() async throws {
        enum Forgetful: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { memory }
        }
        let findings = try await Self.findings(Forgetful.self)
        #expect(findings.map(\.check) == [.resume])
        let message = try #require(findings.first).message
        #expect(message.hasPrefix("the search from the cursor behind page 1 gives other pages"))
        #expect(
            message.contains("pages[0].creators[0].bio\n    expected \"known\"\n    got      \"I am Mira\"")
        )
    }

    @Test("a cursor that comes back is found, and so is a search without an end")
    func repeatedCursor() async throws {
        enum Circling: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { 1 }
        }
        let findings = try await Self.findings(
            Circling.self, ToyFixture.caseText(Array(ToyFixture.exchanges.dropLast())), expected: nil)
        #expect(Set(findings.map(\.check)) == [.cursor, .ending, .expected])
        #expect(findings.first == Finding(.cursor, "the cursor behind page 2 is that behind page 1"))
        #expect(findings.contains(Finding(.ending, "the search has not ended after 100 pages")))
    }

    @Test("a cursor over 4 KB is found")
    func longCursor() async throws {
        enum Packrat: Flaw {
            static func page(after cursor: Cursor?, memory: Int) -> Int { cursor == nil ? 1 : 2 }
            static func cursor(toPage number: Int) -> Cursor { Cursor(rawValue: String(repeating: "é", count: 2_049)) }
        }
        let findings = try await Self.findings(Packrat.self)
        #expect(findings.first == Finding(.cursor, "the cursor behind page 1 has 4098 bytes, more than 4096"))
        #expect(findings.map(\.check) == [.cursor, .expected])
    }

    @Test("a request that the tape lacks is named, with its nearest neighbours")
    func unknownRequest() async throws {
        enum Chatty: Flaw {
            static func query(_ query: [String: String]) -> [String: String] {
                query.merging(["trim": "true"]) { own, _ in own }
            }
        }
        let findings = try await Self.findings(Chatty.self)
        #expect(findings.map(\.check) == [.requests, .consumed, .expected])
        #expect(
            findings.first?.message == """
                no tape holds
                    /toy/search?page=1&q=trek&trim=true
                  nearest on the tape:
                    /toy/search?page=1&q=trek
                    /toy/search?page=2&q=trek
                    /toy/profile?id=1
                """)
        #expect(try await Self.findings(Chatty.self, update: .write).map(\.check) == [.requests, .consumed])
    }

    @Test("an exchange that the search never asks for is named, unless the case says why")
    func unconsumed() async throws {
        let exchanges =
            ToyFixture.exchanges + [ToyFixture.exchange("/toy/profile", #""id":"9""#, "{}"), ToyFixture.exchanges[1]]
        #expect(
            try await Self.findings(Flawless.self, ToyFixture.caseText(exchanges)) == [
                Finding(
                    .consumed,
                    """
                    the search never asked for:
                        1 of /toy/profile?id=1
                        1 of /toy/profile?id=9
                      (or say why in case.json: "unused")
                    """)
            ])
        let excused = ToyFixture.caseText(exchanges, extra: #""unused":"a thrifty reader stops before","#)
        #expect(try await Self.findings(Flawless.self, excused) == [])
    }

    @Test("results that break a common rule are found with their path")
    func results() async throws {
        enum Careless: Flaw {
            static func creator(_ creator: Creator) -> Creator {
                var wrong = creator
                wrong.followers = creator.externalId == "1" ? -1 : nil
                return wrong
            }
        }
        let findings = try await Self.findings(Careless.self)
        #expect(findings.map(\.check) == [.results, .expected])
        #expect(findings.first?.message == "pages[0].creators[0].followers: -1 is negative; an unknown count is absent")
    }

    @Test("a repeated request may be answered differently without spoiling the resumed searches")
    func changingAnswers() async throws {
        let exchanges = [
            ToyFixture.exchange("/toy/search", #""q":"trek","page":"1""#, ToyFixture.pageOne),
            ToyFixture.exchange("/toy/profile", #""id":"1""#, #"{"bio":"I am Mira"}"#),
            ToyFixture.exchange("/toy/profile", #""id":"2""#, #"{"bio":"first"}"#),
            ToyFixture.exchange("/toy/search", #""q":"trek","page":"2""#, #"{"people":[{"id":"2"}]}"#),
            ToyFixture.exchange("/toy/profile", #""id":"2""#, #"{"bio":"second"}"#),
        ]
        let findings = try await Self.findings(Flawless.self, ToyFixture.caseText(exchanges), expected: "[]")
        #expect(findings.map(\.check) == [.expected])
    }

    @Test("an error that ends the search is part of what is expected")
    func failure() async throws {
        let page = ToyFixture.exchange("/toy/search", #""q":"trek","page":"1""#, "<html>")
        let found = #"{"pages":[],"failure":{"code":"badShape","message":"x"}}"#
        let findings = try await Self.findings(
            Flawless.self, ToyFixture.caseText([page.replacing("<html>", with: "page.html")]), expected: found)
        #expect(findings.map(\.check) == [.fixture])
        let unavailable = #"{"request":{"path":"/toy/search","query":{"q":"trek","page":1}},"fault":"timeout"}"#
        let expected = #"{"failure":{"code":"unavailable","message":"no answer in time"},"pages":[]}"#
        #expect(try await Self.findings(Flawless.self, ToyFixture.caseText([unavailable]), expected: expected) == [])
    }

    @Test("a case in the wrong place, or that cannot be read, fails by saying so")
    func fixture() async throws {
        #expect(
            try await Self.findings(Flawless.self, mode: "similar") == [
                Finding(.fixture, "a keyword search lies in the folder similar")
            ])
        #expect(
            try await Self.findings(Flawless.self, "{").first
                == Finding(.fixture, "toy/keyword/case/case.json: no key at byte 1"))
        let none = FixtureCase.all(for: "nobody")
        #expect(none.map(\.testDescription) == ["nobody/*/*"])
        #expect(
            try await PlatformConformance(Toy<Flawless>(), update: .compare).findings(in: none[0]) == [
                Finding(.fixture, "Fixtures/nobody: there is no case.json below this folder")
            ])
    }

    @Test("expectations are written when asked for, and never where CI is set")
    func update() async throws {
        try await ToyFixture.with(expected: nil) { fixture in
            let compare = PlatformConformance(Toy<Flawless>(), update: .compare)
            #expect(
                try await compare.findings(in: fixture) == [
                    Finding(
                        .expected,
                        "there is no readable expected.json; write it: GEMZ_UPDATE_FIXTURES=1 make fixtures")
                ])
            let refused = try await PlatformConformance(Toy<Flawless>(), update: .refused).findings(in: fixture)
            #expect(refused == [Finding(.update, "expectations are not rewritten where CI is set")])
            #expect(try await PlatformConformance(Toy<Flawless>(), update: .write).findings(in: fixture) == [])
            let written = try String(contentsOf: fixture.folder.appending(path: "expected.json"), encoding: .utf8)
            #expect(written == ToyFixture.expected)
            #expect(try await compare.findings(in: fixture) == [])
        }
    }

    @Test(
        "the environment decides whether to write",
        arguments: [
            ([:], .compare), (["GEMZ_UPDATE_FIXTURES": "0"], .compare), (["GEMZ_UPDATE_FIXTURES": "1"], .write),
            (["GEMZ_UPDATE_FIXTURES": "1", "CI": "true"], .refused), (["CI": "true"], .compare),
            (["GEMZ_UPDATE_FIXTURES": "1", "CI": ""], .write),
        ] as [([String: String], FixtureUpdate)])
    func environment(variables: [String: String], update: FixtureUpdate) {
        #expect(FixtureUpdate.of(environment: variables) == update)
    }

    @Test("each finding fails the test that asked")
    func recorded() async throws {
        try await ToyFixture.with(expected: "{}") { fixture in
            try await withKnownIssue {
                try await PlatformConformance(Toy<Flawless>(), update: .compare).check(fixture)
            } matching: { issue in
                issue.comments.map(\.rawValue).contains { $0.hasPrefix("toy/keyword/case [expected] not as expected:") }
            }
        }
    }
}
