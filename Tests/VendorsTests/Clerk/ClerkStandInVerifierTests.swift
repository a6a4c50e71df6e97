import Effects
import Foundation
import HTTPClient
import StandIns
import Testing
import Vendors

@Suite("The verifier and the Clerk stand-in")
struct ClerkStandInVerifierTests {
    /// Runs stand-ins on a free port for as long as `body` takes.
    private func withStandIns(
        _ effects: Effects, _ body: @escaping @Sendable (StandIns) async throws -> Void
    ) async throws {
        let standIns = StandIns(configuration: StandInsConfiguration(port: 0), simulators: [], effects: effects)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await standIns.run() }
            try await body(standIns)
            group.cancelAll()
        }
    }

    private func verifier(
        _ standIns: StandIns, secret: String = "sk_test_dev", _ http: HTTPClient, _ effects: Effects
    ) async throws -> ClerkTokenVerifier {
        let url = try await standIns.clerk.issuer()
        return ClerkTokenVerifier(
            configuration: .init(
                apiURL: url, secretKey: secret, issuer: url, authorizedParties: ["http://127.0.0.1:8787"]),
            http: http, effects: effects)
    }

    @Test("a token of the stand-in is accepted, for as long as it lives and its key is the issuer's")
    func accepted() async throws {
        let clock = StandingClock()
        let http = HTTPClient()
        try await withStandIns(clock.effects) { standIns in
            let verifier = try await self.verifier(standIns, http, clock.effects)
            let token = try await standIns.clerk.issueToken(email: "Dev@example.com", lifetime: .seconds(3600))
            let session = try await verifier.verify(token)
            #expect(session.userID == (try await standIns.clerk.userID(email: "dev@example.com")))
            #expect(session.sessionID.hasPrefix("sess_"))
            #expect(session.expiresAt.timeIntervalSince(session.issuedAt) == 3600)
            try await standIns.clerk.rotateSigningKey()
            clock.advance(60)
            let renewed = try await standIns.clerk.issueToken(email: "dev@example.com")
            #expect(try await verifier.verify(renewed).userID == session.userID)
            #expect(await failure(of: token, verifier) == .unknownKey)
        }
        await http.shutdown()
    }

    @Test("a wrong secret gets no keys, and stopped stand-ins give none")
    func unavailable() async throws {
        let clock = StandingClock()
        let http = HTTPClient()
        let holder = TokenAndVerifier()
        try await withStandIns(clock.effects) { standIns in
            let token = try await standIns.clerk.issueToken(email: "dev@example.com")
            let wrong = try await self.verifier(standIns, secret: "sk_test_wrong", http, clock.effects)
            #expect(await failure(of: token, wrong) == .keysUnavailable("status 401"))
            await holder.keep(token, try await self.verifier(standIns, http, clock.effects))
        }
        let (token, verifier) = try #require(await holder.kept)
        #expect(await failure(of: token, verifier)?.isIssuerUnavailable == true)
        await http.shutdown()
    }
}

/// Carries a pair out of a closure.
private actor TokenAndVerifier {
    private(set) var kept: (String, ClerkTokenVerifier)?

    func keep(_ token: String, _ verifier: ClerkTokenVerifier) { kept = (token, verifier) }
}
