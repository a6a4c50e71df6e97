import Effects
import Foundation
import Vendors

/// Admins by address: those whose primary e-mail address at the issuer is verified and listed.
///
/// What the session token says of it counts and, where webhooks come, what the user's row says against it. Else the
/// issuer is asked, once a minute for a user at most: whoever loses the address is no admin a minute later, also where
/// the webhook that would have told was lost.
final class AdminEmails: Sendable {
    private let listed: Set<String>
    private let hearsOfChanges: Bool
    private let clerk: ClerkClient
    private let effects: Effects
    private let log: HouseLog
    /// Whether users are listed, by their ids at the issuer.
    private let known = RecentValues<String, Bool>(lifetime: 60, capacity: 1000)

    /// - Parameters:
    ///   - listed: as ``HostConfiguration/adminEmails(_:)`` gives them.
    ///   - hearsOfChanges: whether webhooks keep users' rows true.
    init(listed: Set<String>, hearsOfChanges: Bool, clerk: ClerkClient, effects: Effects, log: HouseLog) {
        self.listed = listed
        self.hearsOfChanges = hearsOfChanges
        self.clerk = clerk
        self.effects = effects
        self.log = log
    }

    /// Whether a user is an admin by address.
    ///
    /// - Throws: ``APIError`` with `VENDOR_UNAVAILABLE` while the issuer cannot be asked.
    func isListed(_ clerkID: String, email known: KnownEmail = .unknown) async throws -> Bool {
        guard !listed.isEmpty else { return false }
        switch known {
        case .inToken(let email): return lists(email)
        case .told(let email) where hearsOfChanges && !lists(email): return false
        case .told, .unknown: return try await isListed(asking: clerkID)
        }
    }

    private func lists(_ email: String?) -> Bool {
        email.map { listed.contains(HostConfiguration.comparable($0)) } ?? false
    }

    private func isListed(asking clerkID: String) async throws -> Bool {
        let now = effects.now()
        if let isListed = known.value(for: clerkID, now: now) { return isListed }
        let email: String?
        do throws(ClerkAPIError) {
            email = try await clerk.verifiedEmail(of: clerkID)
        } catch {
            switch error {
            case .cancelled: throw CancellationError()
            case .refused: email = nil  // the issuer knows no such user any more
            case .unavailable(let reason):
                log.warned("the issuer did not say whose address this is: \(reason)")
                throw APIError(.vendorUnavailable, "The issuer of sessions cannot be reached. Try again shortly.")
            }
        }
        let isListed = lists(email)
        known.set(isListed, for: clerkID, now: now)
        return isListed
    }
}

extension HostConfiguration {
    /// The addresses in a list separated by commas; an empty entry is none.
    public static func adminEmails(_ list: String?) -> Set<String> {
        Set((list ?? "").split(separator: ",").map { comparable(String($0)) }.filter { !$0.isEmpty })
    }

    /// An address in the form in which it is compared.
    static func comparable(_ email: String) -> String {
        email.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }
}
