import Foundation
import HTTPClient
import Testing

@Suite("Query strings and Retry-After")
struct URLQueryTests {
    @Test(
        "everything but unreserved characters is encoded",
        arguments: [
            ("", ""), ("AZaz09-._~", "AZaz09-._~"), ("a b+c", "a%20b%2Bc"), ("&=?#/%", "%26%3D%3F%23%2F%25"),
            ("é", "%C3%A9"), ("🧘", "%F0%9F%A7%98"), ("שלום", "%D7%A9%D7%9C%D7%95%D7%9D"), ("\r\n\0", "%0D%0A%00"),
            ("\"'*", "%22%27%2A"),
        ])
    func value(_ text: String, _ encoded: String) { #expect(URLQuery.encode(text) == encoded) }

    @Test("names come in order, whatever order they were put in")
    func order() {
        #expect(URLQuery.encode(["query": "a&b", "cursor": "0", "a b": ""]) == "a%20b=&cursor=0&query=a%26b")
        #expect(URLQuery.encode([:]) == "")
    }

    @Test(
        "Retry-After is read as seconds or as a date, at most a day",
        arguments: [
            ("0", 0), ("7", 7), ("  7 ", 7), ("99999999999999999999999", 86_400), ("86401", 86_400),
            ("Sun, 06 Nov 1994 08:50:07 GMT", 30), ("Sunday, 06-Nov-94 08:50:07 GMT", 30),
            ("Sun Nov  6 08:50:07 1994", 30), ("Sun, 06 Nov 1994 08:49:36 GMT", 0),
            ("Sun, 06 Nov 2094 08:49:37 GMT", 86_400), ("", nil), ("-1", nil), ("1.5", nil), ("soon", nil),
        ] as [(String, Double?)])
    func retryAfter(_ value: String, _ seconds: Double?) throws {
        let trimmed = value.trimmingCharacters(in: .whitespaces)
        let response = HTTPResponse(status: 429, headers: [(name: "retry-after", value: trimmed)])
        let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT
        #expect(response.retryAfter(now: now) == seconds.map { .seconds($0) })
    }

    @Test("no Retry-After, no delay")
    func noRetryAfter() { #expect(HTTPResponse(status: 503).retryAfter(now: .distantPast) == nil) }
}
