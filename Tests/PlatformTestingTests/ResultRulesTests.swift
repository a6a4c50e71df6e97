import FixtureTape
import PlatformAPI
import Testing

@testable import PlatformTesting

@Suite("Rules for results")
struct ResultRulesTests {
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
            (#"{"profileUrl":"http://example.com"}"#, ["profileUrl: http://example.com does not begin with https://"]),
            (#"{"coverUrl":"//cdn"}"#, ["coverUrl: //cdn does not begin with https://"]),
            (
                #"{"links":[{"url":"http://example.com"},{"url":"example.com"}]}"#,
                ["links[1].url: example.com is no web address"]
            ),
            (#"{"handle":"@mira"}"#, ["handle: @mira begins with @"]),
            (
                #"{"country":"us","language":"EN"}"#,
                ["country: us is no country's code", "language: EN is no language's code"]
            ),
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
            (#"{"emails":[{"address":"a@gmail.com"}]}"#, ["emails: a@gmail.com is not at an example domain"]),
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
        #expect(ResultRules.violations(in: json, areAddressesInvented: true) == violations)
    }

    @Test("addresses of real people are let pass only where nothing is committed")
    func real() throws {
        let json = try JSONValue(parsing: Array(#"{"emails":[{"address":"a@gmail.com"}]}"#.utf8))
        #expect(ResultRules.violations(in: json, areAddressesInvented: false) == [])
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
