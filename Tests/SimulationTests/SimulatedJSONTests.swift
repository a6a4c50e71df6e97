import Simulation
import Testing

@Suite("Simulated JSON")
struct SimulatedJSONTests {
    @Test("keys keep their order, integers their digits, and what is absent is not written")
    func order() {
        let missing: String? = nil
        let json: SimulatedJSON = [
            "z": .int(Int.max), "a": [1, -2, 2.5, true, nil], "gone": .absent, "empty": [:],
            "maybe": .optional(missing), "list": [.absent, "x"], "region": .string("US", orAbsent: true),
            "tags": .strings(["b", "a"]), "double": 16399999.999999998,
        ]
        #expect(
            json.text
                == #"{"z":9223372036854775807,"a":[1,-2,2.5,true,null],"empty":{},"maybe":null,"list":["x"],"tags":["b","a"],"double":16399999.999999998}"#
        )
    }

    @Test("strings are escaped where JSON wants it and nowhere else")
    func strings() {
        #expect(
            SimulatedJSON.string("a\"b\\c\nd\r\te\u{0}\u{1f}/é👩🏽‍🔬").text
                == #""a\"b\\c\nd\r\te\u0000\u001f/é👩🏽‍🔬""#)
    }

    @Test("an answer says what it is")
    func responses() {
        #expect(
            SimulatedResponse.failure(402, "out of credits")
                == SimulatedResponse(
                    status: 402, contentType: "application/json; charset=utf-8",
                    body: Array(#"{"success":false,"message":"out of credits"}"#.utf8)))
        #expect(SimulatedResponse.html("<p>", status: 404).contentType == "text/html; charset=utf-8")
        #expect(SimulatedJSON.object([.init("a", 1)]).adding(["b": .double(.nan)]).text == #"{"a":1,"b":null}"#)
    }
}
