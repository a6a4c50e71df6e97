import ContactExtraction
import Testing

@Suite("Links in text")
struct LinkTests {
    @Test(
        "links",
        arguments: [
            ("see https://shop.example.com/a?b=1.", ["https://shop.example.com/a?b=1"]),
            ("linktr.ee/jane and LINKTR.EE/jane", ["https://linktr.ee/jane"]),
            ("www.example.org", ["https://www.example.org"]), ("jane@example.com", []), ("node.js rocks", []),
            ("example.com", []), ("mail jane@example.com/hello", []),
            ("http://example.net", ["http://example.net"]),
        ])
    func links(text: String, wanted: [String]) { #expect(ContactExtraction.links(in: text) == wanted) }
}
