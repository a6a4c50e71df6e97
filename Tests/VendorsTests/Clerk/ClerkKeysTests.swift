import Effects
import Foundation
import StandIns
import Synchronization
import Testing

@testable import Vendors

/// An issuer whose answers a test decides on, and counts.
private final class ScriptedIssuer: Sendable {
    private struct State {
        var keySet: String?
        var fetches = 0
        /// Fetches that wait here until they are let go.
        var held: [CheckedContinuation<Void, Never>]?
    }

    private let state: Mutex<State>
    let started: AsyncStream<Void>
    private let start: AsyncStream<Void>.Continuation

    init(_ key: ClerkSigningKey?) {
        state = Mutex(State(keySet: key?.keySet))
        (started, start) = AsyncStream.makeStream()
    }

    var fetches: Int { state.withLock { $0.fetches } }

    func publish(_ key: ClerkSigningKey?) { state.withLock { $0.keySet = key?.keySet } }

    func publish(_ keySet: String) { state.withLock { $0.keySet = keySet } }

    func hold() { state.withLock { $0.held = [] } }

    func letGo() {
        let held = state.withLock { state in
            defer { state.held = nil }
            return state.held ?? []
        }
        for continuation in held { continuation.resume() }
    }

    @Sendable func fetch() async throws(ClerkTokenError) -> [UInt8] {
        state.withLock { $0.fetches += 1 }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                state.held?.append(continuation)
                return state.held != nil
            }
            if !isHeld { continuation.resume() }
            start.yield()
        }
        if Task.isCancelled { throw .cancelled }
        guard let keySet = state.withLock({ $0.keySet }) else { throw .keysUnavailable("away") }
        return Array(keySet.utf8)
    }
}

@Suite("The issuer's keys")
struct ClerkKeysTests {
    private static let away = ClerkTokenError.keysUnavailable("away")

    private func verifier(_ issuer: ScriptedIssuer, _ clock: StandingClock) -> ClerkTokenVerifier {
        ClerkTokenVerifier(
            configuration: .init(apiURL: "", secretKey: "", issuer: TokenForge.issuer), effects: clock.effects,
            fetch: issuer.fetch)
    }

    /// A token that is always in time, and new: one that was shown before is not checked again for a minute.
    private func longToken(_ forge: TokenForge) throws -> String {
        try forge.token(["exp": "\(TokenForge.issued + 100_000)", "sid": "\"sess_\(UUID().uuidString)\""])
    }

    /// Waits for a fetch that is under way: a stranger's key waits for it, and is too early to have another one made.
    private func endOfFetch(_ verifier: ClerkTokenVerifier) async throws {
        #expect(await failure(of: try longToken(TokenForge(key: try await ClerkSigningKey())), verifier) != nil)
    }

    @Test("a token shown again is judged by the clock each time, and by its key after a minute")
    func shownAgain() async throws {
        let forge = try await TokenForge()
        let other = TokenForge(key: try await ClerkSigningKey())
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        let (short, long) = (try forge.token(), try longToken(forge))
        #expect(await failure(of: short, verifier) == nil)
        #expect(await failure(of: long, verifier) == nil)
        issuer.publish(other.key)
        clock.advance(59)
        // Whoever asks with the new key makes the old one known as withdrawn, a minute after the first fetch.
        #expect(await failure(of: long, verifier) == nil)
        clock.advance(1)
        #expect(await failure(of: try longToken(other), verifier) == nil)
        #expect(await failure(of: long, verifier) == .unknownKey)
        clock.advance(5)
        #expect(await failure(of: short, verifier) != nil)
    }

    @Test("a token that has run out is refused although its signature was found good a moment ago")
    func runsOut() async throws {
        let forge = try await TokenForge()
        let clock = StandingClock()
        let verifier = self.verifier(ScriptedIssuer(forge.key), clock)
        let token = try forge.token(["exp": "\(TokenForge.issued + 30)"])
        #expect(await failure(of: token, verifier) == nil)
        clock.advance(36)
        #expect(await failure(of: token, verifier) == .expired)
    }

