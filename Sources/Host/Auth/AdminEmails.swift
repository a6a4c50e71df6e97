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
    /// Users' addresses, by their ids at the issuer; `nil` for one who has none.
    private let known = RecentValues<String, EmailAddress?>(lifetime: 60, capacity: 1000)

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

    /// The address that makes a user an admin; `nil` where none does.
    ///
    /// - Throws: ``APIError`` with `VENDOR_UNAVAILABLE` while the issuer cannot be asked.
    func listedAddress(of clerkID: String, email known: KnownEmail = .unknown) async throws -> EmailAddress? {
        guard !listed.isEmpty else { return nil }
        let email: EmailAddress? =
            switch known {
            case .inToken(let email): email
            case .told(let email) where hearsOfChanges && !lists(email): nil
            case .told, .unknown: try await address(asking: clerkID)
            }
        return lists(email) ? email : nil
    }

    private func lists(_ email: EmailAddress?) -> Bool {
        email.map { listed.contains(HostConfiguration.comparable($0.exposed)) } ?? false
    }

    private func address(asking clerkID: String) async throws -> EmailAddress? {
        let now = effects.now()
        if let address = known.value(for: clerkID, now: now) { return address }
        let email: EmailAddress?
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
        known.set(email, for: clerkID, now: now)
        return email
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
