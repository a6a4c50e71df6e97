import FixtureTape
import Testing

@testable import PlatformTesting

@Suite("A creator of a changed body")
struct CreatorComparisonTests {
    private static let good = #"""
        {"displayName":"Mira","bio":"boats","followers":1234,"verified":true,"handle":"mira",
         "profileUrl":"https://toy.example.com/@mira","content":[{"id":"v1","caption":"to sea","views":5}],
         "related":[{"externalId":"7","handle":"Tas"}]}
        """#
    private static let body = #"{"name":"Mira","short":"1.2K followers","uid":"UC_9","posts":[{"id":"v2","likes":0}]}"#

    private static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test(
        "what is there is equal, or what the body says elsewhere",
        arguments: [
            (#"{"followers":1234}"#, []),
            ("{}", []),
            (#"{"followers":1200}"#, []),
            (#"{"followers":1201}"#, ["followers is 1201, and was 1234"]),
            (#"{"followers":0}"#, ["followers is 0, and was 1234"]),
            (#"{"likes":5}"#, ["likes is 5, and was nothing"]),
            (#"{"displayName":"to sea"}"#, [#"displayName is "to sea", and was "Mira""#]),
            (#"{"displayName":"40417"}"#, [#"displayName is "40417", and was "Mira""#]),
            (#"{"verified":false}"#, ["verified is false, and was true"]),
            (#"{"profileUrl":"https://toy.example.com/channel/UC_9"}"#, []),
            (
                #"{"profileUrl":"https://else.example.com/mira"}"#,
                [
                    #"profileUrl is "https://else.example.com/mira", and was "https://toy.example.com/@mira""#
                ]
            ),
            (#"{"content":[{"id":"v1","views":6}]}"#, ["content[0].views is 6, and was 5"]),
            (#"{"content":[{"id":"v2"}]}"#, []),
            (#"{"content":[{"id":"v3"}]}"#, [#"content[0] is {"id":"v3"}, and was nothing"#]),
            (#"{"related":[{"externalId":"tas","handle":"Tas"}]}"#, []),
        ])
    func values(got: String, mistakes: [String]) throws {
        #expect(try Self.mistakes(got, .dropped) == mistakes)
    }

    private static func mistakes(_ got: String, _ kind: Mutation.Kind) throws -> [String] {
        let facts = KnownFacts([try json(body)], hosts: ["toy.example.com"], about: nil)
        let usual = try json(good)
        return CreatorComparison(usual, facts: facts, kind: kind).mistakes(from: usual, to: try json(got))
    }

    @Test("an emptied body may say no, and a retyped one has its own number, but no text made of it")
    func kinds() throws {
        #expect(try Self.mistakes(#"{"verified":false}"#, .emptied) == [])
        #expect(try Self.mistakes(#"{"followers":40417}"#, .retyped) == [])
        #expect(
            try Self.mistakes(#"{"displayName":"40417"}"#, .retyped) == [
                #"displayName is "40417", and was "Mira""#
            ])
        #expect(try Self.mistakes(#"{"followers":40417}"#, .null) == ["followers is 40417, and was 1234"])
    }

    @Test("facts are of bodies that name the creator, by id or handle, with or without @")
    func mentions() throws {
        let entities = try [#"{"id":7,"n":11}"#, #"{"by":"@Mira","n":12}"#, #"{"by":"tas","n":13}"#].map(Self.json)
        let facts = KnownFacts(entities, hosts: [], about: ["7", "mira"])
        #expect([11, 12, 13].map { facts.explain(.number("\($0)"), key: "posts") } == [true, true, false])
    }
}
