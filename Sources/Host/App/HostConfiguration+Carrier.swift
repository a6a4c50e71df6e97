import Foundation
import Vendors

extension HostConfiguration {
    /// Who carries messages: as `GEMZ_CARRIER` says, else QStash where there is a token for it, else the database.
    static func carrier(_ environment: Environment, siteURL: String?, _ problems: inout [String]) -> Carrier {
        let token = environment.value(.qstashToken)
        var name = token == nil ? Carrier.Name.postgres : .qstash
        if let text = environment.value(.carrier) {
            if let chosen = Carrier.Name(rawValue: text) {
                name = chosen
            } else {
                problems.append("GEMZ_CARRIER is '\(text)'; it takes postgres or qstash.")
            }
        }
        guard name == .qstash else { return .postgres }
        func required(_ key: EnvironmentKey) -> String {
            if let value = environment.value(key) { return value }
            problems.append("\(key.rawValue) is not set, and QStash carries the messages.")
            return ""
        }
        let publicURL = siteURL ?? deploymentURL(environment, &problems)
        if publicURL == nil {
            problems.append(
                "NEXT_PUBLIC_SITE_URL is not set, nor VERCEL_URL: QStash must know where to deliver messages to.")
        }
        return .qstash(
            QStash(
                apiURL: environment.value(.qstashURL) ?? QStashClient.defaultURL, token: required(.qstashToken),
                currentSigningKey: required(.qstashCurrentSigningKey), nextSigningKey: required(.qstashNextSigningKey),
                publicURL: publicURL))
    }

    /// `VERCEL_URL` as an address.
    private static func deploymentURL(_ environment: Environment, _ problems: inout [String]) -> String? {
        guard let name = environment.value(.deploymentURL) else { return nil }
        if let origin = WebOrigin("https://" + name) { return "\(origin)" }
        problems.append("VERCEL_URL is '\(name)'; it takes a host without scheme and path, such as gemz.vercel.app.")
        return ""
    }
}
