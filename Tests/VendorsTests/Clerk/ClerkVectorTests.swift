import Effects
import Foundation
import Testing

@testable import Vendors

/// Tokens made by another implementation (PyJWT 2.15.1) with a key that was thrown away.
@Suite("Session tokens of another make")
struct ClerkVectorTests {
    static let modulus = """
        uUovgcrxWSapn0ZrSevR7+dq1sv54+g8CAjkWOEsdqEzjOA1PTsFTIDEb/v3LXZfJ0+oJTY+0EvHLLY36aTYprggUwWrrlcnxHoD1luSolJUs\
        Op1aZuTZCHiAmUfQ46WkGcdrDm7d7/A2KzPheAwC8+B4f+A5ozeJYjTmCaG4cpP5ZNj5x1JgC2O3tG0KPitNiAhU5dqIjMuzL2Xcy3AqCmVza\
        TdtIMxjE62j1lsQY67eSXn/Dbn4Mg15zOtGBidCGOghgc2igg++9p/c1A1i6wDjGc2SB+8CEB+TJdIPAVOpguvZo3dv6Gzk0cz2P83O1Wavp1\
        FjtHrN0upQWRAeQIDAQAB
        """

    static let spki = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuUovgcrxWSapn0ZrSevR
        7+dq1sv54+g8CAjkWOEsdqEzjOA1PTsFTIDEb/v3LXZfJ0+oJTY+0EvHLLY36aTY
        prggUwWrrlcnxHoD1luSolJUsOp1aZuTZCHiAmUfQ46WkGcdrDm7d7/A2KzPheAw
        C8+B4f+A5ozeJYjTmCaG4cpP5ZNj5x1JgC2O3tG0KPitNiAhU5dqIjMuzL2Xcy3A
        qCmVzaTdtIMxjE62j1lsQY67eSXn/Dbn4Mg15zOtGBidCGOghgc2igg++9p/c1A1
        i6wDjGc2SB+8CEB+TJdIPAVOpguvZo3dv6Gzk0cz2P83O1Wavp1FjtHrN0upQWRA
        eQIDAQAB
        -----END PUBLIC KEY-----

        """

    static let pkcs1 = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEA\(modulus)
        -----END RSA PUBLIC KEY-----
        """

    static let rs256 = """
        eyJhbGciOiJSUzI1NiIsImtpZCI6Imluc18xIiwidHlwIjoiSldUIn0.eyJhenAiOiJodHRwczovL2FwcC5leGFtcGxlLmNvbSIsImV4cCI6M\
        Tc2NzIyNTY2MCwiZnZhIjpbMCwtMV0sImlhdCI6MTc2NzIyNTYwMCwiaXNzIjoiaHR0cHM6Ly9jbGVyay5leGFtcGxlLmNvbSIsIm5iZiI6MT\
        c2NzIyNTU5MCwic2lkIjoic2Vzc18yYWIiLCJzdHMiOiJhY3RpdmUiLCJzdWIiOiJ1c2VyXzJhYiIsInYiOjJ9.O7fngg1gAz26l1lSzUc6m8\
        4-f1Djb-32qHEFD0i6CzGluT5xTXklsKJucwAJUGka6PeOlo6GriVnmaGN7mYHMAVTj-B1wp19874OE4U9I1-9VkoCDPOQ-07DmPgID3ylw0o2\
        e-vtblgLdRuuAGi4NtZlWOWqVJXyLsPhTJwtYp8b0ZR8hVp72mYS2Y9ZIhgTWD7BZuFlGHkbHMoubiaQYxinIq9Af4Ry7_WtR94C5_4RwXvdIO\
        VDtD7hLuJDIabzqHiO30WSe1LFmXsi1mvasX6jb2dGJSZ1bUuGOsjUubl_jaDuhOfRGSB2jMaxfce6Nqt3MIULb0UmR9U63GvGhA
        """

    /// Signed with the public key's PEM as an HMAC secret: what a verifier falls for that lets the token choose.
    static let hs256 = """
        eyJhbGciOiJIUzI1NiIsImtpZCI6Imluc18xIiwidHlwIjoiSldUIn0.eyJhenAiOiAiaHR0cHM6Ly9hcHAuZXhhbXBsZS5jb20iLCAiZXhwI\
        jogMTc2NzIyNTY2MCwgImZ2YSI6IFswLCAtMV0sICJpYXQiOiAxNzY3MjI1NjAwLCAiaXNzIjogImh0dHBzOi8vY2xlcmsuZXhhbXBsZS5jb2\
        0iLCAibmJmIjogMTc2NzIyNTU5MCwgInNpZCI6ICJzZXNzXzJhYiIsICJzdHMiOiAiYWN0aXZlIiwgInN1YiI6ICJ1c2VyXzJhYiIsICJ2Ijo\
        gMn0.jzlt4iatt5VmFMVVGS0cGqe8kGdGArwWDN3ouVEu5i0
        """

    private func verifier(pem: String) -> ClerkTokenVerifier {
        ClerkTokenVerifier(
            configuration: .init(
                apiURL: "https://api.example.com", secretKey: "sk_test_dev", jwtKeyPEM: pem,
                issuer: TokenForge.issuer), effects: StandingClock().effects
        ) { () async throws(ClerkTokenError) in throw .keysUnavailable("asked though the key was given") }
    }

    @Test(
        "the given key is read in every form it comes in",
        arguments: [
            spki, pkcs1, spki.replacing("\n", with: "\\n"), spki.replacing("\n", with: ""),
            "\r\n" + spki.replacing("\n", with: "\r\n"),
        ])
    func forms(_ pem: String) async throws {
        #expect(try await verifier(pem: pem).verify(Self.rs256) == ClerkTokenVerifierTests.expected)
    }

    @Test("a token signed with the public key as a shared secret is refused")
    func confusion() async {
        #expect(await failure(of: Self.hs256, verifier(pem: Self.spki)) == .algorithm)
    }

    @Test("a given key that is none refuses every token, and says so")
    func noKey() async {
        #expect(
            await failure(of: Self.rs256, verifier(pem: "hello"))
                == .keysUnavailable("the configured public key is no RSA key in PEM"))
    }
}
