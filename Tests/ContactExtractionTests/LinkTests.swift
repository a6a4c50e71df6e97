import ContactExtraction
import PlatformAPI
import Testing

@Suite("Links in text")
struct LinkTests {
    @Test(
        "links with a scheme",
        arguments: [
            ("see https://shop.example.com/a?b=1.", ["https://shop.example.com/a?b=1"]),
            ("http://example.net", ["http://example.net"]), ("HTTPS://Example.COM/Path", ["https://example.com/Path"]),
            ("https://example.com:8080/x", ["https://example.com:8080/x"]),
            ("https://example.com?x=1#top", ["https://example.com?x=1#top"]),
            ("https://www.example.com/@jane?lang=en&x=%20", ["https://www.example.com/@jane?lang=en&x=%20"]),
            (
                "(https://example.com/a), [x](https://example.com/b)",
                ["https://example.com/a", "https://example.com/b"]
            ),
            ("https://en.example.org/wiki/Foo_(bar)", ["https://en.example.org/wiki/Foo_(bar)"]),
            ("https://example.com/a,https://example.com/b", ["https://example.com/a", "https://example.com/b"]),
            ("<https://example.com/a> \"https://example.com/b\"", ["https://example.com/a", "https://example.com/b"]),
            ("リンクhttps://example.com/aです", ["https://example.com/a"]),
            ("https://example.comFollow me", ["https://example.com"]),
            ("https://example.com/café", ["https://example.com/caf%C3%A9"]),
            ("https://bücher.example/x", ["https://bücher.example/x"]),
            ("https://example.com/a https://EXAMPLE.com/a", ["https://example.com/a"]),
        ])
    func schemed(text: String, wanted: [String]) { #expect(ContactExtraction.links(in: text) == wanted) }

    @Test(
        "links without one",
        arguments: [
            ("linktr.ee/jane and LINKTR.EE/jane", ["https://linktr.ee/jane"]),
            ("👉linktr.ee/jane👇", ["https://linktr.ee/jane"]),
            ("www.example.org", ["https://www.example.org"]), ("www.example.org.", ["https://www.example.org"]),
            ("youtube.com/@jane, hi", ["https://youtube.com/@jane"]),
            ("IG:example.com/jane", ["https://example.com/jane"]),
            ("bit.ly/3abc|next", ["https://bit.ly/3abc"]), ("shop➡️example.co.uk/a!", ["https://example.co.uk/a"]),
            ("プロフィールexample.com/a", ["https://example.com/a"]),
        ])
    func bare(text: String, wanted: [String]) { #expect(ContactExtraction.links(in: text) == wanted) }

    @Test(
        "what is no link",
        arguments: [
            "jane@example.com", "node.js rocks", "example.com", "mail jane@example.com/hello",
            "mailto:jane@example.com",
            "bücher.example/x", "https://user:secret@example.com/x", "https://localhost/x", "https://1.2.3.4/x",
            "ftp://example.com/a", "24/7", "and/or", "1.5/2", "file.txt/x", "e.g./i.e", "https://", "www.", "",
        ])
    func nothing(text: String) { #expect(ContactExtraction.links(in: text) == []) }

    @Test(
        "a long text costs its length, not its square", .timeLimit(.minutes(10)),
        arguments: [
            "a", "a.", "A.", "a-", " ", "[ ", "a@", "@a.A", "https://", "www.", "(", "/", "a AT ", "x dot ", "A ", "①",
            "™",
            "ᴀ", "ᴀx", "ᴀa", "🅰", "。", "a。", "x@a&", "a&", "[あ", "(at)", "[at][dot]", "mailto:", "%40",
        ])
    func length(part: String) {
        let text = String(repeating: part, count: 60_000 / part.count)
        #expect(ContactExtraction.links(in: text) == [])
        #expect(ContactExtraction.emails(in: "x@" + text, source: .bio) == [])
    }
}
