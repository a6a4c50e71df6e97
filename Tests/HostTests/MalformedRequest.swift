import Foundation
import HostTesting

/// A request that somebody got wrong, and the answer it must get.
struct MalformedRequest: Sendable, CustomStringConvertible {
    /// What is wrong with it, in words.
    var description: String
    var method = "POST"
    /// `{campaign}`, `{job}` and `{cursor}` stand for rows of the caller's, `{foreign…}` for somebody else's.
    var path = "/api/campaigns"
    var caller: Who = .jane
    var headers = [("Content-Type", "application/json")]
    var body: String?
    var status: Int
    var code: String
    /// The fields that the answer must name, all of them and no others.
    var fields: Set<String> = []

    enum Who: Sendable {
        case jane
        case nobody
        /// Somebody with this in the `Authorization` header.
        case bearer(String)
    }

    /// A request that is answered with `VALIDATION_FAILED`.
    static func invalid(
        _ what: String, _ method: String = "POST", _ path: String = keyword, _ body: String? = nil,
        fields: Set<String>
    ) -> MalformedRequest {
        MalformedRequest(
            description: what, method: method, path: path, body: body, status: 400, code: "VALIDATION_FAILED",
            fields: fields)
    }

    /// A request for something that there is not.
    static func missing(
        _ what: String, _ method: String = "GET", _ path: String, _ body: String? = nil, code: String = "NOT_FOUND"
    ) -> MalformedRequest {
        MalformedRequest(description: what, method: method, path: path, body: body, status: 404, code: code)
    }

    static let keyword = "/api/scraping/toy/keyword"
    static let similar = "/api/scraping/toy/similar"
}

extension MalformedRequest {
    static let all = bodies + campaigns + searches + filters + lists + addresses + callers

