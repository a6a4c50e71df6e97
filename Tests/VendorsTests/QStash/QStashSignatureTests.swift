import Foundation
import Testing
import Vendors

@Suite("Checking QStash's signatures")
struct QStashSignatureTests {
    typealias Forge = SignatureForge

    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var token: String? = Forge.token()
        var url = Forge.url
        var body = Forge.body
        /// The verifier's clock, in seconds from the signature's making.
        var later = 0
        /// `nil` where the signature is good.
        let error: QStashSignatureError?
    }

    private func failure(of test: Attack) -> QStashSignatureError? {
        let signature = QStashSignature(currentKey: Forge.currentKey, nextKey: Forge.nextKey)
        let now = Date(timeIntervalSince1970: Double(Forge.issued + test.later))
        do throws(QStashSignatureError) {
            try signature.verify(test.token, url: test.url, body: test.body, now: now)
            return nil
        } catch {
            return error
        }
    }

    @Test("what QStash signs is taken, and nothing else", arguments: good + claims + times + headers + shapes + places)
    func table(_ test: Attack) { #expect(failure(of: test) == test.error) }

    @Test("there are at least forty cases, each with a name of its own")
    func count() {
        let names = (Self.good + Self.claims + Self.times + Self.headers + Self.shapes + Self.places)
            .map(\.testDescription)
        #expect(names.count >= 40)
        #expect(Set(names).count == names.count)
    }

    @Test("keys without a character are nobody's")
    func emptyKeys() {
        let signature = QStashSignature(currentKey: "", nextKey: "")
        let now = Date(timeIntervalSince1970: Double(Forge.issued))
        #expect(throws: QStashSignatureError.signature) { () throws in
            try signature.verify(Forge.token(key: ""), url: Forge.url, body: Forge.body, now: now)
        }
    }

    static let good = [
        Attack(testDescription: "the current key", error: nil),
        Attack(testDescription: "the next key", token: Forge.token(key: Forge.nextKey), error: nil),
        Attack(
            testDescription: "a hash without padding",
            token: Forge.token(["body": "\"\(Forge.hash(of: Forge.body).replacing("=", with: ""))\""]), error: nil),
        Attack(
            testDescription: "an empty body", token: Forge.token(["body": "\"\(Forge.hash(of: []))\""]), body: [],
            error: nil),
        Attack(
            testDescription: "a query", token: Forge.token(["sub": "\"\(Forge.url)?a=1&b=%20\""]),
            url: Forge.url + "?a=1&b=%20", error: nil),
        Attack(testDescription: "no iat", token: Forge.token(["iat": nil]), error: nil),
        Attack(testDescription: "no jti", token: Forge.token(["jti": nil]), error: nil),
        Attack(testDescription: "unknown claims", token: Forge.token(["region": "[1]", "x": "null"]), error: nil),
        Attack(testDescription: "no typ", token: Forge.token(header: #"{"alg":"HS256"}"#), error: nil),
        Attack(testDescription: "the last second within the skew", later: 304, error: nil),
        Attack(testDescription: "a clock five seconds slow", later: -5, error: nil),
    ]

    static let claims = [
        Attack(testDescription: "iss is missing", token: Forge.token(["iss": nil]), error: .claim("iss")),
        Attack(testDescription: "iss in small letters", token: Forge.token(["iss": "\"upstash\""]), error: .issuer),
        Attack(testDescription: "iss with a space", token: Forge.token(["iss": "\"Upstash \""]), error: .issuer),
        Attack(
            testDescription: "iss is a list", token: Forge.token(["iss": "[\"Upstash\"]"]),
            error: .malformed("the payload is no such JSON")),
        Attack(testDescription: "sub is missing", token: Forge.token(["sub": nil]), error: .claim("sub")),
        Attack(testDescription: "sub is null", token: Forge.token(["sub": "null"]), error: .claim("sub")),
        Attack(
            testDescription: "sub is a number", token: Forge.token(["sub": "1"]),
            error: .malformed("the payload is no such JSON")),
        Attack(testDescription: "exp is missing", token: Forge.token(["exp": nil]), error: .claim("exp")),
        Attack(
            testDescription: "exp is a text", token: Forge.token(["exp": "\"1767225900\""]),
            error: .malformed("the payload is no such JSON")),
        Attack(
            testDescription: "exp is true", token: Forge.token(["exp": "true"]),
            error: .malformed("the payload is no such JSON")),
        Attack(testDescription: "nbf is missing", token: Forge.token(["nbf": nil]), error: .claim("nbf")),
        Attack(testDescription: "body is missing", token: Forge.token(["body": nil]), error: .claim("body")),
        Attack(testDescription: "body is empty", token: Forge.token(["body": "\"\""]), error: .body),
        Attack(
            testDescription: "body in the alphabet of files",
            token: Forge.token([
                "body":
                    "\"\(Forge.hash(of: Array("0".utf8)).replacing("-", with: "+").replacing("_", with: "/"))\""
            ]), body: Array("0".utf8), error: .body),
        Attack(
            testDescription: "the body itself instead of its hash",
            token: Forge.token(["body": "\"\(Forge.base64URL(Data(Forge.body)))\""]), error: .body),
    ]

    static let times = [
        Attack(testDescription: "expired", later: 305, error: .expired),
        Attack(testDescription: "expired a year ago", later: 365 * 86_400, error: .expired),
        Attack(testDescription: "exp is negative", token: Forge.token(["exp": "-1"]), error: .expired),
        Attack(
            testDescription: "not before six seconds from now", token: Forge.token(["nbf": "\(Forge.issued + 6)"]),
            error: .notYetValid("nbf")),
        Attack(
            testDescription: "issued in six seconds", token: Forge.token(["iat": "\(Forge.issued + 6)"]),
            error: .notYetValid("iat")),
        Attack(testDescription: "a clock six seconds slow", later: -6, error: .notYetValid("nbf")),
    ]

    static let headers = [
        Attack(testDescription: "alg none", token: Forge.token(header: #"{"alg":"none"}"#), error: .algorithm),
        Attack(testDescription: "alg None", token: Forge.token(header: #"{"alg":"None"}"#), error: .algorithm),
        Attack(testDescription: "alg hs256", token: Forge.token(header: #"{"alg":"hs256"}"#), error: .algorithm),
        Attack(testDescription: "alg HS384", token: Forge.token(header: #"{"alg":"HS384"}"#), error: .algorithm),
        Attack(testDescription: "alg HS512", token: Forge.token(header: #"{"alg":"HS512"}"#), error: .algorithm),
        Attack(testDescription: "alg RS256", token: Forge.token(header: #"{"alg":"RS256"}"#), error: .algorithm),
        Attack(testDescription: "alg is missing", token: Forge.token(header: #"{"typ":"JWT"}"#), error: .algorithm),
        Attack(
            testDescription: "alg is a number", token: Forge.token(header: #"{"alg":256}"#),
            error: .malformed("the header is no such JSON")),
        Attack(
            testDescription: "an extension", token: Forge.token(header: #"{"alg":"HS256","crit":["exp"]}"#),
            error: .criticalExtension),
        Attack(
            testDescription: "a key of its own",
            token: Forge.token(header: #"{"alg":"HS256","jwk":{"kty":"oct","k":"YQ"}}"#, key: "a"), error: .signature),
        Attack(
            testDescription: "a kid that is a path",
            token: Forge.token(header: #"{"alg":"HS256","kid":"/dev/null"}"#, key: ""), error: .signature),
        Attack(testDescription: "another key", token: Forge.token(key: "sig_other"), error: .signature),
        Attack(
            testDescription: "the key with a line break", token: Forge.token(key: Forge.currentKey + "\n"),
            error: .signature),
        Attack(
            testDescription: "both keys together", token: Forge.token(key: Forge.currentKey + Forge.nextKey),
            error: .signature),
    ]

    private static let parts = Forge.token().split(separator: ".").map(String.init)
    private static let others = Forge.token(["sub": "\"https://evil.example.com/\""]).split(separator: ".")
        .map(String.init)

    static let shapes = [
        Attack(testDescription: "no signature", token: nil, error: .missing),
        Attack(testDescription: "an empty signature", token: "", error: .missing),
        Attack(testDescription: "one letter", token: "a", error: .malformed("not three parts")),
        Attack(testDescription: "two parts", token: parts[0] + "." + parts[1], error: .malformed("not three parts")),
        Attack(testDescription: "four parts", token: Forge.token() + ".x", error: .malformed("not three parts")),
        Attack(testDescription: "dots alone", token: "..", error: .malformed("the header is no such JSON")),
        Attack(testDescription: "letters and dots", token: "a.b.c", error: .malformed("the header is no base64url")),
        Attack(
            testDescription: "without its code", token: "\(parts[0]).\(parts[1]).",
            error: .malformed("the signature is no base64url")),
        Attack(
            testDescription: "a code cut short", token: String(Forge.token().dropLast(3)), error: .signature),
        Attack(
            testDescription: "a padded code", token: Forge.token() + "=",
            error: .malformed("the signature is no base64url")),
        Attack(
            testDescription: "another payload under the same code", token: "\(parts[0]).\(others[1]).\(parts[2])",
            error: .signature),
        Attack(
            testDescription: "the code of another payload", token: "\(parts[0]).\(parts[1]).\(others[2])",
            error: .signature),
        Attack(
            testDescription: "two signatures in one", token: Forge.token() + ", " + Forge.token(),
            error: .malformed("not three parts")),
        Attack(
            testDescription: "a space before it", token: " " + Forge.token(),
            error: .malformed("the header is no base64url")),
        Attack(
            testDescription: "nine thousand letters", token: String(repeating: "a", count: 9000), error: .tooLong),
        Attack(
            testDescription: "a payload that is a list",
            token: {
                let signed = "\(parts[0]).\(Forge.base64URL(Data("[]".utf8)))"
                return "\(signed).\(Forge.mac(of: signed, key: Forge.currentKey))"
            }(), error: .malformed("the payload is no such JSON")),
    ]

    static let places = [
        Attack(
            testDescription: "another address", url: "https://gemz.example.com/api/qstash/dead-letter", error: .address),
        Attack(testDescription: "another host", url: Forge.url.replacing("gemz.", with: "evil."), error: .address),
        Attack(testDescription: "another scheme", url: Forge.url.replacing("https", with: "http"), error: .address),
        Attack(testDescription: "a slash at the end", url: Forge.url + "/", error: .address),
        Attack(testDescription: "a query that was not signed", url: Forge.url + "?a=1", error: .address),
        Attack(testDescription: "another case", url: Forge.url.replacing("api", with: "API"), error: .address),
        Attack(testDescription: "a space after the body", body: Forge.body + [0x20], error: .body),
        Attack(testDescription: "a body cut short", body: Array(Forge.body.dropLast()), error: .body),
        Attack(testDescription: "no body", body: [], error: .body),
        Attack(
            testDescription: "a body written another way", body: Array(#"{"publication":0,"message":"a"}"#.utf8),
            error: .body),
        Attack(testDescription: "a byte order mark", body: [0xEF, 0xBB, 0xBF] + Forge.body, error: .body),
    ]
}
