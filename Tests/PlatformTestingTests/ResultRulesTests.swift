import FixtureTape
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("Rules for results")
struct ResultRulesTests {
    /// 15 January 2026, noon in Greenwich.
    private static let rules = ResultRules(descriptor: Toy<Flawless>.descriptor, now: Conformance.instant)

    @Test(
        "each rule names what breaks it",
        arguments: [
            (#"{"followers":-1}"#, ["followers: -1 is negative; an unknown count is absent"]),
            (
                #"{"content":[{"durationSeconds":-0.5,"views":0}]}"#,
                ["content[0].durationSeconds: -0.5 is negative; an unknown count is absent"]
            ),
            (#"{"bio":""}"#, ["bio: an empty text; what is unknown is absent"]),
            (#"{"bio":null}"#, ["bio: null; what is unknown is absent"]),
            (#"{"bio":"a\u0000b"}"#, ["bio: a NUL"]),
            (#"{"skipped":[{"path":"","reason":"x"}]}"#, []),
            (
                #"{"profileUrl":"http://toy.example.com"}"#,
                ["profileUrl: http://toy.example.com does not begin with https://"]
            ),
            (#"{"coverUrl":"//cdn"}"#, ["coverUrl: //cdn does not begin with https://"]),
            (#"{"profileUrl":"https://toy.example.com/a","avatarUrl":"https://cdn.example.com:443/a?b"}"#, []),
            (
                #"{"profileUrl":"https://example.com/a","avatarUrl":"https://example.com/a"}"#,
                [
                    "profileUrl: example.com is not among the descriptor's profileHosts",
                    "avatarUrl: example.com is not among the descriptor's imageHosts",
                ]
            ),
            (
                #"{"publishedAt":"2026-01-16T13:00:00.000Z","content":[{"publishedAt":"2003-12-31T00:00:00.000Z"}]}"#,
                [
                    "publishedAt: 2026-01-16T13:00:00.000Z lies ahead of the search",
                    "content[0].publishedAt: 2003-12-31T00:00:00.000Z lies before 2004",
                ]
            ),
            (#"{"publishedAt":"2026-01-16T11:00:00.000Z"}"#, []),
            (#"{"publishedAt":"yesterday"}"#, ["publishedAt: yesterday is no date"]),
            (#"{"durationSeconds":0}"#, ["durationSeconds: 0 seconds; an unknown duration is absent"]),
            (#"{"platform":"box"}"#, ["platform: box is not toy"]),
            (#"{"bio":"write to Mira@GMail.com!"}"#, ["bio: mira@gmail.com! may be a real person's"]),
            (#"{"bio":"logo@2x.png by @gmail.com"}"#, []),
            (
                #"{"links":[{"url":"https://example.com"},{"url":"https://example.com"}]}"#,
                ["links: https://example.com is there twice"]
            ),
            (
                #"{"links":[{"url":"http://example.com"},{"url":"example.com"}]}"#,
                ["links[1].url: example.com is no web address"]
            ),
            (#"{"handle":"@mira"}"#, ["handle: @mira has an @"]),
            (
                #"{"country":"us","language":"EN"}"#,
                ["country: us is no country's code", "language: EN is no language's code"]
            ),
            (
                #"{"country":"UK","language":"zz"}"#,
                ["country: UK is no country's code", "language: zz is no language's code"]
            ),
            (#"{"country":"GB","language":"de"}"#, []),
            (
                ##"{"hashtags":["ok","#a","B"]}"##,
                ["hashtags[1]: #a is no bare lower-case hashtag", "hashtags[2]: B is no bare lower-case hashtag"]
            ),
            (
                #"{"similarity":{"score":1.01},"emails":[{"confidence":-0.1}]}"#,
                ["similarity.score: 1.01 is not from 0 to 1", "emails[0].confidence: -0.1 is not from 0 to 1"]
            ),
            (
                #"{"creators":[{"externalId":"1"},{"externalId":"2"},{"externalId":"1"}]}"#,
                ["creators: 1 is there twice"]
            ),
            (#"{"pages":[{"creators":[{"externalId":"1"}]},{"creators":[{"externalId":"1"}]}]}"#, []),
            (#"{"content":[{"id":"1"},{"id":"1"}]}"#, ["content: 1 is there twice"]),
            (
                #"{"emails":[{"address":"a@example.com"},{"address":"a@example.com"}]}"#,
                ["emails: a@example.com is there twice"]
            ),
            (#"{"emails":[{"address":"A@example.com"}]}"#, ["emails: A@example.com is not lower-case"]),
            (
                #"{"emails":[{"address":"a@mira.blog"}]}"#, ["emails: a@mira.blog is not at an example domain"]
            ),
            (#"{"emails":[{"address":"a@notexample.com"}]}"#, ["emails: a@notexample.com is not at an example domain"]),
            (#"{"emails":[{"address":"a@mail.example.org"},{"address":"a@bücher.example"}]}"#, []),
            (
                #"{"emails":[{"address":"a@example"},{"address":"@example.com"},{"address":"a@b@example.com"},{"address":"a b@example.com"},{"address":"a@example..com"}]}"#,
                [
                    "emails: a@example is no address", "emails: @example.com is no address",
                    "emails: a@b@example.com is no address", "emails: a b@example.com is no address",
                    "emails: a@example..com is no address",
                ]
            ),
        ])
    func rules(text: String, violations: [String]) throws {
        let json = try JSONValue(parsing: Array(text.utf8))
        let found = Self.rules.violations(in: json).map { "\($0.path): \($0.mistake)" }
        #expect(found == violations)
    }

    @Test("a difference names its path and both values")
    func differences() throws {
        let before = try JSONValue(parsing: Array(#"{"a":[1,{"b":"x"},3],"c":true,"e":1.0}"#.utf8))
        let after = try JSONValue(parsing: Array(#"{"a":[1,{"b":"y"}],"d":null,"e":1}"#.utf8))
        #expect(
            JSONDifference.all(from: before, to: after).map(\.description) == [
                "a[1].b\n    expected \"x\"\n    got      \"y\"", "a[2]\n    expected 3\n    got      nothing",
                "c\n    expected true\n    got      nothing", "e\n    expected 1.0\n    got      1",
                "d\n    expected nothing\n    got      null",
            ])
        #expect(JSONDifference.all(from: .null, to: .null) == [])
        #expect(JSONDifference.all(from: .null, to: .bool(true)).map(\.path) == [""])
    }
}