    /// Bodies that are no JSON objects.
    private static let bodies: [MalformedRequest] = {
        func refused(_ what: String, _ body: String) -> MalformedRequest {
            MalformedRequest(description: what, body: body, status: 400, code: "MALFORMED_JSON")
        }
        func media(_ what: String, _ headers: [(String, String)]) -> MalformedRequest {
            MalformedRequest(
                description: what, headers: headers, body: #"{"name":"x"}"#, status: 415,
                code: "UNSUPPORTED_MEDIA_TYPE")
        }
        return [
            refused("an empty body", ""), refused("white space alone", " \n"), refused("JSON cut off", #"{"name":"x"#),
            refused("a trailing comma", #"{"name":"x",}"#), refused("single quotes", "{'name':'x'}"),
            refused("two documents", #"{"name":"x"}{"name":"y"}"#), refused("a list", #"[{"name":"x"}]"#),
            refused("a text", #""name""#), refused("a number", "7"), refused("null", "null"),
            refused("a form", "name=x"), refused("HTML", "<html></html>"),
            refused("a bare control character in a text", "{\"name\":\"a\u{1}b\"}"),
            refused("half a surrogate pair", #"{"name":"\ud83d"}"#), refused("an unknown escape", #"{"name":"\x"}"#),
            refused("brackets 5,000 deep", String(repeating: #"{"name":"#, count: 5_000)),
            media("no content type", []), media("a form's content type", [("Content-Type", "text/plain")]),
            media("a content type that only begins like JSON", [("Content-Type", "application/jsonp")]),
            MalformedRequest(
                description: "a body of 300 KB", body: #"{"name":"\#(String(repeating: "x", count: 300_000))"}"#,
                status: 413, code: "PAYLOAD_TOO_LARGE"),
        ]
    }()

    private static let campaigns: [MalformedRequest] = [
        .invalid("a campaign without a name", "POST", "/api/campaigns", "{}", fields: ["name"]),
        .invalid("an empty name", "POST", "/api/campaigns", #"{"name":""}"#, fields: ["name"]),
        .invalid("a name of spaces", "POST", "/api/campaigns", #"{"name":"  \u00a0 "}"#, fields: ["name"]),
        .invalid("a name with NUL", "POST", "/api/campaigns", #"{"name":"a\u0000b"}"#, fields: ["name"]),
        .invalid("a name that is a number", "POST", "/api/campaigns", #"{"name":7}"#, fields: ["name"]),
        .invalid("a name that is null", "POST", "/api/campaigns", #"{"name":null}"#, fields: ["name"]),
        .invalid(
            "a name of 201 characters", "POST", "/api/campaigns",
            #"{"name":"\#(String(repeating: "é", count: 201))"}"#, fields: ["name"]),
        .invalid(
            "several wrong fields at once", "POST", "/api/campaigns",
            #"{"name":[],"description":{},"searchType":true,"id":"x"}"#,
            fields: ["name", "description", "searchType", "id"]),
        .invalid(
            "a change of what cannot be changed", "PATCH", "/api/campaigns/{campaign}",
            #"{"status":"completed","createdAt":"2026-01-01T00:00:00Z"}"#, fields: ["status", "createdAt"]),
    ]

    private static let searches: [MalformedRequest] = {
        func start(_ what: String, _ members: String, _ path: String = keyword, fields: Set<String>) -> MalformedRequest
        {
            .invalid(what, "POST", path, #"{"campaignId":"{campaign}",\#(members)}"#, fields: fields)
        }
        let words = #""keywords":["yoga"]"#
        return [
            .invalid("a search without anything", "POST", keyword, "{}", fields: ["campaignId", "keywords"]),
            .invalid(
                "a campaign id that is none", "POST", keyword, #"{"campaignId":"42",\#(words)}"#,
                fields: ["campaignId"]),
            .invalid(
                "a campaign id with SQL in it", "POST", keyword,
                #"{"campaignId":"' OR 1=1; DROP TABLE jobs; --",\#(words)}"#, fields: ["campaignId"]),
            start("keywords that are one text", #""keywords":"yoga""#, fields: ["keywords"]),
            start("no keyword in the list", #""keywords":[]"#, fields: ["keywords"]),
            start(
                "eleven keywords", #""keywords":["a","b","c","d","e","f","g","h","i","j","k"]"#,
                fields: ["keywords"]),
            start(
                "keywords that are empty, too long, a number, null",
                #""keywords":["","\#(String(repeating: "x", count: 101))",7,null,"fine"]"#,
                fields: ["keywords[0]", "keywords[1]", "keywords[2]", "keywords[3]"]),
            start("a keyword with NUL", #""keywords":["a\u0000"]"#, fields: ["keywords[0]"]),
            start(
                "targets in a keyword search", #""targetUsernames":["jane"]"#, fields: ["keywords", "targetUsernames"]),
            start("keywords in a similar search", words, similar, fields: ["targetUsernames", "keywords"]),
            start("a handle with a space", #""targetUsernames":["jane doe"]"#, similar, fields: ["targetUsernames[0]"]),
            start(
                "a profile on another site", #""targetUsername":"https://evil.example/@jane""#, similar,
                fields: ["targetUsername"]),
            start("no creator wanted", #"\#(words),"targetResults":0"#, fields: ["targetResults"]),
            start("more creators than are allowed", #"\#(words),"targetResults":1001"#, fields: ["targetResults"]),
            start("a wanted number as text", #"\#(words),"targetResults":"100""#, fields: ["targetResults"]),
            start("half a creator", #"\#(words),"targetResults":1.5"#, fields: ["targetResults"]),
            start(
                "a number beyond 64 bits", #"\#(words),"targetResults":99999999999999999999999"#,
                fields: ["targetResults"]),
            start("a number without end", #"\#(words),"targetResults":1e999"#, fields: ["targetResults"]),
            start("a region that is none", #"\#(words),"region":"Germany""#, fields: ["region"]),
            start("a region that the platform does not have", #"\#(words),"region":"FR""#, fields: ["region"]),
            start("a misspelled field", #"\#(words),"target_results":5"#, fields: ["target_results"]),
            .missing(
                "a search in a campaign that does not exist", "POST", keyword,
                #"{"campaignId":"00000000-0000-7000-8000-000000000000",\#(words)}"#),
            .missing(
                "a search in somebody else's campaign", "POST", keyword,
                #"{"campaignId":"{foreignCampaign}",\#(words)}"#),
            .missing("an unknown platform", "POST", "/api/scraping/myspace/keyword", "{}", code: "UNKNOWN_PLATFORM"),
            .missing("an unknown mode", "POST", "/api/scraping/toy/nearby", "{}", code: "UNKNOWN_MODE"),
            .missing(
                "a platform with a path in it", "POST", "/api/scraping/..%2F..%2Fetc/keyword", "{}",
                code: "UNKNOWN_PLATFORM"),
        ]
    }()

    private static let filters: [MalformedRequest] = {
        func start(_ what: String, _ filters: String, fields: Set<String>) -> MalformedRequest {
            .invalid(
                what, "POST", keyword, #"{"campaignId":"{campaign}","keywords":["yoga"],"filters":\#(filters)}"#,
                fields: fields)
        }
        return [
            start("filters that are a list", "[]", fields: ["filters"]),
            start("an unknown filter", #"{"minLikes":5}"#, fields: ["filters.minLikes"]),
            start("less than no followers", #"{"minFollowers":-1}"#, fields: ["filters.minFollowers"]),
            start(
                "a smallest audience above the largest", #"{"minFollowers":10,"maxFollowers":5}"#,
                fields: ["filters.minFollowers"]),
            start("an engagement above all", #"{"minEngagementRate":1.5}"#, fields: ["filters.minEngagementRate"]),
            start(
                "a yes in words", #"{"hasEmail":"yes","verified":1}"#, fields: ["filters.hasEmail", "filters.verified"]),
            start(
                "a country and a language in words", #"{"country":"Germany","language":"German"}"#,
                fields: ["filters.country", "filters.language"]),
            start("posts of the future", #"{"postedWithinDays":0}"#, fields: ["filters.postedWithinDays"]),
        ]
    }()

    private static let lists: [MalformedRequest] = {
        func list(_ what: String, _ query: String, field: String, of path: String = "/api/jobs/{job}/results")
            -> MalformedRequest
        {
            .invalid(what, "GET", path + "?" + query, fields: [field])
        }
        return [
            list("a page of nothing", "limit=0", field: "limit"), list("a page of 201", "limit=201", field: "limit"),
            list("a limit in words", "limit=ten", field: "limit"), list("an empty limit", "limit=", field: "limit"),
            list("a cursor of somebody's own making", "cursor=AAAA", field: "cursor"),
            list("a cursor that is no base64", "cursor=%F0%9F%98%80", field: "cursor"),
            list("a cursor with one letter changed", "cursor=x{cursor}", field: "cursor"),
            list("a cursor of 3,000 letters", "cursor=\(String(repeating: "A", count: 3_000))", field: "cursor"),
            list("an empty cursor", "cursor=", field: "cursor"),
            list("another list's cursor", "cursor={cursor}", field: "cursor", of: "/api/campaigns"),
            list("another user's cursor", "cursor={foreignCursor}", field: "cursor"),
            .missing("another user's job", "GET", "/api/jobs/{foreignJob}"),
            .missing("another user's results", "GET", "/api/jobs/{foreignJob}/results?cursor={cursor}"),
            .missing("another user's job to cancel", "DELETE", "/api/jobs/{foreignJob}"),
            .missing("another user's campaign to delete", "DELETE", "/api/campaigns/{foreignCampaign}"),
            .missing(
                "another user's campaign to rename", "PATCH", "/api/campaigns/{foreignCampaign}", #"{"name":"x"}"#),
        ]
    }()

    private static let addresses: [MalformedRequest] = [
        .missing("a path that is not there", "GET", "/api/nothing"),
        .missing("a path with dots", "GET", "/api/../etc/passwd"),
        .missing("a job id that is none", "GET", "/api/jobs/42"),
        .missing("a job id with a NUL", "GET", "/api/jobs/%00"),
        .missing("a job id of 5,000 letters", "GET", "/api/jobs/\(String(repeating: "a", count: 5_000))"),
        .missing("a job id that is broken UTF-8", "GET", "/api/jobs/%FF%FE"),
        .missing("a job id with SQL in it", "GET", "/api/jobs/1'%20OR%20'1'='1"),
        MalformedRequest(
            description: "a method that the path does not have", method: "DELETE", path: keyword, status: 405,
            code: "METHOD_NOT_ALLOWED"),
        MalformedRequest(
            description: "a search asked for with GET", method: "GET", path: keyword, status: 405,
            code: "METHOD_NOT_ALLOWED"),
    ]

    private static let callers: [MalformedRequest] = {
        func refused(_ what: String, _ who: Who) -> MalformedRequest {
            MalformedRequest(
                description: what, method: "GET", caller: who, status: 401, code: "UNAUTHENTICATED")
        }
        return [
            refused("nobody", .nobody), refused("an empty header", .bearer("")),
            refused("no token", .bearer("Bearer ")),
            refused("another scheme", .bearer("Basic amFuZTpzZWNyZXQ=")),
            refused("a token that is none", .bearer("Bearer abc")),
            refused("a token of three empty parts", .bearer("Bearer ..")),
            refused("a token of 20 KB", .bearer("Bearer \(String(repeating: "a", count: 20_000))")),
            refused(
                "a token that signs itself with nothing",
                .bearer("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyXzEifQ.")),
            refused("the provider's key for a token", .bearer("Bearer sk_test_dev")),
        ]
    }()
}
