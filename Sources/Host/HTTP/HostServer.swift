import Effects
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The listening server, with what works beside it.
///
/// A host that is told to stop tells all of it at once: it claims no more steps while answers under way still go out.
struct HostServer {
    var router: HostRouter
    var address: String
    var port: Int
    /// What runs beside the server, the event hub among it.
    var services: [any Service]
    var events: EventHub
    /// How long answers under way may go on once the host is told to stop: as long as steps, and long enough to say that
    /// one was given back.
    var grace: Duration
    var effects: Effects
    var logger: Logger

    /// How much longer than steps answers may take.
    static let farewell = Duration.seconds(1)

    func run(onReady: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        // A stream of events would go on.
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                for service in services { group.addTask { try await service.run() } }
                group.addTask { try await serve(application(onReady)) }
            }
        } onGracefulShutdown: {
            events.close()
        }
    }

    private func application(
        _ onReady: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)  // each request has its own line already
        return Application(
            responder: router.responder(),
            // A client that says nothing for so long, in the middle of a request too, makes room for others.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(address, port: port), serverName: "gemz", reuseAddress: true),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: quiet)
    }

    /// Serves until the host stops and what was asked before has been answered, or nobody waits for it any more: who
    /// leaves an answer unread does not keep the host.
    private func serve(_ application: some ApplicationProtocol) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask {
                try await gracefulShutdown()
                try await effects.sleep(grace + Self.farewell)
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }
}
