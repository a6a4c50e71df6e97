import Effects
import Foundation
import JWTKit

/// The issuer's public keys: one that is given, or the published set, fetched when needed and kept.
///
/// A set is good for five minutes. Older keys still serve while a new set is fetched or cannot be had. A token with an unknown key, or
/// with a signature that the known one has not made, has the set fetched again, at most once a minute, so that a flood of
/// such tokens does not reach the issuer.
actor ClerkKeys {
    /// A key, and the number of the set that it is from.
    struct Key: Sendable {
        var algorithm: any JWTAlgorithm
        var version: Int
    }

    typealias Fetch = @Sendable () async throws(ClerkTokenError) -> [UInt8]

    private static let lifetime: TimeInterval = 300
    /// Between fetches for the sake of keys that nobody knows.
    private static let pauseAfterSuccess: TimeInterval = 60
    /// An issuer that starts up a little later than the host should not cost a minute.
    private static let pauseAfterFailure: TimeInterval = 5

    private let pem: String?
    private let effects: Effects
    private let fetch: Fetch
    private var given: (any JWTAlgorithm)?
    private var keys: [String: any JWTAlgorithm] = [:]
    /// How many sets there have been.
    private var version = 0
    private var fetchedAt: TimeInterval?
    private var failure: (at: TimeInterval, error: ClerkTokenError)?
    private var isFetching = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(pem: String?, effects: Effects, fetch: @escaping Fetch) {
        self.pem = pem
        self.effects = effects
        self.fetch = fetch
    }

    /// The key of an id; the given one, where one was given, whatever the id.
    ///
    /// - Throws: ``ClerkTokenError/unknownKey``, ``ClerkTokenError/keysUnavailable(_:)``,
    ///   ``ClerkTokenError/cancelled``.
    func key(_ id: String?) async throws(ClerkTokenError) -> Key {
        if let pem { return Key(algorithm: try await givenKey(pem), version: version) }
        guard let id else { throw .unknownKey }
        while true {
            if let algorithm = keys[id] {
                if !isFetching, isRefreshDue(knowsKey: true) { refreshAside() }
                return Key(algorithm: algorithm, version: version)
            }
            if isFetching {
                await withCheckedContinuation { waiting.append($0) }
            } else {
                guard isRefreshDue(knowsKey: false) else { throw failure?.error ?? .unknownKey }
                try await refresh()
            }
        }
    }

    /// The key that has taken the place of one with the same id, by which a signature was found wrong.
    ///
    /// - Parameter version: of the set that the old key is from.
    /// - Returns: `nil` where there is none, or where it is too early to look again.
    /// - Throws: ``ClerkTokenError/cancelled``
    func replacement(
        of id: String?, after version: Int
    ) async throws(ClerkTokenError) -> (any JWTAlgorithm)? {
        guard pem == nil, let id else { return nil }
        while self.version == version {
            guard isRefreshDue(knowsKey: false) else { return nil }
            if isFetching {
                await withCheckedContinuation { waiting.append($0) }
            } else {
                try await refresh()
            }
        }
        return keys[id]
    }

    private func isRefreshDue(knowsKey: Bool) -> Bool {
        let now = effects.now().timeIntervalSince1970
        // A clock that was set back makes everything due.
        // Who has keys can wait with strangers'.
        let pause = knowsKey || keys.isEmpty ? Self.pauseAfterFailure : Self.pauseAfterSuccess
        if let failure, (0..<pause).contains(now - failure.at) { return false }
        guard let fetchedAt else { return true }
        return !(0..<(knowsKey ? Self.lifetime : Self.pauseAfterSuccess)).contains(now - fetchedAt)
    }

    /// Fetches the set while the old one serves on: nobody waits for an issuer that hangs. There is one such fetch at a
    /// time, and its own timeout ends it.
    private func refreshAside() {
        isFetching = true
        Task { _ = try? await refresh() }
    }

    /// Fetches the set, whoever else waits for it; remembers a failure instead of throwing it.
    ///
    /// - Throws: ``ClerkTokenError/cancelled`` alone; the next in line then tries.
    private func refresh() async throws(ClerkTokenError) {
        isFetching = true
        defer {
            isFetching = false
            let woken = waiting
            waiting = []
            for continuation in woken { continuation.resume() }
        }
        do throws(ClerkTokenError) {
            keys = try await Self.keys(in: fetch())
            version += 1
            fetchedAt = effects.now().timeIntervalSince1970
            failure = nil
        } catch .cancelled {
            throw .cancelled
        } catch {
            failure = (effects.now().timeIntervalSince1970, error)
        }
    }

    private func givenKey(_ pem: String) async throws(ClerkTokenError) -> any JWTAlgorithm {
        if let given { return given }
        let key: any JWTAlgorithm
        do {
            key = try await Self.algorithm(Insecure.RSA.PublicKey(pem: Self.normalised(pem)))
        } catch {
            throw .keysUnavailable("the configured public key is no RSA key in PEM")
        }
        given = key
        return key
    }

    /// The PEM with the line breaks that environment variables lose.
    private static func normalised(_ pem: String) -> String {
        let text = pem.replacing("\\n", with: "\n")
        guard let match = text.firstMatch(of: /-----BEGIN ([A-Z ]+)-----([^-]*)-----END/) else { return text }
        let base64 = Array(match.2.filter { !$0.isWhitespace })
        let lines = stride(from: 0, to: base64.count, by: 64).map { String(base64[$0..<min($0 + 64, base64.count)]) }
        return "-----BEGIN \(match.1)-----\n\(lines.joined(separator: "\n"))\n-----END \(match.1)-----\n"
    }

    static func algorithm(_ key: Insecure.RSA.PublicKey) async throws -> any JWTAlgorithm {
        let collection = JWTKeyCollection()
        await collection.add(rsa: key, digestAlgorithm: .sha256)
        return try await collection.getKey()
    }
}
