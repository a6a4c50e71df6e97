/// What the console's page is told about its host.
struct ConsoleSettings: Sendable {
    var stage: Environment.Stage
    /// Where the vendors' stand-ins answer, by the vendor's name; of no interest outside development.
    var standIns: [(vendor: String, url: String)]
    /// The host's own routes: what a host lacks, its console does not offer.
    var routes: [String] = []

    /// The page's template with its blanks filled. They stand in attributes, so the values are escaped for those.
    func filling(_ template: String, version: String) -> String {
        let list = stage == .development ? standIns.map { "\($0.vendor) \($0.url)" }.joined(separator: "\n") : ""
        return template.replacing("{{assets}}", with: "/console/\(version)")
            .replacing("{{stage}}", with: stage.rawValue)
            .replacing("{{standIns}}", with: Self.escaped(list))
            .replacing("{{routes}}", with: Self.escaped(routes.joined(separator: " ")))
            .replacing("{{version}}", with: GemzVersion.current)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    }
}

extension HostConfiguration {
    /// What the console is told: in development, where each vendor is really reached.
    func console(offering endpoints: [Endpoint]) -> ConsoleSettings {
        let provider = providerURLs[nil].map { [(vendor: "ScrapeCreators", url: $0)] } ?? []
        let carrier = qstashURL.map { [(vendor: "QStash", url: $0)] } ?? []
        return ConsoleSettings(
            stage: stage, standIns: [(vendor: "Clerk", url: clerk.apiURL)] + provider + carrier,
            routes: Set(endpoints.map(\.path)).sorted())
    }
}
