import Foundation
import PlatformAPI
import Synchronization
import Testing

@testable import PlatformTesting

@Suite("The conformance kit")
struct KitTests {
    @Test("a platform without flaws passes every check, by fixtures and by simulator")
    func flawless() async throws {
        try await ToyFixture.with { fixture in
            let found = try await fixture.findings(Flawless.self, simulator: Self.simulator)
            #expect(found == [:])
            let ids = fixture.bench(Flawless.self, simulator: Self.simulator).checks.map(\.id)
            #expect(Set(ids).count == ids.count)
            #expect(Set(ids.compactMap(\.first)) == Set("DQPTMECNS"))
            #expect(ids.contains("T toy/keyword/whole") && ids.contains("P simulated/keyword/🍜"))
        }
    }

    static func simulator(_ path: String, _ query: [String: String]) -> (status: Int, body: [UInt8]) {
        switch (path, query["id"], query["page"]) {
        case ("/toy/search", _, let page?):
            (200, Array(#"{"people":[{"id":"\#(page)1"},{"id":"\#(page)2"}],"next":\#((Int(page) ?? 0) + 1)}"#.utf8))
        case ("/toy/profile", let id?, _):
            (200, Array(#"{"id":"\#(id)","bio":"I am \#(id)","friends":[{"id":"\#(id)1"}]}"#.utf8))
        default: (404, Array("<html>".utf8))
        }
    }

    @Test("checks that pass tell how many mutations they ran, and which cases hold each quirk")
    func summary() async throws {
        let quirky = ToyFixture.text(ToyFixture.wholeSearch, extra: #""quirks":["odd-ids"],"#)
        let said = Mutex<[String]>([])
        try await ToyFixture.with(changed: ["keyword/whole": quirky]) { fixture in
            try fixture.write(#"{"odd-ids":"ids are numbers or texts"}"#, to: "quirks.json")
            let bench = fixture.bench(Flawless.self, say: { line in said.withLock { $0.append(line) } })
            for check in bench.checks where ["D6", "M1"].contains(check.id) {
                #expect(try await check.findings() == [])
            }
        }
        #expect(
            said.withLock { $0 } == [
                "toy: 1 quirks and their cases\n  odd-ids  toy/keyword/whole",
                "M toy: 121 mutations of 7 bodies, 0 wrong",
            ])
    }

    @Test("what a simulator makes goes through the same rules")
    func simulated() async throws {
        enum Careless: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                if creator.externalId == "12" { wrong.followers = -1 }
                return wrong
            }
        }
        let found = try await ToyFixture.with { try await $0.findings(Careless.self, simulator: Self.simulator) }
        #expect(
            found["T simulated/keyword/vegan ramen"] == [
                Finding(
                    "simulated/keyword/vegan ramen pages[0].creators[1].followers",
                    "-1 is negative; an unknown count is absent")
            ])
    }

    @Test("a simulator that gives errors, or nobody, is told so")
    func fruitless() async throws {
        let found = try await ToyFixture.with { fixture in
            try await fixture.findings(Flawless.self) { path, _ in
                path == "/toy/search" ? (200, Array(#"{"people":[]}"#.utf8)) : (500, Array(#"{"message":"oops"}"#.utf8))
            }
        }
        #expect(
            found["T simulated/keyword/🍜"] == [Finding("simulated/keyword/🍜", "finds nobody")])
        #expect(
            found["T simulated/similar/gemz"] == [Finding("simulated/similar/gemz", "ends with unavailable (oops)")])
    }

    @Test("a case in the wrong folder, of a mode that is not offered, or that cannot be read, says so")
    func unreadable() async throws {
        let lost = ToyFixture.text(ToyFixture.friends, subject: ToyFixture.mira)
        let changed = ["keyword/lost": lost, "keyword/torn": "{"]
        let found = try await ToyFixture.with(changed: changed) { try await $0.findings(Flawless.self) }
        #expect(
            found == [
                "T toy/keyword/lost": [Finding("toy/keyword/lost", "a similar search lies in the folder keyword")],
                "T toy/keyword/torn": [Finding("toy/keyword/torn", "toy/keyword/torn/case.json: no key at byte 1")],
            ])
        let none = FixtureCase.all(for: "nobody")
        #expect(none.map(\.testDescription) == ["nobody/*/*"])
        #expect(
            none.compactMap { CheckedSearch<Toy<Flawless>>.problem(of: $0) } == [
                Finding("nobody/*/*", "Fixtures/nobody: there is no case.json below this folder")
            ])
    }

    @Test("expectations are written when asked for, and never where CI is set")
    func update() async throws {
        try await ToyFixture.with(isWritten: false) { fixture in
            let file = fixture.folder.appending(path: "keyword/whole/expected.json")
            let place = "toy/keyword/whole/expected.json"
            let missing = Finding(
                place, "is not there or no JSON", remedy: "Write it: GEMZ_UPDATE_FIXTURES=1 make fixtures")
            #expect(try await fixture.findings(Flawless.self)["T toy/keyword/whole"] == [missing])
            let refused = Finding(place, "expectations are not rewritten where CI is set")
            #expect(try await fixture.findings(Flawless.self, update: .refused)["T toy/keyword/whole"] == [refused])
            #expect(try await fixture.findings(Flawless.self, update: .write) == [:])
            let written = try String(contentsOf: file, encoding: .utf8)
            #expect(
                written.hasPrefix("{\n  \"pages\": [\n    {\n      \"creators\": [\n        {\n          \"bio\": "))
            #expect(try await fixture.findings(Flawless.self) == [:])
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

    @Test("a skip is not run; one without a reason or for no check fails")
    func skipping() async throws {
        let checks = ["A1", "A2"].map { id in
            Check<Toy<Flawless>>(id, "holds") { [Finding("here", "is wrong")] }
        }
        let said = Mutex<[String]>([])
        let reasons = ["A1": "results are complete as they come", "A2": "", "Z9": "x"]
        let left = Conformance.skipping(reasons, of: checks) { line in said.withLock { $0.append(line) } }
        var found: [[Finding]] = []
        for check in left { found.append(try await check.findings()) }
        #expect(said.withLock { $0 } == ["toy: A1 is skipped: results are complete as they come"])
        #expect(left.map(\.id) == ["A1", "A2", "A2", "Z9"])
        #expect(
            found == [
                [], [Finding("here", "is wrong")], [Finding("skipping", "A2 is skipped without a reason")],
                [Finding("skipping", "there is no check Z9")],
            ])
    }

    @Test("each finding fails the test that asked, with the check's id and the remedy")
    func recorded() async throws {
        let check = Check<Toy<Flawless>>("T toy/keyword/whole", "gives what is expected") {
            [Finding("toy/keyword/whole", "not as expected", remedy: Finding.acceptance)]
        }
        try await withKnownIssue {
            try await check.run()
        } matching: { issue in
            issue.comments.map(\.rawValue) == [
                """
                T toy/keyword/whole gives what is expected
                toy/keyword/whole: not as expected
                  If this is right: GEMZ_UPDATE_FIXTURES=1 make fixtures
                """
            ]
        }
    }
}
