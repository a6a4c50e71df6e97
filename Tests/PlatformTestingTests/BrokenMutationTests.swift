import FixtureTape
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("M finds wrong values")
struct BrokenMutationTests {
    private static func mistakes<Wrong: Flaw>(
        _ flaw: Wrong.Type, changed: [String: String] = [:]
    ) async throws -> [String] {
        try await ToyFixture.with(changed: changed) { fixture in
            let check = try #require(fixture.bench(flaw).mutationChecks.first)
            #expect(check.id == "M1")
            return try await check.findings().map(\.description)
        }
    }

    // Of bodies with the same keys, those of the smallest page are changed.
    private static let search = "toy/keyword/whole page 2, /toy/search?page=2&q=trek\n  "
    private static let profile = "toy/keyword/whole page 2, /toy/profile?id=3\n  "

    @Test("0 for a number that is gone")
    func zero() async throws {
        enum Zeroing: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                wrong.followers = creator.followers ?? 0
                return wrong
            }
        }
        let found = try await Self.mistakes(Zeroing.self)
        let place = "toy/keyword/whole page 1, /toy/profile?id=1\n  "
        for kind in ["dropped", "null"] {
            #expect(found.contains("\(place)followers \(kind): 1 followers is 0, and was 13"))
        }
    }

    @Test("another creator's name in place of one that is gone")
    func neighbour() async throws {
        enum Mixing: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                if body.exists("bio"), !body.exists("name") { wrong.displayName = "Tasven" }
                return wrong
            }
        }
        let found = try await Self.mistakes(Mixing.self)
        #expect(found.contains(#"\#(Self.search)people[0].name dropped: 3 displayName is "Tasven", and was "Relano""#))
    }

    @Test("a value borrowed from another field, though the profile covers it")
    func borrowed() async throws {
        enum Borrowing: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                if body.exists("bio"), !body.exists("id") || !body.exists("name") { wrong.displayName = creator.bio }
                return wrong
            }
            static func enriched(_ creator: Creator, before: Creator) -> Creator {
                var covered = creator
                covered.displayName = "Relano"
                return covered
            }
        }
        let found = try await Self.mistakes(Borrowing.self)
        #expect(found.contains(#"\#(Self.search)people[0].name dropped: 3 displayName is "known", and was "Relano""#))
    }

    @Test("0 for a number that is gone from both of its places")
    func everywhere() async throws {
        enum Doubled: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                wrong.followers = body.count("exact.followers") ?? body.count("followers") ?? 0
                return wrong
            }
        }
        let page = ToyFixture.exchange(
            "/toy/search", #""q":"both","page":"1""#,
            #"{"people":[{"id":"8","followers":12,"exact":{"followers":1234}}]}"#)
        let profile = ToyFixture.exchange("/toy/profile", #""id":"8""#, #"{"message":"gone"}"#, status: 404)
        let text = ToyFixture.text([page, profile], subject: #""keyword":"both""#)
        let found = try await Self.mistakes(Doubled.self, changed: ["keyword/both": text])
        let place = "toy/keyword/both page 1, /toy/search?page=1&q=both\n  "
        #expect(found.contains("\(place)followers dropped everywhere: 8 followers is 0, and was 1234"))
        #expect(!found.contains { $0.hasPrefix("\(place)people[0].followers dropped") })
    }

    @Test("an id that nobody has")
    func strange() async throws {
        enum Inventing: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                if creator.externalId == "3", body.exists("bio"), !body.exists("name") { wrong.externalId = "new" }
                return wrong
            }
        }
        let found = try await Self.mistakes(Inventing.self)
        #expect(found.contains("\(Self.search)people[0].name null: new is nobody's id"))
        #expect(found.contains("\(Self.search)people[0].name null: 3 lost, and nothing skipped"))
    }

    @Test("a value that breaks a rule")
    func rule() async throws {
        enum Careless: Flaw {
            static func creator(_ creator: Creator, _ body: JSONReader) -> Creator {
                var wrong = creator
                if body["name"].kind == .number { wrong.displayName = "" }
                return wrong
            }
        }
        let found = try await Self.mistakes(Careless.self)
        #expect(
            found.contains(
                "\(Self.search)people[0].name retyped: displayName: an empty text; what is unknown is absent"))
    }

    @Test("a list that is gone and not missed")
    func list() async throws {
        let found = try await Self.mistakes(Lenient.self)
        let sentence = "without its list the page is empty and well; it must be badShape at people"
        for kind in ["dropped", "null", "retyped"] {
            #expect(found.contains("\(Self.search)people \(kind): \(sentence)"))
        }
    }

    @Test("a list whose error names no path")
    func path() async throws {
        enum Vague: Flaw {
            static func people(_ body: JSONReader) throws(PlatformError) -> [JSONReader] {
                guard body["people"].kind == .array else { throw .badShape(path: "", reason: "what?") }
                return body.elements("people")
            }
        }
        let found = try await Self.mistakes(Vague.self)
        #expect(found.contains("\(Self.search)people dropped: badShape names no path, not the key that changed"))
    }

    @Test("people who are left out without a trace")
    func lost() async throws {
        enum Choosy: Flaw {
            static func people(_ body: JSONReader) throws(PlatformError) -> [JSONReader] {
                try body.require("people", .array).elements().filter { $0.exists("name") }
            }
        }
        let found = try await Self.mistakes(Choosy.self)
        #expect(found.contains("\(Self.search)people[0].name dropped: 3 lost, and nothing skipped"))
    }

    @Test("a profile that costs its creator")
    func costly() async throws {
        enum Strict: Flaw {
            static func refined(_ creator: Creator?, _ candidate: Creator) -> Creator? {
                candidate.profileFetchedAt == nil ? nil : creator
            }
        }
        let found = try await Self.mistakes(Strict.self)
        #expect(found.contains("\(Self.profile)id dropped: a profile costs the creator 3"))
    }

    @Test("bodies that are no JSON, taken for nobody's")
    func noJSON() async throws {
        enum Hasty: Flaw {
            static func error(_ error: PlatformError) -> PlatformError { .notFound("nobody") }
        }
        let found = try await Self.mistakes(Hasty.self)
        #expect(found.contains("\(Self.search)the body HTML: gives notFound (nobody) instead of badShape"))
        #expect(found.contains { $0.hasPrefix("\(Self.search)the body cut off: gives notFound (nobody) instead of ") })
        let sentence = #"a profile that is no JSON must be badShape; it is ["notFound"]"#
        #expect(found.contains("\(Self.profile)the body HTML: \(sentence)"))
    }

    @Test("a body's mutants are spliced byte by byte")
    func splicing() throws {
        let json = #"{"a":1,"b":{"c":"12"},"d":[{"e":true},{"e":"x"},{"e":[]}],"f":null}"#
        let body = MutableBody(try JSONValue(parsing: Array(json.utf8)))
        #expect(String(decoding: body.bytes, as: UTF8.self) == json)
        func mutants(_ kind: Mutation.Kind) -> [String] {
            body.members.compactMap { member in
                body.mutated(member, kind).map { String(decoding: $0, as: UTF8.self) }
            }
        }
        #expect(body.members.map { BodyPath.text(of: $0.path) } == ["a", "b.c", "b", "d[0].e", "d[2].e", "d", "f"])
        #expect(
            mutants(.dropped) == [
                #"{"b":{"c":"12"},"d":[{"e":true},{"e":"x"},{"e":[]}],"f":null}"#,
                #"{"a":1,"b":{},"d":[{"e":true},{"e":"x"},{"e":[]}],"f":null}"#,
                #"{"a":1,"d":[{"e":true},{"e":"x"},{"e":[]}],"f":null}"#,
                #"{"a":1,"b":{"c":"12"},"d":[{},{"e":"x"},{"e":[]}],"f":null}"#,
                #"{"a":1,"b":{"c":"12"},"d":[{"e":true},{"e":"x"},{}],"f":null}"#,
                #"{"a":1,"b":{"c":"12"},"f":null}"#,
                #"{"a":1,"b":{"c":"12"},"d":[{"e":true},{"e":"x"},{"e":[]}]}"#,
            ])
        #expect(
            mutants(.emptied) == [
                #"{"a":1,"b":{"c":""},"d":[{"e":true},{"e":"x"},{"e":[]}],"f":null}"#,
                #"{"a":1,"b":{},"d":[{"e":true},{"e":"x"},{"e":[]}],"f":null}"#,
                #"{"a":1,"b":{"c":"12"},"d":[],"f":null}"#,
            ])
        #expect(mutants(.null).count == 6)
        #expect(body.repeatedNames == ["e"])
        #expect(
            String(decoding: body.dropping("e"), as: UTF8.self)
                == #"{"a":1,"b":{"c":"12"},"d":[{},{},{}],"f":null}"#)
    }

    @Test(
        "a retyped value keeps its meaning where the other type can carry it",
        arguments: [
            (JSONValue.string("42"), "42"), (.string("0042"), "42"), (.string("12K subscribers"), "12000"),
            (.string("Mira"), Mutation.oddNumber), (.number("7300000000000000001"), #""7300000000000000001""#),
            (.bool(true), #""true""#), (.array([.number("1")]), #"{"0":1}"#), (.array([]), "{}"),
            (.object([]), "[{}]"), (.null, nil),
        ] as [(JSONValue, String?)])
    func retyped(value: JSONValue, text: String?) {
        #expect(Mutation.replacement(of: value, .retyped) == text)
    }
}
