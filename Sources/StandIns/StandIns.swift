public import Effects
import FixtureTape
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
public import Simulation

/// The vendors' stand-ins: their real wire protocols on one loopback port, for development and tests.
///
/// Each vendor answers below `/_dev/<vendor>`, with its own paths, keys and error bodies. Written from the vendors'
/// documents alone and not from gemz's clients, so that a misreading on one side shows.
public final class StandIns: Service {
    /// The identity provider.
    public let clerk: ClerkStandIn
    /// The message carrier.
    public let qstash: QStashStandIn
    /// The mail carrier.
    public let resend: ResendStandIn
    /// The payment provider.
    public let stripe: StripeStandIn

    private let configuration: StandInsConfiguration
    private let simulators: [any ProviderSimulator]
    private let effects: Effects
    private let logger: Logger
    private let port = BoundPort()

    /// - Parameters:
    ///   - simulators: who answers the provider's endpoints; of two with the same path the first.
    ///   - logger: what the HTTP server says goes there; nowhere unless told.
    public init(
        configuration: StandInsConfiguration, simulators: [any ProviderSimulator], effects: Effects,
        logger: Logger = Logger(label: "stand-ins", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.configuration = configuration
        self.simulators = simulators
        self.effects = effects
        self.logger = logger
        qstash = QStashStandIn(configuration: configuration, effects: effects)
        resend = ResendStandIn(configuration: configuration, effects: effects)
        let port = port
        clerk = ClerkStandIn(configuration: configuration, effects: effects) {
            "http://127.0.0.1:\(try await port.value)/_dev/clerk"
        }
        stripe = StripeStandIn(configuration: configuration, effects: effects) {
            "http://127.0.0.1:\(try await port.value)/_dev/stripe"
        }
    }

    /// The port that the stand-ins answer on, once they do.
    ///
    /// - Throws: what kept them from it; `CancellationError`.
    public func boundPort() async throws -> Int { try await port.value }

    /// Answers until a graceful shutdown or cancellation.
    ///
    /// - Throws: `TapeProblem` for an unreadable tape; ``StandInsProblem`` for unreadable state; whatever the system says of a port that is taken.
    public func run() async throws {
        do {
            try await clerk.directory.load()
            try await resend.mailbox.load()
            try await stripe.account.load()
            let tapes = try Tapes.all(under: configuration.tapeFolders)
            let provider = ScrapeCreatorsStandIn(
                configuration: configuration, simulators: simulators, tapes: tapes, effects: effects)
            let front = HTTPFront(vendors: [provider, clerk, qstash, resend, stripe], effects: effects)
            let application = Application(
                responder: CallbackResponder(callback: front.respond),
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: configuration.port)),
                onServerRunning: { [port] channel in
                    if let number = channel.localAddress?.port { port.settle(.success(number)) }
                },
                logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [qstash] in await qstash.run() }
                group.addTask { [resend] in await resend.run() }
                group.addTask { [stripe] in await stripe.run() }
                group.addTask { [clerk] in await clerk.run() }
                try await application.run()
                group.cancelAll()
            }
        } catch {
            port.settle(.failure(error))
            throw error
        }
        port.settle(.failure(CancellationError()))
    }
}
