import Effects
import Foundation
import HostTesting
import StandIns
import Testing

@testable import Vendors

@Suite("Attacks on session tokens")
struct TokenAttackTests {
    private static let keys = Task { (try await ClerkSigningKey(), try await ClerkSigningKey()) }

    private func forgery() async throws -> TokenForgery {
        let (key, foreign) = try await Self.keys.value
        return TokenForgery(
            key: key, foreign: foreign, issuer: TokenForge.issuer, party: TokenForge.party, now: TokenForge.issued)
    }

    @Test("no token but the issuer's is let in, each refused by the check it is for", arguments: TokenAttack.all)
    func attack(_ attack: TokenAttack) async throws {
        let forgery = try await forgery()
        let verifier = ClerkTokenVerifierTests.verifier(forgery.key)
        let error = await failure(of: try attack.token(forgery), verifier)
        #expect(error?.description == attack.refusal)
        #expect(error?.isIssuerUnavailable == false)
        // What it is attacked with is no reason to refuse the honest.
        #expect(await failure(of: try forgery.signed(), verifier) == nil)
    }

    @Test("against a key that was given, too, none is let in", arguments: TokenAttack.all)
    func givenKey(_ attack: TokenAttack) async throws {
        let forgery = try await forgery()
        let verifier = ClerkTokenVerifier(
            configuration: .init(
                apiURL: "", secretKey: "", jwtKeyPEM: try forgery.key.publicPEM, issuer: TokenForge.issuer,
                authorizedParties: [TokenForge.party]), effects: StandingClock().effects
        ) { () async throws(ClerkTokenError) in throw .keysUnavailable("asked though the key was given") }
        let error = await failure(of: try attack.token(forgery), verifier)
        #expect(error != nil)
        #expect(error?.isIssuerUnavailable == false)
        #expect(await failure(of: try forgery.signed(), verifier) == nil)
    }

    @Test("there are more than eighty, and no two are called the same")
    func count() {
        #expect(TokenAttack.all.count >= 80)
        #expect(Set(TokenAttack.all.map(\.name)).count == TokenAttack.all.count)
    }
}
