import ContactExtraction
import PlatformAPI
import Testing

@Suite("E-mails in text")
struct EmailTests {
    @Test(
        "plain forms",
        arguments: [
            ("write to jane.doe@example.com please", ["jane.doe@example.com"]),
            ("📧jane.doe@example.com✨", ["jane.doe@example.com"]),
            ("メールjane@example.com", ["jane@example.com"]),
            ("邮箱:jane@example.com，谢谢", ["jane@example.com"]),
            ("お仕事はjane@example.comまで", ["jane@example.com"]),
            ("Jane@Example.COM.", ["jane@example.com"]),
            ("JANE@EXAMPLE.ORG", ["jane@example.org"]),
            ("(jane@example.com)", ["jane@example.com"]),
            ("<jane@example.com>", ["jane@example.com"]),
            ("\"jane@example.com\"", ["jane@example.com"]),
            ("jane@example.com,", ["jane@example.com"]),
            ("jane@example.com;joe@example.org", ["jane@example.com", "joe@example.org"]),
            ("jane@example.com / jane@example.com", ["jane@example.com"]),
            ("Jane@example.com JANE@EXAMPLE.COM", ["jane@example.com"]),
            ("collabs➡️jane+ads@example.net", ["jane+ads@example.net"]),
            ("_migevo_nake@example.com", ["_migevo_nake@example.com"]),
            ("jane_d-o.e@mail.example.com", ["jane_d-o.e@mail.example.com"]),
            ("b&b@example.com", ["b&b@example.com"]),
            ("PR:jane@example.com\nIG:@jane", ["jane@example.com"]),
            ("✉️jane@example.co.uk", ["jane@example.co.uk"]),
            ("jane@example.com.br", ["jane@example.com.br"]),
            ("jane@example.museum", ["jane@example.museum"]),
            ("jane@shop.example", ["jane@shop.example"]),
            ("...jane@example.com...", ["jane@example.com"]),
        ])
    func plain(text: String, wanted: [String]) { #expect(addresses(text) == wanted) }

    @Test(
        "dressed-up forms",
        arguments: [
            ("jane＠example．com", ["jane@example.com"]),
            ("ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", ["jane@example.com"]),
            ("𝗃𝖺𝗇𝖾@example.com", ["jane@example.com"]),
            ("𝓳𝓪𝓷𝓮@𝓮𝔁𝓪𝓶𝓹𝓵𝓮.𝓬𝓸𝓶", ["jane@example.com"]),
            ("ja\u{200B}ne@exam\u{200D}ple.com", ["jane@example.com"]),
            ("\u{202A}jane@example.com\u{202C}", ["jane@example.com"]),
            ("jane@ex\u{00AD}ample.com", ["jane@example.com"]),
            ("mailto:jane%40example.com?subject=hi", ["jane@example.com"]),
            ("MAILTO:jane@example.com", ["jane@example.com"]),
            ("jane@example。com", ["jane@example.com"]),
        ])
    func dressed(text: String, wanted: [String]) { #expect(addresses(text) == wanted) }

    @Test(
        "forms written around robots, with less confidence",
        arguments: [
            ("jane [at] example [dot] com", "jane@example.com"), ("jane(at)example.com", "jane@example.com"),
            ("jane (at) example (dot) org", "jane@example.org"), ("jane{at}example{dot}net", "jane@example.net"),
            ("jane AT example DOT com", "jane@example.com"), ("jane AT example DOT co DOT uk", "jane@example.co.uk"),
            ("jane [arroba] example [punto] com", "jane@example.com"), ("jane (AT) example.com", "jane@example.com"),
            ("jane[@]example[.]com", "jane@example.com"),
        ])
    func disguised(text: String, wanted: String) {
        #expect(
            ContactExtraction.emails(in: text, source: .bio) == [
                CreatorEmail(address: wanted, source: .bio, confidence: 0.7)
            ])
    }

    @Test(
        "an address is cut at its public suffix",
        arguments: [
            ("jane@example.comInstagram: @jane", ["jane@example.com"]),
            ("jane@example.co.uk/links", ["jane@example.co.uk"]),
            ("jane@example.comです", ["jane@example.com"]),
            ("jane@example.com📩", ["jane@example.com"]),
            ("jane@example.com.Follow me", ["jane@example.com"]),
            ("jane@example.com-Berlin", ["jane@example.com"]),
            ("jane@example.com?subject=x", ["jane@example.com"]),
            ("jane@example.orgТелеграм", ["jane@example.org"]),
        ])
    func cut(text: String, wanted: [String]) { #expect(addresses(text) == wanted) }

    @Test(
        "what is no address",
        arguments: [
            "meet me at studio dot com tomorrow", "foo@2x.png", "icon@3x.zip",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9@sentry.io",
            "user@example", "@handle.com", "name@tiktok", "@jane", "jane@", "@", "jane@@example.com", "jane@.com",
            "jane@example..com", "jane.@example.com", "jane@co.uk", "jane@com", "jane@-example.com",
            "jane@example.connect",
            "jane@127.0.0.1", "jane@example.com@example.org", "look @ example.com", "", "follow me @jane.cooks",
            "tickets at 8 AT the door", "jane@localhost", "a@b.c", "version@1.2.3", "рост@компания",
        ])
    func nothing(text: String) { #expect(addresses(text) == []) }

    @Test("an internationalised domain is kept as written, with its ASCII form")
    func internationalised() {
        #expect(
            ContactExtraction.emails(in: "jane@bücher.example", source: .bio) == [
                CreatorEmail(
                    address: "jane@bücher.example", asciiAddress: "jane@xn--bcher-kva.example", source: .bio,
                    confidence: 0.98)
            ])
        #expect(
            ContactExtraction.emails(in: "info@пример.example", source: .profile) == [
                CreatorEmail(
                    address: "info@пример.example", asciiAddress: "info@xn--e1afmkfd.example", source: .profile,
                    confidence: 0.98)
            ])
    }

    @Test("a look-alike letter is flagged")
    func mixedScript() {
        let found = ContactExtraction.emails(in: "jane@\u{435}xample.com", source: .bio)  // a Cyrillic е
        #expect(found.map(\.address) == ["jane@\u{435}xample.com"])
        #expect(found.first?.mixedScript == true)
    }

    @Test("plain and disguised addresses stand in the order of the text, with their own confidence")
    func mixed() {
        let text = "a(at)example.com b(at)example.org c@example.net d(at)example.com c@example.net"
        let found = ContactExtraction.emails(in: text, source: .content)
        #expect(
            found == [
                CreatorEmail(address: "a@example.com", source: .content, confidence: 0.7),
                CreatorEmail(address: "b@example.org", source: .content, confidence: 0.7),
                CreatorEmail(address: "c@example.net", source: .content, confidence: 0.98),
                CreatorEmail(address: "d@example.com", source: .content, confidence: 0.7),
            ])
    }

    @Test("order is that of the text, whatever the form")
    func order() {
        #expect(
            addresses("joe (at) example.org or jane@example.com") == ["joe@example.org", "jane@example.com"])
    }

    private func addresses(_ text: String) -> [String] {
        ContactExtraction.emails(in: text, source: .bio).map(\.address)
    }
}
