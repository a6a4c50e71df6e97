import StandIns
public import Testing

/// A token that nobody may be let in by, and the check that it must fail.
public struct TokenAttack: Sendable, CustomTestStringConvertible {
    public var name: String
    /// As the refusal words it.
    public var refusal: String
    /// Whether it can travel in a header.
    public var isSendable = true
    public var token: @Sendable (TokenForgery) throws -> String

    public var testDescription: String { name }

    init(
        _ name: String, _ refusal: String, isSendable: Bool = true,
        _ token: @escaping @Sendable (TokenForgery) throws -> String
    ) {
        self.name = name
        self.refusal = refusal
        self.isSendable = isSendable
        self.token = token
    }

    public static let all = algorithms + keys + signatures + times + claims + duplicates + shapes

    private static func header(
        _ name: String, _ refusal: String, _ changes: [String: String?] = [:], more: String = ""
    ) -> TokenAttack {
        TokenAttack(name, refusal) { try $0.signed(header: $0.header(changes, more: more)) }
    }

    private static func claim(
        _ name: String, _ refusal: String, _ changes: [String: String?] = [:], more: String = ""
    ) -> TokenAttack {
        TokenAttack(name, refusal) { try $0.signed(claims: $0.claims(changes, more: more)) }
    }

    private static func missing(_ claim: String) -> String { "the claim \(claim) is missing or of the wrong type" }

    private static let wrongAlgorithm = "it is not signed with RS256"
    private static let wrongSignature = "its signature is wrong"
    private static let unknownKey = "its key is unknown"

    // MARK: The header

