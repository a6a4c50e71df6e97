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
    /// What they stand on: steps make calls by it to their end, so it is told to stop after all of them.
    var foundation: any Service
    var events: EventHub
    var config: LiveConfig
    var effects: Effects
    var logger: Logger

    /// How much longer than steps answers may take once the host is told to stop: long enough to say that one was given
    /// back.
    static let farewell = Duration.seconds(1)

    func run(onReady: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let together = Together {
            try await withThrowingDiscardingTaskGroup { group in
                for service in services { group.addTask { try await service.run() } }
                group.addTask { try await serve(application(onReady)) }
            }
        }
        // A group stops its services one by one, the last first. A stream of events would go on.
        let group = ServiceGroup(services: [foundation, together], logger: quiet)
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            events.close()
        }
    }

    /// Each request has its own line already.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        return quiet
    }

    private func application(
        _ onReady: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        Application(
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
                try await effects.sleep(config.current[JobConfig.shutdownGrace] + Self.farewell)
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }
}

/// What is told to stop at once, as one service.
private struct Together: Service {
    var body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}
