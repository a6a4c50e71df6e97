import ArgumentParser
import HTTPClient
import Host
import Logging
import ServiceLifecycle
import UnixSignals

/// Which host a command talks to, and as whom.
struct ClientOptions: ParsableArguments {
    @Option(help: "The host's address. [the one on port 8787, if there is one]")
    var url: String?

    @Option(help: "A session token. [$GEMZ_TOKEN, else the stand-in's for dev@example.com]")
    var token: String?

    private static let usualHost = "http://127.0.0.1:8787"
    private static let usualStandIns = "http://127.0.0.1:8788"

    /// The host that is named or running, or `nil` when one has to be started.
    ///
    /// - Parameter options: options that were given and that only a host started here would heed.
    func reachedHost(leavingOut options: [String]) async throws -> APIClient? {
        let names = options.joined(separator: ", ")
        if let url {
            guard options.isEmpty else {
                throw Ending.usage("--url names a host that runs already; leave out \(names).")
            }
            return try await connect(to: url.hasSuffix("/") ? String(url.dropLast()) : url)
        }
        guard await APIClient(http: HTTPClient(), baseURL: Self.usualHost, token: "").isAlive() else { return nil }
        guard options.isEmpty else {
            throw Ending.usage("A host already runs on 8787; stop it or leave out \(names).")
        }
        return try await connect(to: Self.usualHost)
    }

    /// A client of a host that was started here: the environment's token is for another one.
    func connect(toOwn addresses: DevelopmentStack.Addresses) async throws -> APIClient {
        try await connect(to: addresses.host, token: token, standIns: addresses.standIns)
    }

    /// A client with the given token, the environment's, or in development a fresh one of the stand-in's.
    private func connect(to host: String) async throws -> APIClient {
        let environment = Environment.current
        let given = token ?? environment.value(.token)
        if given == nil, try environment.stage() == .production {
            throw Ending.usage("In production a search needs --token or GEMZ_TOKEN.")
        }
        return try await connect(to: host, token: given, standIns: Self.usualStandIns)
    }

    private func connect(to host: String, token: String?, standIns: String) async throws -> APIClient {
        let http = HTTPClient()
        if let token { return APIClient(http: http, baseURL: host, token: token) }
        let issued = try await TokenIssuer(http: http, standIns: standIns)
            .token(for: DevelopmentKeys.email, lifetime: .seconds(3600))
        return APIClient(http: http, baseURL: host, token: issued.jwt)
    }
}

/// Runs a command that talks to a host elsewhere, so that Ctrl-C reaches it as a request to stop.
func withInterruption(_ body: @escaping @Sendable () async throws -> Void) async throws {
    var configuration = ServiceGroupConfiguration(
        services: [
            .init(
                service: ClosureService(body: body), successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        ], gracefulShutdownSignals: [.sigterm, .sigint], logger: TerminalLog.make(level: .critical))
    configuration.maximumGracefulShutdownDuration = .seconds(10)  // a host that hangs is not waited for
    try await ServiceGroup(configuration: configuration).run()
}
