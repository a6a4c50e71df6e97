import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The listening server, with what works in the background beside it.
struct HostServer {
    var router: HostRouter
    var address: String
    var port: Int
    var services: [any Service]
    var logger: Logger

    func run(onReady: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)  // each request has its own line already
        let application = Application(
            responder: router.responder(),
            // A client that says nothing for so long, in the middle of a request too, makes room for others.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(address, port: port), serverName: "gemz", reuseAddress: true),
            services: services,
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: quiet)
        try await application.run()
    }
}