    @Test("one fetch serves for five minutes")
    func cached() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        var fetches: [Int] = []
        for seconds in [0, 299, 1, 1] {
            clock.advance(seconds)
            #expect(await failure(of: try longToken(forge), verifier) == nil)
            if seconds == 1 { try await endOfFetch(verifier) }
            fetches.append(issuer.fetches)
        }
        #expect(fetches == [1, 1, 2, 2])
    }

    @Test("a new key is found, and strangers' keys cost one fetch a minute")
    func rotation() async throws {
        let old = try await TokenForge()
        let new = TokenForge(key: try await ClerkSigningKey())
        let (issuer, clock) = (ScriptedIssuer(old.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        var seen: [String] = []
        func ask(_ forge: TokenForge) async throws {
            let error = await failure(of: try longToken(forge), verifier)
            seen.append("\(error.map { "\($0)" } ?? "good") \(issuer.fetches)")
        }
        try await ask(old)
        issuer.publish(new.key)
        clock.advance(59)
        try await ask(new)  // too soon to look again
        clock.advance(1)
        try await ask(new)
        try await ask(old)
        clock.advance(59)
        try await ask(old)
        #expect(
            seen == ["good 1", "its key is unknown 1", "good 2", "its key is unknown 2", "its key is unknown 2"])
    }

    @Test("a new key under the old one's id is found by the first wrong signature, looked for once a minute")
    func rotationUnderOneID() async throws {
        let old = try await TokenForge()
        let new = TokenForge(key: try await ClerkSigningKey())
        let (issuer, clock) = (ScriptedIssuer(old.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        func token(_ forge: TokenForge) throws -> String {
            try forge.token(
                ["exp": "\(TokenForge.issued + 100_000)", "sid": "\"sess_\(UUID().uuidString)\""],
                header: #"{"alg":"RS256","kid":"\#(old.key.id)"}"#)
        }
        var seen: [String] = []
        func ask(_ token: String) async {
            seen.append("\(await failure(of: token, verifier).map { "\($0)" } ?? "good") \(issuer.fetches)")
        }
        await ask(try token(old))
        issuer.publish(new.key.keySet.replacing(new.key.id, with: old.key.id))
        clock.advance(59)
        await ask(try token(new))  // too soon to look again
        clock.advance(1)
        let fresh = try token(new)
        issuer.hold()
        let errors = await withTaskGroup(of: ClerkTokenError?.self) { group in
            for _ in 0..<10 { group.addTask { await failure(of: fresh, verifier) } }
            for await _ in issuer.started where issuer.fetches == 2 { break }
            issuer.letGo()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors == Array(repeating: nil, count: 10))
        await ask(try token(new))
        await ask(try token(old))
        issuer.publish(nil)
        clock.advance(60)
        await ask(try token(old))
        await ask(try token(old))
        await ask(try token(new))
        #expect(
            seen == [
                "good 1", "its signature is wrong 1", "good 2", "its signature is wrong 2", "its signature is wrong 3",
                "its signature is wrong 3", "good 3",
            ])
    }

    @Test("while the issuer is away old keys serve, and it is asked every five seconds at most")
    func away() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        var seen: [String] = []
        for (seconds, isAway) in [(0, false), (301, true), (4, true), (1, true), (7200, true), (5, false), (299, true)]
        {
            clock.advance(seconds)
            issuer.publish(isAway ? nil : forge.key)
            let error = await failure(of: try longToken(forge), verifier)
            if seconds != 299 { try await endOfFetch(verifier) }
            seen.append("\(error.map { "\($0)" } ?? "good") \(issuer.fetches)")
        }
        #expect(seen == ["good 1", "good 2", "good 2", "good 3", "good 4", "good 5", "good 5"])
    }

    @Test("while the issuer hangs nobody who has a known key waits", .timeLimit(.minutes(1)))
    func hanging() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        #expect(await failure(of: try longToken(forge), verifier) == nil)
        issuer.hold()
        clock.advance(301)
        for _ in 1...3 { #expect(await failure(of: try longToken(forge), verifier) == nil) }
        for await _ in issuer.started where issuer.fetches == 2 { break }
        clock.advance(60)
        #expect(await failure(of: try longToken(forge), verifier) == nil)
        #expect(issuer.fetches == 2)
        issuer.letGo()
        try await endOfFetch(verifier)
        #expect(await failure(of: try longToken(forge), verifier) == nil)
        #expect(issuer.fetches == 2)
    }

    @Test("what cannot be read in a key set leaves the other keys good")
    func partlyBad() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        for bad in [
            #"{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}"#, #"{"kty":"RSA","kid":"a","n":"%","e":""}"#,
            #"{"kty":"RSA","kid":"a","n":5,"e":[]}"#, "7", "null",
        ] {
            let set = forge.key.keySet.replacing("[", with: "[\(bad),", maxReplacements: 1)
            issuer.publish(set)
            #expect(await failure(of: try longToken(forge), verifier(issuer, clock)) == nil, "\(set)")
        }
    }

    @Test("an issuer that was never there is to blame, not the token")
    func neverThere() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(nil), StandingClock())
        let verifier = self.verifier(issuer, clock)
        let token = try longToken(forge)
        #expect(await failure(of: token, verifier) == Self.away)
        #expect(await failure(of: token, verifier) == Self.away)
        #expect(issuer.fetches == 1)
        #expect(Self.away.isIssuerUnavailable)
        issuer.publish(forge.key)
        clock.advance(5)
        #expect(await failure(of: token, verifier) == nil)
    }

    @Test("many tokens at once share one fetch")
    func singleFlight() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        let token = try longToken(forge)
        issuer.hold()
        let errors = await withTaskGroup(of: ClerkTokenError?.self) { group in
            for _ in 0..<20 { group.addTask { await failure(of: token, verifier) } }
            for await _ in issuer.started { break }
            issuer.letGo()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors == Array(repeating: nil, count: 20))
        #expect(issuer.fetches == 1)
    }

    @Test("whoever fetches may be cancelled: the next in line takes over")
    func leaderCancelled() async throws {
        let forge = try await TokenForge()
        let (issuer, clock) = (ScriptedIssuer(forge.key), StandingClock())
        let verifier = self.verifier(issuer, clock)
        let token = try longToken(forge)
        issuer.hold()
        let leader = Task { await failure(of: token, verifier) }
        for await _ in issuer.started { break }
        let follower = Task { await failure(of: token, verifier) }
        leader.cancel()
        issuer.letGo()
        #expect(await leader.value == .cancelled)
        #expect(await follower.value == nil)
    }

    @Test(
        "a key set without a usable key is as good as none",
        arguments: [
            "", "[]", #"{"keys":[]}"#, #"{"keys":[{"kty":"EC","kid":"a","n":"AQAB","e":"AQAB"}]}"#,
            #"{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}"#,
        ])
    func badKeySet(_ json: String) async throws {
        let verifier = ClerkTokenVerifier(
            configuration: .init(apiURL: "", secretKey: "", issuer: TokenForge.issuer),
            effects: StandingClock().effects
        ) { Array(json.utf8) }
        let error = await failure(of: try await TokenForge().token(), verifier)
        #expect(error?.isIssuerUnavailable == true)
    }
}
