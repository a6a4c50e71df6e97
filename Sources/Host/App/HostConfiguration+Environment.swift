import Foundation
public import PlatformAPI

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
        let issuer = Self.issuer(environment, &problems)
        let port = Self.port(environment, &problems)
        let settings = Self.settings(environment, platforms, &problems)
        let providerURLs = Self.providerURLs(environment, platforms)
        if stage == .production { problems += Self.developmentTraces(environment, platforms) }
        guard problems.isEmpty else {
            let hint =
                stage == .development
                ? "To try gemz without any of them, run `gemz dev`."
                : "gemz-server starts once all of this is set right."
            throw EnvironmentError((problems + [hint]).joined(separator: "\n"))
        }
        self.init(
            stage: stage, address: "0.0.0.0", port: port, databaseURL: database,
            clerk: Clerk(
                apiURL: environment.value(.clerkAPIURL) ?? "https://api.clerk.com", secretKey: secretKey,
                jwtKey: environment.value(.clerkJWTKey), issuer: issuer), providerKey: providerKey,
            providerURLs: providerURLs, settings: settings)
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
        for (key, known) in [(EnvironmentKey.clerkSecretKey, "sk_test_dev"), (.providerKey, "dev")]
        where environment.value(key) == known {
            problems.append("\(key.rawValue) is the development key, which production does not take.")
        }
        let own = platforms.compactMap(\.provider.baseURLVariable)
        let names = [EnvironmentKey.clerkAPIURL.rawValue, EnvironmentKey.providerURL.rawValue] + own
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

    /// The issuer is the stand-in's address where one is named, else the one a publishable key holds:
    /// `pk_live_` and the base64 of the Frontend API's host with a `$` behind it.
    private static func issuer(_ environment: Environment, _ problems: inout [String]) -> String {
        if let url = environment.value(.clerkAPIURL) { return url }
        guard let key = environment.value(.clerkPublishableKey) else {
            problems.append("\(EnvironmentKey.clerkPublishableKey.rawValue) is not set.")
            return ""
        }
        let encoded = key.split(separator: "_").last.map(String.init) ?? ""
        let padded = encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
        let host = Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self) }
        guard let host, host.hasSuffix("$"), host.count > 1 else {
            problems.append(
                "\(EnvironmentKey.clerkPublishableKey.rawValue) is no publishable key (pk_live_… or pk_test_…).")
            return ""
        }
        return "https://\(host.dropLast())"
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
