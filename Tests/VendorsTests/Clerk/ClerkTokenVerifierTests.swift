import Effects
import Foundation
import StandIns
import Testing

@testable import Vendors

@Suite("Checking session tokens")
struct ClerkTokenVerifierTests {
    static let expected = ClerkSession(
        userID: "user_2ab", sessionID: "sess_2ab",
        issuedAt: Date(timeIntervalSince1970: Double(TokenForge.issued)),
        expiresAt: Date(timeIntervalSince1970: Double(TokenForge.issued + 60)), azp: TokenForge.party)

    static func verifier(
        _ key: ClerkSigningKey, at seconds: Int = TokenForge.issued, parties: [String] = [TokenForge.party]
    ) -> ClerkTokenVerifier {
        ClerkTokenVerifier(
            configuration: .init(
                apiURL: "https://api.example.com", secretKey: "sk_test_dev", issuer: TokenForge.issuer,
                authorizedParties: parties), effects: StandingClock(seconds).effects
        ) { Array(key.keySet.utf8) }
    }

    @Test("a good token is its session")
    func good() async throws {
        let forge = try await TokenForge()
        let session = try await Self.verifier(forge.key).verify(forge.token())
        #expect(session == Self.expected)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var changes: [String: String?] = [:]
        var header: String?
        /// The verifier's clock, in seconds from the token's issue.
        var later = 0
        let error: ClerkTokenError?
    }

