import Foundation

/// A publishable key of Clerk (`pk_live_…`, `pk_test_…`): the address of an instance, in base64 with a `$` behind it.
public struct ClerkPublishableKey: Hashable, Sendable {
    /// The host of the Frontend API, such as `clerk.example.com`.
    public let frontendHost: String

    /// `nil` for what is no publishable key.
    public init?(_ key: String) {
        let parts = key.split(separator: "_", maxSplits: 2).map(String.init)
        guard parts.count == 3, parts[0] == "pk", ["live", "test"].contains(parts[1]) else { return nil }
        let padded = parts[2] + String(repeating: "=", count: (4 - parts[2].utf8.count % 4) % 4)
        guard let host = Data(base64Encoded: padded).map({ String(decoding: $0, as: UTF8.self) }),
            host.wholeMatch(of: /[0-9A-Za-z.-]+\$/) != nil
        else { return nil }
        frontendHost = String(host.dropLast())
    }

    /// The Frontend API, which is the issuer of session tokens.
    public var issuer: String { "https://\(frontendHost)" }

    /// The sign-in page of the Account Portal: of `clerk.example.com` on `accounts.example.com`, of a development
    /// instance's `name.clerk.accounts.dev` on `name.accounts.dev`.
    public var signInURL: String {
        let found = frontendHost.firstRange(of: "clerk.accounts.") ?? frontendHost.firstRange(of: "clerk.")
        let host = found.map { frontendHost.replacingCharacters(in: $0, with: "accounts.") } ?? frontendHost
        return "https://\(host)/sign-in"
    }
}
