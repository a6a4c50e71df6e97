import Effects
import FixtureTape
import Foundation
import HTTPClient

/// The mail carrier: Resend's API, webhooks that are signed, and an inbox to read the mails in. No mail leaves it.
///
/// Mounted at `/_dev/resend`. Unlike the vendor it takes any sender's domain and any recipient, those of `example.com`
/// included. Webhooks outlive a restart where the configuration names a folder; mails are in memory, see
/// ``ResendLimits`` for how many. Webhooks are served while ``run()`` runs.
public final class ResendStandIn: Sendable {
    let mailbox: ResendMailbox
    let effects: Effects
    private let key: String

    init(configuration: StandInsConfiguration, effects: Effects) {
        self.effects = effects
        key = configuration.resendKey
        mailbox = ResendMailbox(
            files: configuration.stateDirectory.map(ResendStateFiles.init(directory:)), effects: effects)
    }

    /// Sends mails and serves webhooks until the task is cancelled, which ends what is under way, too.
    func run() async {
        let client = HTTPClient(configuration: HTTPClientConfiguration(userAgent: "Svix-Webhooks/1.84.0"))
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for shipment in await mailbox.takeDue() {
                    group.addTask { await self.deliver(shipment, over: client) }
                }
                await rest()
            }
            group.cancelAll()
        }
        await client.shutdown()
    }

    /// Waits for the next time that anything is due, or until there may be something else.
    private func rest() async {
        let due = await mailbox.nextDue()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.mailbox.wakeUp.wait() }
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

    private func deliver(_ shipment: ResendShipment, over client: HTTPClient) async {
        let startedAt = mailbox.now
        let outcome = await shipment.send(over: client, now: effects.now())
        await mailbox.finish(shipment.number, outcome, startedAt: startedAt)
    }
}

extension ResendStandIn: Vendor {
    var name: String { "resend" }
    var pages: [(path: String, about: String)] { [("", "the inbox: every mail that was sent, and the webhooks")] }

    func reply(to request: VendorRequest) async -> VendorReply {
        do {
            if let page = try await ResendPage(mailbox: mailbox).reply(to: request) { return page }
            guard let authorization = request.headers["authorization"] else { throw ResendFailure.missingKey }
            guard authorization == "Bearer " + key else { throw ResendFailure.wrongKey }
            let (route, values) = try ResendRoute.find(request)
            return .json(try await route.handle(ResendCall(mailbox: mailbox, request: request, values: values)))
        } catch let failure as ResendFailure {
            return failure.reply
        } catch {
            return ResendFailure(500, "application_error", "\(error)").reply
        }
    }
}
