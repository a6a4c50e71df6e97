public import Foundation

/// How the stand-ins run. The defaults are those of development.
public struct StandInsConfiguration: Sendable {
    /// The loopback port; 0 takes any free one.
    public var port: Int
    /// Folders with tapes: fixture cases, and sample tapes with their bodies in files.
    public var tapeFolders: [URL]
    /// Whether whatever is on no tape gets the endpoint's empty answer instead of a simulated one.
    public var tapesOnly: Bool
    /// What goes wrong at the provider, until `_control/faults` says otherwise.
    public var faults: FaultPlan
    /// Where the faults' dice start: the same seed spoils the same requests.
    public var seed: UInt64
    /// The only key the provider takes.
    public var providerKey: String
    /// The only secret Clerk's Backend API takes.
    public var clerkSecret: String
    /// The `azp` of session tokens: the origin of the page that a person signs in at.
    public var clerkAuthorizedParty: String
    /// Who is told of users and sessions; `nil` tells nobody.
    public var clerkWebhook: ClerkWebhookEndpoint?
    /// The only token QStash takes.
    public var qstashToken: String
    /// What QStash signs deliveries with at first; `nil` makes fresh keys.
    public var qstashSigningKeys: QStashSigningKeys?
    /// The only key Resend takes.
    public var resendKey: String
    /// The only key Stripe takes.
    public var stripeKey: String
    /// Where Clerk's signing key and users, Resend's webhooks and all that Stripe holds outlive a restart; `nil` keeps them in
    /// memory.
    public var stateDirectory: URL?

    public init(
        port: Int = 8788, tapeFolders: [URL] = [], tapesOnly: Bool = false, faults: FaultPlan = .none, seed: UInt64 = 1,
        providerKey: String = "dev", clerkSecret: String = "sk_test_dev",
        clerkAuthorizedParty: String = "http://127.0.0.1:8787", qstashToken: String = "qstash_dev_token",
        qstashSigningKeys: QStashSigningKeys? = nil, resendKey: String = "re_dev_key",
        stripeKey: String = "sk_test_dev", stateDirectory: URL? = nil
    ) {
        self.port = port
        self.tapeFolders = tapeFolders
        self.tapesOnly = tapesOnly
        self.faults = faults
        self.seed = seed
        self.providerKey = providerKey
        self.clerkSecret = clerkSecret
        self.clerkAuthorizedParty = clerkAuthorizedParty
        self.qstashToken = qstashToken
        self.qstashSigningKeys = qstashSigningKeys
        self.resendKey = resendKey
        self.stripeKey = stripeKey
        self.stateDirectory = stateDirectory
    }
}

/// Why the stand-ins cannot start, or cannot keep their state.
public struct StandInsProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
