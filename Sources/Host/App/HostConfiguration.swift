import Foundation
import PlatformAPI
import Vendors

/// All that a host is told when it starts.
public struct HostConfiguration: Sendable {
    /// How the issuer of session tokens is reached and named.
    public struct Clerk: Sendable {
        /// The Backend API without `/v1`; its JWKS is at `{it}/v1/jwks`.
        public var apiURL: String
        public var secretKey: String
        /// Where the issuer publishes its JWKS, where that is elsewhere.
        public var keySetURL: String?
        /// A public key in PEM that saves asking for the JWKS.
        public var jwtKey: String?
        /// What webhooks are signed with (`whsec_…`); without it none is taken.
        public var webhookSecret: String?
        /// The `iss` that tokens must carry.
        public var issuer: String
        /// The page that browsers sign in at.
        public var signInURL: String

        /// - Parameter signInURL: `sign-in` below the issuer, unless told.
        public init(
            apiURL: String, secretKey: String, keySetURL: String? = nil, jwtKey: String? = nil,
            webhookSecret: String? = nil, issuer: String, signInURL: String? = nil
        ) {
            self.apiURL = apiURL
            self.secretKey = secretKey
            self.keySetURL = keySetURL
            self.jwtKey = jwtKey
            self.webhookSecret = webhookSecret
            self.issuer = issuer
            self.signInURL = signInURL ?? issuer + "/sign-in"
        }
    }

    /// Who brings messages to the workers.
    public enum Carrier: Sendable {
        /// The database: workers look for messages themselves.
        case postgres
        /// QStash: a relay hands it the messages, and it delivers them to a webhook.
        case qstash(QStash)

        /// How the carrier is chosen by name.
        public enum Name: String, Sendable, CaseIterable {
            case postgres
            case qstash
        }
    }

    /// How QStash is reached, and how it is known.
    public struct QStash: Sendable {
        /// Without `/v2`.
        public var apiURL: String
        public var token: String
        public var currentSigningKey: String
        public var nextSigningKey: String
        /// Where QStash reaches this host, without a path; `nil` is where it listens, on the same machine.
        public var publicURL: String?

        public init(
            apiURL: String, token: String, currentSigningKey: String, nextSigningKey: String, publicURL: String? = nil
        ) {
            self.apiURL = apiURL
            self.token = token
            self.currentSigningKey = currentSigningKey
            self.nextSigningKey = nextSigningKey
            self.publicURL = publicURL
        }
    }

    public var stage: Environment.Stage
    /// What this host is called where several are told apart, such as in the history of a message.
    public var hostName = Environment.hostName
    /// Where to listen; port 0 takes a free one.
    public var address: String
    public var port: Int
    /// The address that people find gemz at, as in `https://gemz.example.com`; `nil` takes the one they ask for.
    public var siteURL: String?
    public var databaseURL: String
    public var databasePoolSize: Int
    public var clerk: Clerk
    public var providerKey: String
    /// The provider's address for each platform that names a variable of its own, else under `nil`.
    public var providerURLs: [String?: String]
    /// Where QStash's stand-in answers; the console of a development host links to it.
    public var qstashURL: String?
    public var carrier: Carrier
    public var settings: ConfigSnapshot
    public var callers = Callers()
    /// The addresses of admins, as ``adminEmails(_:)`` gives them.
    public var adminEmails: Set<String> = []

    public init(
        stage: Environment.Stage, address: String, port: Int, siteURL: String? = nil, databaseURL: String,
        databasePoolSize: Int = 12,
        clerk: Clerk, providerKey: String, providerURLs: [String?: String], qstashURL: String? = nil,
        carrier: Carrier = .postgres,
        settings: ConfigSnapshot
    ) {
        self.stage = stage
        self.address = address
        self.port = port
        self.siteURL = siteURL
        self.databaseURL = databaseURL
        self.databasePoolSize = databasePoolSize
        self.clerk = clerk
        self.providerKey = providerKey
        self.providerURLs = providerURLs
        self.qstashURL = qstashURL
        self.carrier = carrier
        self.settings = settings
    }

    /// Texts that never appear in a log.
    public var secrets: [String] {
        let password = URLComponents(string: databaseURL)?.password
        return [databaseURL, clerk.secretKey, providerKey]
            + [clerk.jwtKey, clerk.webhookSecret, password].compactMap { $0 }
            + (qstash.map { [$0.token, $0.currentSigningKey, $0.nextSigningKey] } ?? [])
    }

    /// Whether admins may make users and sign them in: outside production, and at a development instance of the issuer's
    /// alone. A host whose stage was forgotten has the keys of real users.
    var hasTestUsers: Bool { stage != .production && clerk.secretKey.hasPrefix("sk_test_") }

    /// QStash, where it carries the messages.
    var qstash: QStash? { if case .qstash(let qstash) = carrier { qstash } else { nil } }

    func providerURL(of platform: PlatformDescriptor) -> String {
        let own = platform.provider.baseURLVariable.flatMap { providerURLs[$0] }
        return ScrapeCreators.baseURL(from: own ?? providerURLs[nil] ?? Self.scrapeCreators)
    }

    private static let scrapeCreators = "https://api.scrapecreators.com"
}
