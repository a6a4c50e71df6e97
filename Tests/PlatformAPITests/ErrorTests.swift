import PlatformAPI
import Testing

@Suite("Provider errors")
struct ErrorTests {
    @Test(
        "each status means one error",
        arguments: [
            (400, "{\"message\":\"no handle\"}", PlatformError.invalidInput("no handle")),
            (401, "{}", .unauthorized("status 401")),
            (402, "{\"message\":\"pay \\nfirst\"}", .outOfCredits("pay first")),
            (403, "{\"message\":\"age\"}", .forbidden("age")), (404, "{\"message\":\"gone\"}", .notFound("gone")),
            (404, "<!DOCTYPE html>", .badShape(path: "", reason: "the provider knows no such endpoint")),
            (429, "", .rateLimited(retryAfter: .seconds(3))), (500, "{\"message\":\"oops\"}", .unavailable("oops")),
            (502, "<html>", .unavailable("status 502")),
            (418, "", .badShape(path: "", reason: "unexpected status 418")),
        ])
    func statuses(status: Int, body: String, wanted: PlatformError) {
        let response = ProviderResponse(status: status, body: Array(body.utf8))
        #expect(PlatformError(response: response, retryAfter: .seconds(3)) == wanted)
    }

    @Test("a 2xx answer is no error")
    func success() { #expect(PlatformError(response: ProviderResponse(status: 200, body: [])) == nil) }

    @Test(
        "an answer that was cut off comes whole another time; one that is something else does not",
        arguments: [
            ("{\"users\":[{\"uid\":\"7", .unavailable("the answer's JSON is cut off")),
            ("\u{FEFF} [1,", .unavailable("the answer's JSON is cut off")),
            ("<style>p {", .badShape(path: "", reason: "HTML instead of JSON")),
            ("{\"a\":}", .badShape(path: "", reason: "malformed JSON")),
            ("", .badShape(path: "", reason: "an empty body")),
        ] as [(String, PlatformError)])
    func cutOff(body: String, wanted: PlatformError) {
        #expect(throws: wanted) { try ProviderResponse(status: 200, body: Array(body.utf8)).json() }
    }
}
