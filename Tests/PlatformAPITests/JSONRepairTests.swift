import Foundation
import PlatformAPI
import Testing

@Suite("JSON that needs mending")
struct JSONRepairTests {
    @Test(
        "one odd value costs neither the body nor a neighbour",
        arguments: [
            (#""\ud83d""#, "\u{FFFD}"), (#""\ud83dabc""#, "\u{FFFD}abc"), (#""\ud83d\u0041bc""#, "\u{FFFD}Abc"),
            (#""\udc00\ud83d""#, "\u{FFFD}\u{FFFD}"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
            (#""\\\ud83d""#, "\\\u{FFFD}"), (#""\"\ud83d\"""#, "\"\u{FFFD}\""),
            ("\"a\nb\tc\"", "a\nb\tc"), (#""\x41""#, "\\x41"), (#""\u00""#, "\\u00"),
            ("1e400", "1e400"), ("-1e400", "-1e400"), ("123456789012345678901234", "123456789012345678901234"),
            ("-9223372036854775809", "-9223372036854775809"), ("18446744073709551616", "18446744073709551616"),
        ])
    func mended(json: String, wanted: String) throws {
        let body =
            #"{"odd":\#(json),"id":7301234567890123456,"share":0.12345678901234567890,"text":"x \\ud83d 12345678901234567890123"}"#
        let reader = try JSONReader(parsing: Array(body.utf8))
        #expect(reader.string("odd") == wanted)
        #expect(reader.integer("id") == 7_301_234_567_890_123_456)
        #expect(reader.double("share") == 0.12345678901234568)
        #expect(reader.string("text") == #"x \ud83d 12345678901234567890123"#)
    }

    @Test("bytes that are no UTF-8 become U+FFFD, and no text")
    func invalidUTF8() throws {
        let reader = try JSONReader(parsing: Array(#"{"a":""#.utf8) + [0xE9, 0x21] + Array(#"","n":7}"#.utf8))
        #expect(reader.string("a") == "\u{FFFD}!")
        #expect(reader.text("a") == "!")
        #expect(reader.id("a") == nil)
        #expect(reader.integer("n") == 7)
    }

    @Test(
        "where texts are not mended, one that is broken costs the body, and a large number does not",
        arguments: [
            (#"{"a":"\ud83d"}"#, nil), ("{\"a\":\"x\ny\"}", nil), (#"{"a":"\x41"}"#, nil),
            (#"{"a":"\ud83d","n":123456789012345678901234}"#, nil),
            (#"{"a":"\"","n":123456789012345678901234}"#, "123456789012345678901234"), (#"{"n":1e400}"#, "1e400"),
        ] as [(String, String?)])
    func onlyNumbers(body: String, number: String?) {
        let reader = try? JSONReader(parsing: Array(body.utf8), mending: .numbers)
        #expect(reader?.string("n") == number)
        #expect((reader == nil) == (number == nil))
        #expect((try? JSONReader(parsing: Array(body.utf8))) != nil)
        let broken = Array(#"{"a":""#.utf8) + [0xE9] + Array(#""}"#.utf8)
        #expect((try? JSONReader(parsing: broken, mending: .numbers)) == nil)
    }

    @Test("a byte order mark is skipped")
    func byteOrderMark() throws {
        #expect(try JSONReader(parsing: [0xEF, 0xBB, 0xBF] + Array(#"{"a":1}"#.utf8)).integer("a") == 1)
    }

    @Test("half a character leaves with what it was, even before a joiner")
    func joiner() throws {
        #expect(try JSONReader(parsing: Array(#"{"a":"x\ud83d\u200dy"}"#.utf8)).text("a") == "x\u{200D}y")
    }

    @Test(
        "what cannot be mended says whether it was cut off",
        arguments: [
            (#"{"a":{"b":1}"#, "JSON that is cut off after 12 bytes"),
            (#"{"a":"}"#, "JSON that is cut off after 7 bytes"),
            (#"{"a":"\ud83d"#, "JSON that is cut off after 12 bytes"), ("{\"a\":1} x", "malformed JSON"),
            ("{}{}", "malformed JSON"), ("{\"a\":01}", "malformed JSON"), ("{\"a\":NaN}", "malformed JSON"),
            ("\u{FEFF}<html>", "HTML instead of JSON"), (" \n", "an empty body"),
            (String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000), "JSON that is nested too deep"),
        ])
    func refused(body: String, reason: String) {
        #expect(throws: PlatformError.badShape(path: "", reason: reason)) { try JSONReader(parsing: Array(body.utf8)) }
    }

    @Test(
        "whole numbers keep every digit as far as 64 bits reach",
        arguments: [
            ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", Int.max),
            ("-9223372036854775808", Int.min), ("9223372036854775808", nil), ("1.0", 1), ("1e3", 1000),
            ("1.5", nil), ("9007199254740993.0", nil),
        ] as [(String, Int?)])
    func integers(json: String, wanted: Int?) throws {
        #expect(try JSONReader(parsing: Array("{\"n\":\(json)}".utf8)).integer("n") == wanted)
    }

    @Test(
        "an address without a scheme needs a host of letters",
        arguments: [
            ("youtube.com/@jane", "https://youtube.com/@jane"),
            ("example.com/a?t=1:30", "https://example.com/a?t=1:30"),
            ("example.com:8080/x", "https://example.com:8080/x"), ("bücher.example/x", "https://bücher.example/x"),
            ("1.5M", nil), ("3.5", nil), ("example..com", nil), ("jane@example.com/x", nil), ("mailto:jane.x", nil),
            ("http://localhost/x", nil), ("http://example.com/a b", nil),
        ] as [(String, String?)])
    func addresses(text: String, wanted: String?) throws {
        #expect(try JSONReader(parsing: Array("{\"u\":\"\(text)\"}".utf8)).url("u") == wanted)
    }

    @Test(
        "ISO instants with an offset, and days",
        arguments: [
            ("2026-01-02T03:04:05+02:00", 1_767_315_845), ("2026-01-02T03:04:05+0000", 1_767_323_045),
            ("2026-01-02", 1_767_312_000), ("2026-01-02 03:04", nil), ("2026-13-40", nil), ("NaN", nil),
        ] as [(String, Double?)])
    func instants(text: String, wanted: Double?) throws {
        let reader = try JSONReader(parsing: Array("{\"d\":\"\(text)\"}".utf8))
        #expect(reader.date("d")?.timeIntervalSince1970 == wanted)
    }
}
