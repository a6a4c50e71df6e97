import Foundation
import Synchronization

/// Tokens whose signatures were found good a moment ago: a client that polls sends one token many times, and checking
/// its signature costs more than answering it.
///
/// What a token claims, its times above all, is judged anew each time. A key that the issuer withdraws is noticed a
/// minute later at most; the key set itself is kept for longer.
final class VerifiedTokens: Sendable {
    private struct Entry {
        var claims: ClerkClaims
        var checkedAt: TimeInterval
    }

    /// How long a signature is taken as checked, in seconds.
    static let lifetime: TimeInterval = 60
    static let capacity = 1000
    /// Bytes; Clerk's tokens are shorter, and a thousand of the longest allowed ones would be a lot.
    private static let longest = 2048

    private let entries = Mutex<[String: Entry]>([:])

    func claims(of token: String, now: TimeInterval) -> ClerkClaims? {
        entries.withLock { entries in
            guard let entry = entries[token] else { return nil }
            // A clock that was set back makes everything due.
            return (0..<Self.lifetime).contains(now - entry.checkedAt) ? entry.claims : nil
        }
    }

    func add(_ token: String, _ claims: ClerkClaims, now: TimeInterval) {
        guard token.utf8.count <= Self.longest else { return }
        entries.withLock { entries in
            if entries.count >= Self.capacity {
                entries = entries.filter { (0..<Self.lifetime).contains(now - $0.value.checkedAt) }
                if entries.count >= Self.capacity { entries = [:] }
            }
            entries[token] = Entry(claims: claims, checkedAt: now)
        }
    }
}
