import Foundation
public import PlatformAPI
import Vendors

extension HostConfiguration {
    /// The configuration that environment variables describe.
    ///
    /// - Parameters:
    ///   - databaseURL: the database to use where the embedded one has been started; else `DATABASE_URL` counts.
    /// - Throws: ``EnvironmentError`` naming everything that is missing or wrong, in one message.
    public init(
        environment: Environment, databaseURL: String?, platforms: [PlatformDescriptor]
    ) throws(EnvironmentError) {
        let stage = try environment.stage()
        var problems: [String] = []
        func required(_ key: EnvironmentKey) -> String {
            if let value = environment.value(key) { return value }
            problems.append("\(key.rawValue) is not set.")
            return ""
        }
        let database = databaseURL ?? required(.databaseURL)
        let secretKey = required(.clerkSecretKey)
        let providerKey = required(.providerKey)
        var clerk = Self.clerk(environment, secretKey: secretKey, &problems)
        clerk.webhookSecret = Self.webhookSecret(environment, stage, &problems).map(SecretText.init)
        let siteURL = Self.siteURL(environment, &problems)
        let port = Self.port(environment, &problems)
        let settings = Self.settings(environment, platforms, &problems)
        let providerURLs = Self.providerURLs(environment, platforms)
        let callers = Callers(
            proxies: environment.value(.trustedProxies), corsOrigins: environment.value(.corsOrigins),
            problems: &problems)
        let carrier = Self.carrier(environment, siteURL: siteURL, &problems)
        if stage == .production { problems += Self.developmentTraces(environment, platforms) }
        guard problems.isEmpty else {
            let hint =
                stage == .development
                ? "To try gemz without any of them, run `gemz dev`."
                : "gemz-server starts once all of this is set right."
            throw EnvironmentError((problems + [hint]).joined(separator: "\n"))
        }
        self.init(
            stage: stage, address: "0.0.0.0", port: port, siteURL: siteURL, databaseURL: database, clerk: clerk,
            providerKey: providerKey, providerURLs: providerURLs, qstashURL: environment.value(.qstashURL),
            carrier: carrier, settings: settings)
        adminEmails = Self.adminEmails(environment.value(.adminEmails))
        self.callers = callers
    }

    /// Where providers are reached, by the variable that says so.
    public static func providerURLs(_ environment: Environment, _ platforms: [PlatformDescriptor]) -> [String?: String]
    {
        var urls: [String?: String] = [:]
        if let url = environment.value(.providerURL) { urls[nil] = url }
        for variable in platforms.compactMap(\.provider.baseURLVariable) {
            if let url = environment.value(named: variable) { urls[variable] = url }
        }
        return urls
    }

    /// What belongs to development and would serve real users with stand-ins, or with keys that everybody knows.
    private static func developmentTraces(_ environment: Environment, _ platforms: [PlatformDescriptor]) -> [String] {
        var problems: [String] = []
        let known = [
            (EnvironmentKey.clerkSecretKey, "sk_test_dev"), (.providerKey, "dev"), (.qstashToken, "qstash_dev_token"),
        ]
        for (key, known) in known where environment.value(key) == known {
            problems.append("\(key.rawValue) is the development key, which production does not take.")
        }
        let own = platforms.compactMap(\.provider.baseURLVariable)
        let names = [EnvironmentKey.clerkAPIURL, .providerURL, .qstashURL, .siteURL].map(\.rawValue) + own
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            guard let url = environment.value(named: name), isOfDevelopment(url) else { continue }
            problems.append("\(name) is \(url), an address of development, which production does not take.")
        }
        return problems
    }

    /// Whether an address is this machine's own or a stand-in's.
    private static func isOfDevelopment(_ url: String) -> Bool {
        let parts = URLComponents(string: url)
        let host = parts?.host?.lowercased().trimmingCharacters(in: ["[", "]"]) ?? ""
        let isLoopback =
            host.isEmpty || ["localhost", "::1", "0.0.0.0"].contains(host) || host.hasPrefix("127.")
            || host.hasSuffix(".localhost")
        return isLoopback || url.contains("/_dev")
    }

    /// How Clerk is reached: at the stand-in's address where one is named, else as a publishable key says.
    private static func clerk(_ environment: Environment, secretKey: String, _ problems: inout [String]) -> Clerk {
        let jwtKey = environment.value(.clerkJWTKey)
        if let url = environment.value(.clerkAPIURL) {
            return Clerk(apiURL: url, secretKey: secretKey, jwtKey: jwtKey, issuer: url)
        }
        let name = EnvironmentKey.clerkPublishableKey.rawValue
        let key = environment.value(.clerkPublishableKey)
        guard let parsed = key.flatMap(ClerkPublishableKey.init) else {
            problems.append(
                key == nil ? "\(name) is not set." : "\(name) is no publishable key (pk_live_… or pk_test_…).")
            return Clerk(apiURL: "", secretKey: secretKey, issuer: "")
        }
        return Clerk(
            apiURL: "https://api.clerk.com", secretKey: secretKey,
            keySetURL: parsed.issuer + "/.well-known/jwks.json", jwtKey: jwtKey, issuer: parsed.issuer,
            signInURL: parsed.signInURL)
    }

    private static func webhookSecret(
        _ environment: Environment, _ stage: Environment.Stage, _ problems: inout [String]
    ) -> String? {
        let name = EnvironmentKey.clerkWebhookSecret.rawValue
        guard let secret = environment.value(.clerkWebhookSecret) else {
            if stage == .production { problems.append("\(name) is not set: Clerk's webhooks are known by it.") }
            return nil
        }
        if SvixSignature(secret: secret) == nil { problems.append("\(name) is no signing secret (whsec_…).") }
        return secret
    }

    private static func siteURL(_ environment: Environment, _ problems: inout [String]) -> String? {
        guard let url = environment.value(.siteURL) else { return nil }
        let origin = url.hasSuffix("/") ? String(url.dropLast()) : url
        if WebOrigin(origin) == nil {
            problems.append(
                "\(EnvironmentKey.siteURL.rawValue) is '\(url)'; it takes an address without a path, such as https://gemz.example.com."
            )
        }
        return origin
    }

    private static func port(_ environment: Environment, _ problems: inout [String]) -> Int {
        guard let text = environment.value(.port) else { return 8787 }
        guard let port = Int(text), (0...65535).contains(port) else {
            problems.append("PORT is '\(text)'; it takes a number from 0 to 65535.")
            return 8787
        }
        return port
    }

    private static func settings(
        _ environment: Environment, _ platforms: [PlatformDescriptor], _ problems: inout [String]
    ) -> ConfigSnapshot {
        let settings = environment.value(.settings)?.split(separator: ",").map(String.init) ?? []
        do throws(ConfigError) {
            return try ConfigSnapshot(settings: settings, catalog: ConfigCatalog(platforms: platforms))
        } catch {
            problems += error.problems.map { "GEMZ_SETTINGS: \($0)." }
            return ConfigSnapshot()
        }
    }
}
