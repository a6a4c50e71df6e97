import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("D finds wrong descriptors and missing cases")
struct BrokenDescriptorTests {
    private static func findings<Wrong: Flaw>(_ flaw: Wrong.Type, _ id: String) async throws -> [Finding] {
        try await ToyFixture.with(isWritten: false) { fixture in
            let check = try #require(fixture.bench(flaw).descriptorChecks.first { $0.id == id })
            return try await check.findings()
        }
    }

    @Test("D1: an id that is no name in addresses")
    func identity() async throws {
        enum Loud: Flaw {
            static func descriptor(_ descriptor: PlatformDescriptor) -> PlatformDescriptor {
                var loud = descriptor
                loud.id = "Toy Box"
                return loud
            }
        }
        let expected = Finding("descriptor.id", #""Toy Box" is not lower-case letters, digits and dashes"#)
        #expect(try await Self.findings(Loud.self, "D1") == [expected])
    }

    @Test("D2: a mode that has no searcher, or is not declared")
    func searchers() {
        let modes = [SearchMode.keyword].map {
            ModeDescriptor(mode: $0, inputLabel: "x", inputKind: .keywords, maxPages: 1)
        }
        var descriptor = Toy<Flawless>.descriptor
        descriptor.modes = modes
        #expect(
            DescriptorRules.searchers(descriptor, of: [ToySimilar<Flawless>()]) == [
                Finding("searchers", "0 serve keyword; it must be one"),
                Finding("searchers", "1 serve similar; the mode is not declared"),
            ])
        descriptor.modes = modes + modes
        #expect(
            DescriptorRules.searchers(descriptor, of: [ToyKeyword<Flawless>()]) == [
                Finding("descriptor.modes", "keyword is declared 2 times")
            ])
    }

    @Test("D2 fires for a platform whose descriptor forgets a mode")
    func forgotten() async throws {
        enum Halved: Flaw {
            static func descriptor(_ descriptor: PlatformDescriptor) -> PlatformDescriptor {
                var halved = descriptor
                halved.modes.removeLast()
                return halved
            }
        }
        let expected = Finding("searchers", "1 serve similar; the mode is not declared")
        #expect(try await Self.findings(Halved.self, "D2") == [expected])
    }

    @Test("D3: hosts with a scheme, a path or a dot where none may be")
    func hosts() async throws {
        enum Pathy: Flaw {
            static func descriptor(_ descriptor: PlatformDescriptor) -> PlatformDescriptor {
                var pathy = descriptor
                pathy.profileHosts = ["https://toy.example.com", ".example.com"]
                pathy.imageHosts = [".example.com", "cdn.example.com", "CDN.example.com/x"]
                return pathy
            }
        }
        #expect(
            try await Self.findings(Pathy.self, "D3") == [
                Finding(
                    "descriptor.profileHosts[0]", #""https://toy.example.com" is not of the form www.example.com"#),
                Finding("descriptor.profileHosts[1]", #"".example.com" is not of the form www.example.com"#),
                Finding(
                    "descriptor.imageHosts[2]",
                    #""CDN.example.com/x" is not of the form cdn.example.com or .example.com"#),
            ])
    }

    @Test("D4: limits out of range, and a region that is no country")
    func limits() async throws {
        enum Greedy: Flaw {
            static func descriptor(_ descriptor: PlatformDescriptor) -> PlatformDescriptor {
                var greedy = descriptor
                greedy.modes[0].maxInputs = 11
                greedy.modes[0].regions = ["DE", "UK", "DE"]
                greedy.modes[1].inputKind = .keywords
                greedy.modes[1].maxPages = 0
                return greedy
            }
        }
        #expect(
            try await Self.findings(Greedy.self, "D4") == [
                Finding("descriptor.modes.keyword.maxInputs", "11 is not from 1 to 10"),
                Finding("descriptor.modes.keyword.regions", "UK is no country's code"),
                Finding("descriptor.modes.keyword.regions", "DE is there twice"),
                Finding("descriptor.modes.similar.inputKind", "keywords; a similar search takes usernames"),
                Finding("descriptor.modes.similar.maxPages", "0 is less than 1"),
            ])
    }

    @Test(
        "D5: each required case that is missing is named, with what to write",
        arguments: [
            ("keyword/limited", ["a search that ends with 429"]), ("keyword/broken", ["a search that ends with 5xx"]),
            ("keyword/shape", ["a search that ends with a body of another shape"]),
            ("similar/missing", ["a target that is not found"]),
            (
                "similar/friends",
                [
                    "a search that reaches its last page",
                    "a page with a malformed item, skipped while the others are kept",
                ]
            ),
            (
                "keyword/whole",
                [
                    "a search of two pages or more that ends well", "a search that reaches its last page",
                    "a page with a malformed item, skipped while the others are kept",
                ]
            ),
        ])
    func required(missing: String, expected: [String]) async throws {
        let found = try await ToyFixture.with(without: [missing], isWritten: false) { fixture in
            await fixture.bench(Flawless.self).requiredCaseFindings()
        }
        let place = "Fixtures/toy/" + missing.prefix { $0 != "/" }
        #expect(found.map(\.place) == expected.map { _ in place })
        #expect(found.map(\.mistake) == expected.map { "there is no case of \($0)" })
        #expect(found.allSatisfy { $0.remedy?.hasPrefix("Write ") == true })
    }

    @Test("D6: quirks and cases name each other")
    func quirks() async throws {
        let named = ToyFixture.text(ToyFixture.wholeSearch, extra: #""quirks":["odd-ids","unheard"],"#)
        try await ToyFixture.with(changed: ["keyword/whole": named], isWritten: false) { fixture in
            let bench = fixture.bench(Flawless.self)
            let place = "Fixtures/toy/quirks.json"
            func stranger(_ name: String) -> Finding {
                Finding("toy/keyword/whole/case.json", "names the quirk \(name), which \(place) does not tell")
            }
            #expect(bench.quirkFindings() == [stranger("odd-ids"), stranger("unheard")])
            try fixture.write(#"{"odd-ids":"","lone":"nobody has it"}"#, to: "quirks.json")
            #expect(
                bench.quirkFindings() == [
                    Finding("\(place) odd-ids", "has no sentence"),
                    Finding(
                        "\(place) lone", "no case names it",
                        remedy: #"Add it to the "quirks" of a case.json that fails where it is not handled"#),
                    stranger("unheard"),
                ])
            try fixture.write("[]", to: "quirks.json")
            #expect(bench.quirkFindings() == [Finding(place, "is no JSON object of names and sentences")])
            try fixture.write(#"{"odd-ids":"ids are numbers","unheard":"so it is"}"#, to: "quirks.json")
            #expect(bench.quirkFindings() == [])
        }
    }

    @Test("D7: a renamed key is one line less and one more, and a command accepts it")
    func shape() async throws {
        try await ToyFixture.with { fixture in
            let place = "Fixtures/toy/shape.txt"
            #expect(try await fixture.bench(Flawless.self).shapeFindings() == [])
            let renamed = ToyFixture.text(ToyFixture.wholeSearch).replacing(#""name":"#, with: #""title":"#)
            try fixture.write(renamed, to: "keyword/whole/case.json")
            #expect(
                try await fixture.bench(Flawless.self).shapeFindings() == [
                    Finding(
                        place,
                        """
                        bodies hold other things than it lists:
                          - /toy/search people[].name string
                          + /toy/search people[].title string
                        """, remedy: "If this is right: GEMZ_UPDATE_FIXTURES=1 make fixtures")
                ])
            let refused = fixture.bench(Flawless.self, update: .refused)
            #expect(try await refused.shapeFindings() == [Finding(place, "is not rewritten where CI is set")])
        }
    }
}
