import Foundation
import PlatformAPI
import Testing

@Suite("JSONReader")
struct JSONReaderTests {
    private func reader(_ json: String) throws -> JSONReader { try JSONReader(parsing: Array(json.utf8)) }

    @Test("reads by dotted and bracketed paths, and knows where it stands")
    func paths() throws {
        let json = try reader(#"{"data":{"user":{"edges":[{"node":{"id":"7"}},{"node":{"id":"8"}}]}}}"#)
        #expect(json.string("data.user.edges[1].node.id") == "8")
        #expect(json.elements("data.user.edges").map { $0.string("node.id") } == ["7", "8"])
        #expect(json["data.user"].elements("edges")[1]["node"].path == "data.user.edges[1].node")
        #expect(json["data.nobody.edges"].kind == .absent)
        #expect(json.elements("data.user").isEmpty)
    }

    @Test("keys with dots and brackets are reached as members")
    func oddKeys() throws {
        let json = try reader(#"{"new:_channel.x":1,"a[0]":2,"":3}"#)
        #expect(json.members().map(\.key) == ["new:_channel.x", "a[0]", ""])
        #expect(json.members().map { $0.value.integer() } == [1, 2, 3])
    }

    @Test("ids keep every digit, as numbers and as strings")
    func ids() throws {
        let json = try reader(
            #"{"a":7301234567890123456,"b":"7301234567890123456","c":18446744073709551615,"d":98765432109876543210,"e":"","f":1.5}"#
        )
        #expect(json.id("a") == "7301234567890123456")
        #expect(json.id("b") == "7301234567890123456")
        #expect(json.id("c") == "18446744073709551615")
        #expect(json.id("d") == "98765432109876543210")
        #expect(json.id("e") == nil)
        #expect(json.id("f") == nil)
    }

    @Test(
        "counts come in every form",
        arguments: [
            ("12", 12), ("0", 0), ("16399999.999999998", 16_400_000), ("\"12\"", 12), ("\"1.2M\"", 1_200_000),
            ("-1", nil),
            ("-2147483648", nil), ("null", nil), ("true", nil), ("\"many\"", nil), ("49997308061", 49_997_308_061),
            ("1e30", nil), ("1.6399999999999998e7", 16_400_000), ("\"1,234\"", 1234), ("\"12万\"", 120_000), ("-0", 0),
            ("\"No views\"", 0), ("-0.4", nil), ("0.4", 0), ("\"-1\"", nil), ("9000000000000000", nil), ("[]", nil),
            ("8999999999999999", 8_999_999_999_999_999), ("{}", nil), ("\"\"", nil), ("18446744073709551615", nil),
        ] as [(String, Int?)])
    func counts(json: String, wanted: Int?) throws {
        #expect(try reader("{\"n\":\(json)}").count("n") == wanted)
    }

    @Test(
        "true and false are also 1 and 0, and nothing else",
        arguments: [
            ("true", true), ("false", false), ("1", true), ("0", false), ("2", nil), ("\"true\"", nil), ("null", nil),
        ] as [(String, Bool?)])
    func bools(json: String, wanted: Bool?) throws {
        #expect(try reader("{\"b\":\(json)}").bool("b") == wanted)
    }

    @Test("text keeps line breaks and joiners and drops NUL and half characters")
    func texts() throws {
        let json = try reader(#"{"a":"  line\nnext 👩‍🍳 ","b":"a\u0000b","c":"\ud83d lone","d":"  ","e":5}"#)
        #expect(json.text("a") == "line\nnext 👩‍🍳")
        #expect(json.text("b") == "ab")
        #expect(json.text("c") == "lone")
        #expect(json.text("d") == nil)
        #expect(json.text("e") == nil)
        #expect(json.string("d") == "  ")
    }

    @Test(
        "text keeps whole graphemes, whatever is dropped between them",
        arguments: [
            (#"👩\u200d🍳 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇧🇷 1️⃣"#, "👩‍🍳 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇧🇷 1️⃣"),
            (#"\u200fشكرا\u200f"#, "\u{200F}شكرا\u{200F}"), (#"\u202bשלום\u202c x"#, "\u{202B}שלום\u{202C} x"),
            (#"a\r\nb\n\n\tc"#, "a\r\nb\n\n\tc"), (#"\r\n a \n"#, "a"), (#"e\u0301\u0000e"#, "e\u{301}e"),
            (#"\ud83d\ude00\ud83d"#, "😀"), (#"\ud83d\u200d\ud83c\udf73"#, "\u{200D}🍳"), (#"\ude00\ud83d"#, nil),
            (#"\u3000x\u00a0"#, "x"), (#"नमस्ते \u200bक्\u200dष"#, "नमस्ते \u{200B}क्\u{200D}ष"), (#"\u0000\ud800 \n"#, nil),
            (#"❤\ufe0f\u0000❤\ufe0e"#, "❤\u{FE0F}❤\u{FE0E}"),
        ] as [(String, String?)])
    func graphemes(escaped: String, wanted: String?) throws {
        #expect(
            try reader("{\"a\":\"\(escaped)\"}").text("a").map { Array($0.unicodeScalars) }
                == wanted.map { Array($0.unicodeScalars) })
    }

    @Test(
        "addresses are absolute or nothing",
        arguments: [
            ("https://example.com/a", "https://example.com/a"), ("example.com/a", "https://example.com/a"),
            ("//example.com/a", "https://example.com/a"), ("jane@example.com", nil), ("javascript:alert(1)", nil),
            ("not an address", nil), ("", nil), ("https://", nil), (".com", nil),
        ] as [(String, String?)])
    func urls(text: String, wanted: String?) throws {
        #expect(try reader("{\"u\":\"\(text)\"}").url("u") == wanted)
    }

    @Test(
        "dates are seconds, milliseconds or ISO, and plausible",
        arguments: [
            ("1767323045", 1_767_323_045), ("1767323045678", 1_767_323_045.678), ("\"1767323045\"", 1_767_323_045),
            ("\"2026-01-02T03:04:05.000Z\"", 1_767_323_045), ("0", nil), ("\"soon\"", nil), ("99999999999999", nil),
            ("\"1767323045678\"", 1_767_323_045.678), ("1767323045.5", 1_767_323_045.5), ("-1", nil), ("null", nil),
            ("\"2026-01-02T03:04:05Z\"", 1_767_323_045), ("\"2026-01-02\"", 1_767_312_000), ("true", nil),
            ("\"1994-12-31\"", nil), ("\"2100-01-01\"", nil), ("\"\"", nil), ("\"3 weeks ago\"", nil),
            ("1767323045678901", nil),
        ] as [(String, Double?)])
    func dates(json: String, wanted: Double?) throws {
        #expect(try reader("{\"d\":\(json)}").date("d")?.timeIntervalSince1970 == wanted)
    }

    @Test("what is indispensable is named with its full path when it is missing")
    func required() throws {
        let json = try reader(#"{"data":{"user":null}}"#)
        #expect(throws: PlatformError.badShape(path: "data.user", reason: "expected object, found null")) {
            try json["data"].require("user", .object)
        }
    }

    @Test(
        "what is no JSON says what it is",
        arguments: [
            ("<!DOCTYPE html><pre>Cannot GET</pre>", "HTML instead of JSON"), ("", "an empty body"),
            ("{\"a\":[1,2", "JSON that is cut off after 9 bytes"), ("hello", "something that is no JSON"),
            ("{\"a\":}", "malformed JSON"),
        ])
    func refusals(body: String, reason: String) {
        #expect(throws: PlatformError.badShape(path: "", reason: reason)) { try reader(body) }
    }

    @Test("one odd string or number does not cost the body")
    func repair() throws {
        var bytes = Array(#"{"bio":"x","ok":"\u00e4\ud83d\ude00","half":"\udc00!","n":123456789012345678901234}"#.utf8)
        bytes[8] = 0xFF
        let json = try JSONReader(parsing: bytes)
        #expect(json.string("ok") == "ä😀")
        #expect(json.text("half") == "!")
        #expect(json.id("n") == "123456789012345678901234")
    }
}