    static let cases = [
        Case(
            testDescription: "no algorithm", header: #"{"alg":"none","kid":"KID","typ":"JWT"}"#, error: .algorithm),
        Case(testDescription: "alg in other letters", header: #"{"alg":"rs256","kid":"KID"}"#, error: .algorithm),
        Case(testDescription: "RS512", header: #"{"alg":"RS512","kid":"KID"}"#, error: .algorithm),
        Case(testDescription: "alg is missing", header: #"{"kid":"KID"}"#, error: .claim("alg")),
        Case(
            testDescription: "an extension", header: #"{"alg":"RS256","kid":"KID","crit":["exp"]}"#,
            error: .criticalExtension),
        Case(testDescription: "another key", header: #"{"alg":"RS256","kid":"ins_other"}"#, error: .unknownKey),
        Case(testDescription: "kid is missing", header: #"{"alg":"RS256"}"#, error: .unknownKey),
        Case(testDescription: "kid is a number", header: #"{"alg":"RS256","kid":1}"#, error: .unknownKey),
        Case(
            testDescription: "the header is a list", header: #"["RS256"]"#,
            error: .malformed("the header is no JSON object")),
        Case(testDescription: "the last second within the skew", later: 64, error: nil),
        Case(testDescription: "expired", later: 65, error: .expired),
        Case(testDescription: "a clock five seconds slow", changes: ["nbf": "1767225600"], later: -5, error: nil),
        Case(
            testDescription: "not before six seconds from now", changes: ["nbf": "1767225606"],
            error: .notYetValid("nbf")),
        Case(testDescription: "issued in six seconds", changes: ["iat": "1767225606"], error: .notYetValid("iat")),
        Case(testDescription: "exp is missing", changes: ["exp": nil], error: .claim("exp")),
        Case(testDescription: "exp is a text", changes: ["exp": "\"1767225660\""], error: .claim("exp")),
        Case(testDescription: "nbf is missing", changes: ["nbf": nil], error: .claim("nbf")),
        Case(testDescription: "iat is missing", changes: ["iat": nil], error: .claim("iat")),
        Case(testDescription: "sub is missing", changes: ["sub": nil], error: .claim("sub")),
        Case(testDescription: "sub is empty", changes: ["sub": "\"\""], error: .claim("sub")),
        Case(testDescription: "sub is a number", changes: ["sub": "1"], error: .claim("sub")),
        Case(testDescription: "sid is missing", changes: ["sid": nil], error: .claim("sid")),
        Case(testDescription: "iss is missing", changes: ["iss": nil], error: .claim("iss")),
        Case(testDescription: "another issuer", changes: ["iss": "\"https://evil.example.com\""], error: .issuer),
        Case(testDescription: "iss with a slash", changes: ["iss": "\"\(TokenForge.issuer)/\""], error: .issuer),
        Case(
            testDescription: "another party", changes: ["azp": "\"https://evil.example.com\""],
            error: .authorizedParty),
        Case(testDescription: "azp is missing", changes: ["azp": nil], error: .authorizedParty),
        Case(testDescription: "azp is a number", changes: ["azp": "1"], error: .claim("azp")),
        Case(testDescription: "unknown claims", changes: ["o": "{\"id\":\"org_1\"}", "x": "null"], error: nil),
    ]

    @Test("each check refuses what it is for", arguments: cases)
    func table(_ test: Case) async throws {
        let forge = try await TokenForge()
        let verifier = Self.verifier(forge.key, at: TokenForge.issued + test.later)
        let token = try forge.token(test.changes, header: test.header)
        #expect(await failure(of: token, verifier) == test.error)
    }

    @Test(
        "an address in the token counts where the token says that it is verified",
        arguments: [
            (#""ada@example.com""#, "true", "ada@example.com"), (#""ada@example.com""#, "false", nil),
            (#""ada@example.com""#, #""true""#, nil), (#""ada@example.com""#, nil, nil), ("1", "true", nil),
            (nil, "true", nil),
        ] as [(String?, String?, String?)])
    func email(email: String?, verified: String?, expected: String?) async throws {
        let forge = try await TokenForge()
        let token = try forge.token(["email": email, "email_verified": verified])
        #expect(try await Self.verifier(forge.key).verify(token).verifiedEmail?.exposed == expected)
    }

    @Test("without authorized parties azp may be missing")
    func noParties() async throws {
        let forge = try await TokenForge()
        let session = try await Self.verifier(forge.key, parties: []).verify(forge.token(["azp": nil]))
        var expected = Self.expected
        expected.azp = nil
        #expect(session == expected)
    }

    @Test("a token that was tampered with is refused, whichever part it was")
    func tampered() async throws {
        let forge = try await TokenForge()
        let verifier = Self.verifier(forge.key)
        let good = try forge.token().split(separator: ".").map(String.init)
        let other = try forge.token(["sub": "\"user_admin\""]).split(separator: ".").map(String.init)
        let stranger = try TokenForge(key: await ClerkSigningKey())
            .token(header: #"{"alg":"RS256","kid":"\#(forge.key.id)"}"#)
        let results = [
            await failure(of: [good[0], other[1], good[2]].joined(separator: "."), verifier),
            await failure(of: [good[0], good[1], other[2]].joined(separator: "."), verifier),
            await failure(of: "\(good[0]).\(good[1]).AAAA", verifier), await failure(of: stranger, verifier),
            await failure(of: "\(good[0]).\(good[1]).", verifier),
            await failure(of: "\(good[0]).\(good[1]).\(good[2])=", verifier),
            await failure(of: "\(good[0]).\(good[1])", verifier),
            await failure(of: good.joined(separator: ".") + ".x", verifier), await failure(of: "", verifier),
            await failure(of: " " + good.joined(separator: "."), verifier),
        ]
        let noBase64 = ClerkTokenError.malformed("the signature is no base64url")
        let notThree = ClerkTokenError.malformed("not three parts")
        #expect(
            results == [
                .signature, .signature, .signature, .signature, noBase64, noBase64, notThree, notThree, notThree,
                .malformed("the header is no base64url"),
            ])
    }

    @Test("a token of more than 8 KB is not even looked at")
    func huge() async throws {
        let forge = try await TokenForge()
        let padding = String(repeating: "x", count: 8192)
        let token = try forge.token(["x": "\"\(padding)\""])
        #expect(await failure(of: token, Self.verifier(forge.key)) == .tooLong)
    }

    @Test("no error tells anything of the token")
    func discretion() async throws {
        let forge = try await TokenForge()
        let verifier = Self.verifier(forge.key)
        for test in Self.cases {
            let token = try forge.token(test.changes, header: test.header)
            let text = await failure(of: token, verifier)?.description ?? ""
            #expect(!text.contains("user_") && !text.contains("eyJ"), "\(test.testDescription): \(text)")
        }
    }
}

/// The check that a token fails; `nil` where it is accepted.
func failure(of token: String, _ verifier: ClerkTokenVerifier) async -> ClerkTokenError? {
    do throws(ClerkTokenError) {
        _ = try await verifier.verify(token)
        return nil
    } catch {
        return error
    }
}