    private static let algorithms: [TokenAttack] =
        ["none", "None", "NONE", "nOnE"].map { name in
            TokenAttack("alg \(name), unsigned", wrongAlgorithm) {
                $0.unsigned(header: $0.header(["alg": "\"\(name)\""])) + "."
            }
        } + [
            header("alg none under a good signature", wrongAlgorithm, ["alg": #""none""#]),
            header("alg in small letters", wrongAlgorithm, ["alg": #""rs256""#]),
            header("alg with a space behind it", wrongAlgorithm, ["alg": #""RS256 ""#]),
            header("alg RS384", wrongAlgorithm, ["alg": #""RS384""#]),
            header("alg RS512", wrongAlgorithm, ["alg": #""RS512""#]),
            header("alg PS256", wrongAlgorithm, ["alg": #""PS256""#]),
            header("alg ES256", wrongAlgorithm, ["alg": #""ES256""#]),
            header("alg EdDSA", wrongAlgorithm, ["alg": #""EdDSA""#]),
            header("alg missing", missing("alg"), ["alg": nil]),
            header("alg null", missing("alg"), ["alg": "null"]),
            header("alg empty", missing("alg"), ["alg": #""""#]),
            header("alg a number", missing("alg"), ["alg": "256"]),
            header("alg a list", missing("alg"), ["alg": #"["RS256"]"#]),
            TokenAttack("HS256 under the public key's PEM", wrongAlgorithm) {
                $0.confused("HS256", secret: try $0.key.publicPEM)
            },
            TokenAttack("HS256 under the PEM without line breaks", wrongAlgorithm) {
                $0.confused("HS256", secret: try $0.key.publicPEM.replacing("\n", with: ""))
            },
            TokenAttack("HS384 under the public key's PEM", wrongAlgorithm) {
                $0.confused("HS384", secret: try $0.key.publicPEM)
            },
            TokenAttack("HS512 under the public key's PEM", wrongAlgorithm) {
                $0.confused("HS512", secret: try $0.key.publicPEM)
            },
            TokenAttack("HS256 under the key set", wrongAlgorithm) { $0.confused("HS256", secret: $0.key.keySet) },
            TokenAttack("HS256 under the key's id", wrongAlgorithm) { $0.confused("HS256", secret: $0.key.id) },
            TokenAttack("HS256 under nothing", wrongAlgorithm) { $0.confused("HS256", secret: "") },
            header("typ of an OAuth token", "it is of another type", ["typ": #""at+jwt""#]),
            header("typ JWE", "it is of another type", ["typ": #""JWE""#]),
            header("typ empty", missing("typ"), ["typ": #""""#]),
            header("typ a number", missing("typ"), ["typ": "1"]),
            header("a critical extension", "it asks for extensions", more: #","crit":["exp"]"#),
            header("an unencoded payload", "it asks for extensions", more: #","b64":false,"crit":["b64"]"#),
        ]

    private static let keys: [TokenAttack] =
        [
            TokenAttack("another's key under the issuer's kid", wrongSignature) { try $0.forged() },
            TokenAttack("another's key under its own kid", unknownKey) {
                try $0.forged(header: $0.header(["kid": "\"\($0.foreign.id)\""]))
            },
            TokenAttack("an embedded jwk", wrongSignature) {
                try $0.forged(header: $0.header(more: ",\"jwk\":\(jwk($0.foreign))"))
            },
            TokenAttack("an embedded jwk under its own kid", unknownKey) {
                try $0.forged(
                    header: $0.header(["kid": "\"\($0.foreign.id)\""], more: ",\"jwk\":\(jwk($0.foreign))"))
            },
            TokenAttack("an embedded jwk without a kid", unknownKey) {
                try $0.forged(header: $0.header(["kid": nil], more: ",\"jwk\":\(jwk($0.foreign))"))
            },
        ]
        + ["jku", "x5u"].map { name in
            TokenAttack("\(name) to another's keys", wrongSignature) {
                try $0.forged(header: $0.header(more: ",\"\(name)\":\"https://evil.example/jwks.json\""))
            }
        } + [
            TokenAttack("x5c with another's certificate", wrongSignature) {
                try $0.forged(header: $0.header(more: #","x5c":["MIIB"]"#))
            }
        ]
        + [
            ("a path", "../../../../../../dev/null"), ("SQL", "x' UNION SELECT 'secret' --"), ("a command", "|whoami"),
            ("an address", "https://evil.example/key"), ("unknown", "ins_unknown"), ("a NUL", #"ins\u0000"#),
            ("huge", String(repeating: "k", count: 4000)), ("empty", ""),
        ].map { name, kid in
            TokenAttack("kid \(name)", unknownKey) { try $0.forged(header: $0.header(["kid": "\"\(kid)\""])) }
        }
        + [("missing", nil), ("null", "null"), ("a number", "0"), ("a list", #"["a"]"#), ("true", "true")].map {
            name, kid in
            TokenAttack("kid \(name)", unknownKey) { try $0.forged(header: $0.header(["kid": kid])) }
        }

    /// The only key of a key's set.
    private static func jwk(_ key: ClerkSigningKey) -> String {
        String(key.keySet.dropFirst(#"{"keys":["#.count).dropLast(2))
    }

    private static let signatures = [
        TokenAttack("the signature stripped", "it is no JWT (not three parts)") { $0.unsigned() },
        TokenAttack("the signature empty", noSignature) { $0.unsigned() + "." },
        TokenAttack("the signature of another token", wrongSignature) {
            let other = try $0.signed(claims: $0.claims(["sub": #""user_other""#])).split(separator: ".")
            return $0.unsigned() + "." + other[2]
        },
        TokenAttack("another's claims before the signature", wrongSignature) {
            let good = try $0.signed().split(separator: ".")
            return $0.unsigned(claims: $0.claims(["sub": #""user_admin""#])) + "." + good[2]
        },
        TokenAttack("another header before the signature", wrongSignature) {
            let good = try $0.signed().split(separator: ".")
            return $0.unsigned(header: $0.header(more: #","x":1"#)) + "." + good[2]
        },
        TokenAttack("a bit of the signature turned", wrongSignature) {
            let good = try $0.signed()
            let dot = good.lastIndex(of: ".") ?? good.startIndex
            let first = good.index(after: dot)
            return good[..<first] + (good[first] == "A" ? "B" : "A") + good[good.index(after: first)...]
        },
        TokenAttack("the signature cut short", wrongSignature) { String(try $0.signed().dropLast(4)) },
        TokenAttack("the signature made longer", wrongSignature) { try $0.signed() + "AAAA" },
        TokenAttack("a signature of zeros", wrongSignature) {
            $0.unsigned() + "." + String(repeating: "A", count: 342)
        },
        TokenAttack("a signature of one byte", wrongSignature) { $0.unsigned() + ".AA" },
        TokenAttack("the signature padded", noSignature) { try $0.signed() + "==" },
        TokenAttack("the signature in the other alphabet", noSignature) { $0.unsigned() + ".+/+/" },
        TokenAttack("no base64 for a signature", noSignature) { $0.unsigned() + ".!!!!" },
    ]

    private static let noSignature = "it is no JWT (the signature is no base64url)"

    // MARK: The claims

    private static func time(_ name: String, _ refusal: String, _ claim: String, _ seconds: Int) -> TokenAttack {
        TokenAttack(name, refusal) { try $0.signed(claims: $0.claims([claim: "\($0.now + seconds)"])) }
    }

    private static let times: [TokenAttack] =
        [
            time("expired by the whole skew", "it has expired", "exp", -5),
            time("expired an hour ago", "it has expired", "exp", -3600),
            time("nbf beyond the skew", "it is not valid yet (nbf)", "nbf", 60),
            time("nbf tomorrow", "it is not valid yet (nbf)", "nbf", 86_400),
            time("iat beyond the skew", "it is not valid yet (iat)", "iat", 60),
            time("iat tomorrow", "it is not valid yet (iat)", "iat", 86_400),
        ]
        + ["exp", "nbf", "iat"].flatMap { name in
            [
                ("missing", nil), ("null", "null"), ("a text", #""1999999999""#), ("a list", "[1999999999]"),
                ("below zero", "-1"), ("beyond all years", "99999999999999999999"),
            ].map { kind, value in claim("\(name) \(kind)", missing(name), [name: value]) }
        }

    private static let claims: [TokenAttack] =
        [
            TokenAttack("iss with a slash behind it", "its issuer is another") {
                try $0.signed(claims: $0.claims(["iss": "\"\($0.issuer)/\""]))
            },
            TokenAttack("iss in capitals", "its issuer is another") {
                try $0.signed(claims: $0.claims(["iss": "\"\($0.issuer.uppercased())\""]))
            },
            TokenAttack("iss that begins like the issuer", "its issuer is another") {
                try $0.signed(claims: $0.claims(["iss": "\"\($0.issuer).evil.example\""]))
            },
            TokenAttack("iss in a list", missing("iss")) {
                try $0.signed(claims: $0.claims(["iss": "[\"\($0.issuer)\"]"]))
            },
            claim("iss of another instance", "its issuer is another", ["iss": #""https://evil.example""#]),
            claim("iss missing", missing("iss"), ["iss": nil]),
            claim("azp missing", wrongParty, ["azp": nil]),
            claim("azp of another site", wrongParty, ["azp": #""https://evil.example""#]),
            TokenAttack("azp that begins like ours", wrongParty) {
                try $0.signed(claims: $0.claims(["azp": "\"\($0.party).evil.example\""]))
            },
            TokenAttack("azp with a slash behind it", wrongParty) {
                try $0.signed(claims: $0.claims(["azp": "\"\($0.party)/\""]))
            },
            TokenAttack("azp in a list", missing("azp")) {
                try $0.signed(claims: $0.claims(["azp": "[\"\($0.party)\"]"]))
            },
            claim("azp empty", missing("azp"), ["azp": #""""#]),
            claim("azp null", missing("azp"), ["azp": "null"]),
            claim("an audience", "it was made for another service", ["aud": #""https://api.example.com""#]),
            claim("an audience of none", "it was made for another service", ["aud": "null"]),
            claim("a session with something to do first", "its session is not active yet", ["sts": #""pending""#]),
            claim("a session of an unknown status", "its session is not active yet", ["sts": #""ACTIVE""#]),
            claim("a status that is a number", missing("sts"), ["sts": "1"]),
            TokenAttack("a ticket for signing in", missing("nbf")) {
                try $0.signed(claims: #"{"exp":\#($0.now + 60),"iat":\#($0.now),"iss":"\#($0.issuer)","sid":"sit_1"}"#)
            },
        ]
        + ["sub", "sid"].flatMap { name in
            [
                ("missing", nil), ("null", "null"), ("a number", "1"), ("true", "true"), ("a list", #"["user_2ab"]"#),
                ("an object", #"{"id":"user_2ab"}"#), ("empty", #""""#), ("with a NUL", #""user_\u0000""#),
                ("with a line break", #""user_\n""#), ("in another script", #""usеr_2ab""#),
                ("of many bytes", "\"\(String(repeating: "u", count: 256))\""),
            ].map { kind, value in claim("\(name) \(kind)", missing(name), [name: value]) }
        }

    private static let wrongParty = "it was made for another party"

    private static let duplicates: [TokenAttack] =
        ["sub": #""user_admin""#, "sid": #""sess_1""#, "iss": #""x""#, "exp": "9999999999", "azp": #""x""#]
        .sorted { $0.key < $1.key }.map { name, value in
            claim("\(name) twice", "it is no JWT (the payload says something twice)", more: ",\"\(name)\":\(value)")
        } + [
            claim(
                "sub twice, once in disguise", "it is no JWT (the payload says something twice)",
                more: #","\u0073ub":"user_admin""#),
            header("alg twice", "it is no JWT (the header says something twice)", more: #","alg":"none""#),
            header("kid twice", "it is no JWT (the header says something twice)", more: #","kid":"x""#),
        ]

    // MARK: The shape

    private static func payload(_ name: String, _ text: String) -> TokenAttack {
        TokenAttack(name, "it is no JWT (the payload is no JSON object)") { try $0.signed(claims: text) }
    }

    private static let shapes: [TokenAttack] =
        ["ak_", "oat_", "m2m_", "mt_"].map { prefix in
            TokenAttack("a machine's token \(prefix)", "it is a machine's and no session's") {
                prefix + (try $0.signed())
            }
        } + [
            TokenAttack("a token of a megabyte", "it is too long", isSendable: false) {
                try $0.signed(claims: $0.claims(more: ",\"x\":\"\(String(repeating: "x", count: 1 << 20))\""))
            },
            TokenAttack("a token of ten kilobytes", "it is too long") {
                try $0.signed(claims: $0.claims(more: ",\"x\":\"\(String(repeating: "x", count: 8000))\""))
            },
            TokenAttack("an encrypted token", "it is no JWT (not three parts)") {
                try $0.signed(header: #"{"alg":"RSA-OAEP","enc":"A256GCM"}"#) + ".AAAA.AAAA"
            },
            TokenAttack("a token in JSON", "it is no JWT (not three parts)") {
                #"{"payload":"\#($0.unsigned())","signatures":[]}"#
            },
            TokenAttack("nothing", "it is no JWT (not three parts)", isSendable: false) { _ in "" },
            TokenAttack("a word", "it is no JWT (not three parts)") { _ in "x" },
            TokenAttack("dots alone", "it is no JWT (the header is no JSON object)") { _ in ".." },
            TokenAttack("another dot", "it is no JWT (not three parts)") { try $0.signed() + "." },
            TokenAttack("a space before it", "it is no JWT (the header is no base64url)", isSendable: false) {
                " " + (try $0.signed())
            },
            TokenAttack("a header that is no base64", "it is no JWT (the header is no base64url)") { _ in "!.e30.AA" },
            TokenAttack("a header that is a list", "it is no JWT (the header is no JSON object)") {
                try $0.signed(header: #"["RS256"]"#)
            },
            TokenAttack("a header that is cut off", "it is no JWT (the header is no JSON object)") {
                try $0.signed(header: #"{"alg":"RS256""#)
            },
            TokenAttack("a header of many brackets", "it is no JWT (the header is no JSON object)") {
                try $0.signed(header: String(repeating: "[", count: 2000))
            },
            payload("a payload that is a list", "[]"), payload("a payload that is a text", #""user_2ab""#),
            payload("a payload that is nothing", ""), payload("a payload that is cut off", #"{"sub":"user_2ab""#),
            payload("a payload with something behind it", "{}{}"),
            payload("a payload of many brackets", String(repeating: "[", count: 2000)),
            TokenAttack("an empty payload", missing("exp")) { try $0.signed(claims: "{}") },
        ]
}
