import FixtureTape
import Testing

@Suite("JSON as it stands")
struct JSONValueTests {
    @Test("digits, order and doubled keys survive")
    func exact() throws {
        let text =
            #"{"z":7300000000000000001,"a":[1.50,-0,2E+05,0.1e-3],"z":null,"b":{"c":[],"d":{},"e":[true,false]}}"#
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.compact == text)
        #expect(value["z"] == .number("7300000000000000001"))
        #expect(value["a"]?.elements?.first?.parameterText == "1.50")
        #expect(value["z"]?.integer == 7_300_000_000_000_000_001)
    }

    @Test("pretty is two spaces a level, one member a line")
    func pretty() throws {
        let value = try JSONValue(parsing: Array(#" { "b" : [1, {"x": "y"}], "a": {}, "c": [] } "#.utf8))
        let expected = """
            {
              "b": [
                1,
                {
                  "x": "y"
                }
              ],
              "a": {},
              "c": []
            }
            """
        #expect(value.pretty == expected)
        #expect(try JSONValue(parsing: Array(value.pretty.utf8)) == value)
        #expect(value.sorted().compact == #"{"a":{},"b":[1,{"x":"y"}],"c":[]}"#)
    }

    @Test(
        "strings are read with all their escapes and written with the few they need",
        arguments: [
            (#""\ud83d\udc69\u200d\ud83d\udd2c""#, "\"👩‍🔬\""), (#""\u0000\u001f\b\f""#, #""\u0000\u001f\u0008\u000c""#),
            (#""a\/b\"\\\n\t\r""#, #""a/b\"\\\n\t\r""#), (#""\ud83d!""#, "\"\u{fffd}!\""),
            (#""\ud83d\u0041""#, "\"\u{fffd}A\""), (#""\udc69""#, "\"\u{fffd}\""), ("\"é👩🏽‍🔬\"", "\"é👩🏽‍🔬\""),
        ])
    func strings(read: String, written: String) throws {
        #expect(try JSONValue(parsing: Array(read.utf8)).compact == written)
    }

    @Test(
        "what is no JSON is refused with its place",
        arguments: [
            ("", "no value at byte 0"), ("{", "no key at byte 1"), (#"{"a" 1}"#, "no colon at byte 5"),
            ("[1,]", "no value at byte 3"), ("[1", "no end of array at byte 2"),
            (#"{"a":1"#, "no end of object at byte 6"),
            ("\"a", "no end of string at byte 2"), ("01", "something behind the end at byte 1"),
            ("1.", "no value at byte 2"), ("-", "no value at byte 1"), ("nul", "no value at byte 0"),
            (#""\x""#, "an unknown escape at byte 3"), (#""\u12g4""#, "no hexadecimal digit at byte 5"),
            ("\"\n\"", "a control character in a string at byte 1"), ("<html>", "no value at byte 0"),
            ("{} {}", "something behind the end at byte 3"),
        ])
    func refused(text: String, problem: String) {
        let error = #expect(throws: JSONProblem.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.description == problem)
    }

    @Test("bytes that are no UTF-8 and towers of brackets are refused")
    func hostile() {
        #expect(throws: JSONProblem.self) { try JSONValue(parsing: [0x22, 0xff, 0x22]) }
        #expect(throws: JSONProblem.self) { try JSONValue(parsing: Array(String(repeating: "[", count: 10_000).utf8)) }
    }
}
