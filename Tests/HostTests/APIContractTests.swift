import Foundation
import HostTesting
import Testing

/// The check that every caller makes of every answer must see what is wrong.
@Suite("Answers against the API document")
struct APIContractTests {
    private static let document = #"""
        {"paths":{
          "/things/{id}":{"get":{"responses":{
            "200":{"content":{"application/json":{"schema":{"type":"object","additionalProperties":false,
              "required":["data"],"properties":{"data":{"$ref":"#/components/schemas/Thing"}}}}},
              "headers":{"X-Id":{"$ref":"#/components/headers/Id"},
                "Retry-After":{"required":false,"schema":{"type":"integer","minimum":1}}}},
            "404":{"$ref":"#/components/responses/NotFound"}}}},
          "/things/all":{"get":{"responses":{"200":{"content":{"text/csv":{"schema":{"type":"string"}}}}}}}},
         "components":{
          "headers":{"Id":{"required":true,"schema":{"type":"string","pattern":"^[a-z]+$"}}},
          "responses":{
            "NotFound":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Error"}}}},
            "MethodNotAllowed":{"headers":{"Allow":{"required":true,"schema":{"type":"string"}}},
              "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Error"}}}}},
          "schemas":{
          "Error":{"type":"object","required":["code"],"properties":{"code":{"enum":["NOT_FOUND"]}}},
          "Thing":{"type":"object","additionalProperties":false,"required":["id"],"properties":{
            "id":{"type":"string","format":"uuid"},"at":{"type":"string","format":"date-time"},
            "count":{"type":"integer","minimum":0,"maximum":5},"ok":{"const":true},"share":{"type":"number"},
            "word":{"type":"string","minLength":2,"maxLength":3,"pattern":"^[a-z]+$"},
            "either":{"anyOf":[{"type":"boolean"},{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}}]},
            "odd":{"multipleOf":2}}}}}}
        """#

    private static let id = "\"id\":\"0196f3a2-0000-7000-8000-000000000001\""

    /// - Parameter thing: the body; `nil` for one that has still to come.
    private func findings(
        _ thing: String?, method: String = "GET", path: String = "/things/7?x=1", status: Int = 200,
        type: String = "application/json; charset=utf-8", headers: [(name: String, value: String)]? = nil
    ) throws -> [String] {
        let own = headers ?? (status == 200 && path.hasPrefix("/things/7") ? [("X-Id", "abc")] : [])
        return try APIContract(document: Array(Self.document.utf8)).findings(
            APIContract.Exchange(
                method: method, path: path, status: status, headers: [("Content-Type", type)] + own,
                body: thing.map { Array($0.utf8) })
        )
    }

    @Test(
        "what the document says passes",
        arguments: [
            "", ",\"at\":\"2026-01-02T03:04:05.678Z\"", ",\"count\":0", ",\"count\":5", ",\"ok\":true", ",\"share\":1",
            ",\"share\":0.5", ",\"word\":\"abc\"", ",\"either\":false", ",\"either\":[\"a\",\"b\"]",
        ])
    func right(more: String) throws {
        #expect(try findings("{\"data\":{\(Self.id)\(more)}}") == [])
    }

    @Test(
        "what it does not say is found, with its place",
        arguments: [
            (",\"extra\":1", "data: has an unknown member extra"), (",\"at\":\"yesterday\"", "data.at: "),
            (",\"count\":\"1\"", "data.count: is string, not integer"), (",\"count\":-1", "data.count: minimum"),
            (",\"count\":6", "data.count: maximum"), (",\"count\":1.5", "data.count: is number, not integer"),
            (",\"count\":null", "data.count: is null, not integer"), (",\"ok\":false", "data.ok: "),
            (",\"word\":\"a\"", "data.word: "), (",\"word\":\"abcd\"", "data.word: "),
            (",\"word\":\"A1\"", "data.word: "),
            (",\"either\":7", "data.either: "), (",\"either\":[]", "data.either: "),
            (",\"either\":[\"a\",2]", "data.either: is array, not boolean"),
            (",\"either\":[\"a\",\"b\",\"c\"]", "data.either: "),
            (",\"odd\":2", "the schema's keyword multipleOf is not checked"),
        ])
    func wrong(more: String, finding: String) throws {
        let found = try findings("{\"data\":{\(Self.id)\(more)}}")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(finding) == true, "\(found)")
    }

    @Test("a missing member, another status, type or method, and a body that is no JSON are found")
    func others() throws {
        #expect(try findings("{\"data\":{}}") == ["data: lacks id"])
        #expect(try findings("{}", status: 418) == ["status 418 is not declared, only 200, 404"])
        #expect(try findings("{}", type: "text/html").count == 1)
        #expect(try findings("{", status: 404) == ["the body is no JSON"])
        #expect(try findings("{\"code\":\"ODD\"}", status: 404).count == 1)
        #expect(
            try findings("{\"code\":\"NOT_FOUND\"}", method: "DELETE", status: 405, headers: [("Allow", "GET")]) == [])
        #expect(try findings("{}", method: "DELETE", status: 200).count == 1)
        #expect(try findings("{\"code\":\"NOT_FOUND\"}", path: "/nothing", status: 404) == [])
        #expect(try findings("{}", path: "/nothing", status: 200).count == 1)
        #expect(try findings("a,b", path: "/things/all", type: "text/csv") == [])
        #expect(try findings("", method: "HEAD") == [])
    }

    @Test("an answer whose body has still to come is held to status, headers and type")
    func streams() throws {
        #expect(try findings(nil, path: "/things/all", type: "text/csv") == [])
        #expect(try findings(nil) == [])
        #expect(try findings(nil, path: "/things/all", type: "text/event-stream").count == 1)
        #expect(try findings(nil, path: "/things/all", status: 418, type: "text/csv").count == 1)
        #expect(try findings(nil, headers: []) == ["the header x-id is declared as required, and was not sent"])
    }

    @Test(
        "headers are held against those declared, also where there is no body to look at",
        arguments: [
            ([("X-Id", "abc")], []), ([("x-id", "abc"), ("retry-after", "2"), ("Date", "today")], []),
            ([], ["the header x-id is declared as required, and was not sent"]),
            ([("X-Id", "abc"), ("ETag", "\"1\"")], ["the header etag was sent, and is not declared"]),
            ([("X-Id", "ABC")], ["header x-id: 'ABC' is against pattern ^[a-z]+$"]),
            ([("X-Id", "abc"), ("Retry-After", "0")], ["header retry-after: minimum"]),
            ([("X-Id", "abc"), ("Retry-After", "soon")], ["header retry-after: is string, not integer"]),
        ] as [([(String, String)], [String])])
    func headers(sent: [(String, String)], found: [String]) throws {
        let named = sent.map { (name: $0.0, value: $0.1) }
        #expect(try findings("{\"data\":{\(Self.id)}}", headers: named) == found)
        #expect(try findings("", method: "HEAD", headers: named) == found)
        #expect(
            try findings("{\"code\":\"NOT_FOUND\"}", method: "DELETE", status: 405, headers: [])
                == ["the header allow is declared as required, and was not sent"])
    }
}
