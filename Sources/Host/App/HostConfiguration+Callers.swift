extension HostConfiguration {
    /// Who stands between callers and this host, and whose pages may call it besides gemz's own.
    public struct Callers: Sendable {
        var proxies = TrustedProxies()
        var origins: Set<WebOrigin> = []

        /// Nobody.
        public init() {}

        /// - Parameters:
        ///   - proxies: addresses and networks, separated by commas.
        ///   - corsOrigins: origins, separated by commas.
        ///   - problems: takes what is wrong with either.
        public init(proxies: String?, corsOrigins: String?, problems: inout [String]) {
            let networks = Self.entries(proxies).map { ($0, TrustedProxies.Network($0)) }
            let sites = Self.entries(corsOrigins).map { ($0, WebOrigin($0)) }
            self.proxies = TrustedProxies(networks: networks.compactMap(\.1))
            origins = Set(sites.compactMap(\.1))
            for (entry, network) in networks where network == nil {
                problems.append(
                    "\(EnvironmentKey.trustedProxies.rawValue) has '\(entry)'; it takes addresses and networks such as "
                        + "10.0.0.0/8.")
            }
            for (entry, site) in sites where site == nil {
                problems.append(
                    "\(EnvironmentKey.corsOrigins.rawValue) has '\(entry)'; it takes origins such as "
                        + "https://app.example.com.")
            }
        }

        private static func entries(_ list: String?) -> [String] {
            (list ?? "").split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        }
    }
}
