import Effects
import Foundation
import StandIns
import Synchronization

/// Makes session tokens, right ones and wrong ones.
struct TokenForge {
    /// 2026-01-01T00:00:00Z, when every token is issued.
    static let issued = 1_767_225_600
    static let issuer = "https://clerk.example.com"
    static let party = "https://app.example.com"
    /// Made once: that takes a moment.
    private static let sharedKey = Task { try await ClerkSigningKey() }

    let key: ClerkSigningKey

    init() async throws { key = try await Self.sharedKey.value }

    init(key: ClerkSigningKey) { self.key = key }

    /// - Parameters:
    ///   - changes: claims as JSON; `nil` leaves one out.
    ///   - header: instead of the usual one; `KID` stands for the key's id.
    func token(_ changes: [String: String?] = [:], header: String? = nil) throws -> String {
        let claims = Self.claims(changes)
        guard let header else { return try key.token(claims: claims) }
        return try key.token(header: header.replacing("KID", with: key.id), claims: claims)
    }

    static func claims(_ changes: [String: String?]) -> String {
        var claims: [String: String?] = [
            "azp": "\"\(party)\"", "exp": "\(issued + 60)", "iat": "\(issued)", "iss": "\"\(issuer)\"",
            "nbf": "\(issued - 10)", "sid": "\"sess_2ab\"", "sts": "\"active\"", "sub": "\"user_2ab\"", "v": "2",
        ]
        claims.merge(changes) { $1 }
        let members = claims.sorted { $0.key < $1.key }.compactMap { claim in
            claim.value.map { "\"\(claim.key)\":\($0)" }
        }
        return "{\(members.joined(separator: ","))}"
    }
}

/// A clock that stands until it is moved.
final class StandingClock: Sendable {
    private let seconds: Mutex<Int>
    private let count = Mutex<UInt64>(0)

    /// - Parameter seconds: unix time.
    init(_ seconds: Int = TokenForge.issued) { self.seconds = Mutex(seconds) }

    func advance(_ seconds: Int) { self.seconds.withLock { $0 += seconds } }

    var effects: Effects {
        Effects(
            now: { Date(timeIntervalSince1970: Double(self.seconds.withLock { $0 })) },
            sleep: { _ in throw CancellationError() },
            uuid: { UUID.version7(at: Date(timeIntervalSince1970: 0), random: self.bytes(10)) },
            randomBytes: { self.bytes($0) }, randomUnit: { 0.5 })
    }

    private func bytes(_ length: Int) -> [UInt8] {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return (0..<length).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) : 0 }
    }
}
