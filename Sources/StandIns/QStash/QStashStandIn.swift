import Effects
import FixtureTape
import Foundation
import HTTPClient

/// The message carrier: QStash's API, deliveries that are signed, and a page to watch them on.
///
/// Mounted at `/_dev/qstash`. Everything is in memory and gone with the process; see ``QStashLimits`` for how much is
/// kept. Deliveries go out while ``run()`` does.
public final class QStashStandIn: Sendable {
    let broker: QStashBroker
    let effects: Effects
    private let token: String

    init(configuration: StandInsConfiguration, effects: Effects) {
        self.effects = effects
        token = configuration.qstashToken
        broker = QStashBroker(keys: configuration.qstashSigningKeys, effects: effects)
    }

    /// The keys that deliveries are signed with, as they are now.
    public func signingKeys() async -> QStashSigningKeys { await broker.keys }

    /// Delivers until the task is cancelled, which ends what is under way, too.
    func run() async {
        let client = HTTPClient(configuration: HTTPClientConfiguration(userAgent: "Upstash-QStash"))
        await withTaskGroup(of: Void.self) { group in
            while !Task.isCancelled {
                for message in await broker.takeDue() {
                    group.addTask { await self.deliver(message, over: client) }
                }
                await rest()
            }
            group.cancelAll()
        }
        await client.shutdown()
    }

    /// Waits for the next time that anything is due, or until there may be something else.
    private func rest() async {
        let due = await broker.nextDue()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.broker.wakeUp.wait() }
            if let due { group.addTask { await self.sleep(until: due) } }
            await group.next()
            group.cancelAll()
        }
    }

    /// - Parameter due: unix milliseconds.
    private func sleep(until due: Int) async {
        let now = effects.now().timeIntervalSince1970 * 1000
        // Ends early only by cancellation, which the loop looks at.
        try? await effects.sleep(.milliseconds(Int(max(1, (Double(due) - now).rounded(.up)))))
    }

    private func deliver(_ message: QStashMessage, over client: HTTPClient) async {
        let startedAt = await broker.now
        let delivery = QStashDelivery(
            message: message, key: await broker.keys.current, now: effects.now(),
            signatureID: "jwt_" + Base62.text(effects.randomBytes(16), length: 22))
        let outcome = await delivery.send(over: client)
        await broker.finish(message.id, outcome, startedAt: startedAt)
    }
}

extension QStashStandIn: Vendor {
    var name: String { "qstash" }
    var pages: [(path: String, about: String)] { [("", "what is queued, scheduled, delivered and given up")] }

    func reply(to request: VendorRequest) async -> VendorReply {
        if let page = await QStashPage(broker: broker).reply(to: request) { return page }
        do {
            // In the header alone: the query is the destination's, and what stands in addresses lands in logs.
            guard request.headers["authorization"] == "Bearer " + token else { throw QStashFailure.unauthorized }
            guard let (route, values) = QStashRoute.find(request) else {
                throw QStashFailure(404, "there is no \(request.method) \(request.path)")
            }
            return try await route.handle(QStashCall(broker: broker, request: request, values: values))
        } catch let failure as QStashFailure {
            return failure.reply
        } catch {
            return QStashFailure(500, "\(error)").reply
        }
    }
}
