import Foundation

/// What the surroundings say: environment variables by the names that the replaced system used.
public struct Environment: Sendable {
    /// Where gemz runs.
    public enum Stage: String, Sendable {
        case development
        case production
    }

    private let values: [String: String]

    /// - Parameter values: names and values; ``current`` takes the process's own.
    public init(_ values: [String: String]) { self.values = values }

    /// The machine's name with the process's number: two hosts on one machine have different ones.
    public static var hostName: String {
        "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
    }

    public static var current: Environment { Environment(ProcessInfo.processInfo.environment) }

    /// A variable's value; empty ones count as unset.
    public func value(_ key: EnvironmentKey) -> String? {
        values[key.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `GEMZ_ENV`.
    ///
    /// - Throws: ``EnvironmentError`` for anything but `development` and `production`.
    public func stage() throws(EnvironmentError) -> Stage {
        guard let text = value(.stage) else { return .development }
        guard let stage = Stage(rawValue: text) else {
            throw EnvironmentError("GEMZ_ENV is '\(text)'; it takes development or production.")
        }
        return stage
    }
}

/// The variables gemz reads.
public enum EnvironmentKey: String, Sendable, CaseIterable {
    case stage = "GEMZ_ENV"
    case databaseURL = "DATABASE_URL"
    case embeddedPostgres = "GEMZ_EMBEDDED_POSTGRES"
    case dataDirectory = "GEMZ_DATA_DIR"
    case port = "PORT"
    case siteURL = "NEXT_PUBLIC_SITE_URL"
    /// Where a deployment is reached, without a scheme.
    case deploymentURL = "VERCEL_URL"
    case clerkSecretKey = "CLERK_SECRET_KEY"
    case clerkPublishableKey = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"
    case clerkJWTKey = "CLERK_JWT_KEY"
    /// What tells Clerk's webhooks from anybody else's.
    case clerkWebhookSecret = "CLERK_WEBHOOK_SECRET"
    case clerkAPIURL = "CLERK_API_URL"
    /// The e-mail addresses of admins, separated by commas.
    case adminEmails = "NEXT_PUBLIC_ADMIN_EMAILS"
    case providerKey = "SCRAPECREATORS_API_KEY"
    case providerURL = "SCRAPECREATORS_API_URL"
    /// What carries messages: `postgres` or `qstash`.
    case carrier = "GEMZ_CARRIER"
    case qstashURL = "QSTASH_URL"
    case qstashToken = "QSTASH_TOKEN"
    case qstashCurrentSigningKey = "QSTASH_CURRENT_SIGNING_KEY"
    case qstashNextSigningKey = "QSTASH_NEXT_SIGNING_KEY"
    /// The proxies whose `X-Forwarded-For` counts: addresses and networks (`10.0.0.0/8`), separated by commas.
    case trustedProxies = "GEMZ_TRUSTED_PROXIES"
    /// The sites whose pages may call the API from a browser: origins, separated by commas.
    case corsOrigins = "GEMZ_CORS_ORIGINS"
    /// A session token for `gemz search`.
    case token = "GEMZ_TOKEN"
    case logLevel = "LOG_LEVEL"
    /// Settings of this process, `name=value` separated by commas: `processing.slice=5,timeouts.lease=10s`.
    case settings = "GEMZ_SETTINGS"

    /// Whether the value never belongs in a log.
    public var isSecret: Bool {
        switch self {
        case .databaseURL, .clerkSecretKey, .clerkJWTKey, .clerkWebhookSecret, .providerKey, .token, .qstashToken,
            .qstashCurrentSigningKey, .qstashNextSigningKey:
            true
        default: false
        }
    }
}

/// Surroundings that gemz cannot start in, with what to do about it.
public struct EnvironmentError: Error, CustomStringConvertible, Sendable {
    public var description: String

    public init(_ description: String) { self.description = description }
}

extension Environment {
    /// A variable that a platform names for itself.
    func value(named name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}
