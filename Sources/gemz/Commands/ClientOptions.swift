import ArgumentParser
import Foundation
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
    func reachedHost() async throws -> APIClient? {
        if let url {
            return try await connect(
                to: url.hasSuffix("/") ? String(url.dropLast()) : url, standIns: Self.usualStandIns)
        }
        let http = HTTPClient()
        let probe = HTTPRequest(url: Self.usualHost + "/health/live", timeout: .seconds(2))
        let answer = try? await http.send(probe)  // no answer means no host, which is what is asked
        guard answer?.status == 200 else { return nil }
        return try await connect(to: Self.usualHost, standIns: Self.usualStandIns)
    }

    /// A client with a token: the given one, the environment's, or a fresh one of the stand-in's.
    func connect(to host: String, standIns: String) async throws -> APIClient {
        let http = HTTPClient()
        let given = token ?? ProcessInfo.processInfo.environment["GEMZ_TOKEN"]
        let issuer = TokenIssuer(http: http, standIns: standIns)
        let token =
            if let given { given } else {
                try await issuer.token(for: DevelopmentKeys.email, lifetime: .seconds(3600)).jwt
            }
        return APIClient(http: http, baseURL: host, token: token)
    }
}

/// Runs a command that talks to a host elsewhere, so that Ctrl-C reaches it as a request to stop.
func withInterruption(_ body: @escaping @Sendable () async throws -> Void) async throws {
    struct Body: Service {
        var body: @Sendable () async throws -> Void
        func run() async throws { try await body() }
    }
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [
                .init(
                    service: Body(body: body), successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: TerminalLog.make(level: .critical)))
    try await group.run()
}
