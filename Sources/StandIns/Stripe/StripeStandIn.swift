import Effects
import FixtureTape
import Foundation
import HTTPClient

/// The payment provider: Stripe's API, the pages that people pay at, and events that are delivered.
///
/// Mounted at `/_dev/stripe`. What it holds outlives a restart where the configuration names a folder. Time passes by
/// itself while ``run()`` does: trials end, invoices are paid or not, webhooks are delivered.
public final class StripeStandIn: Sendable {
    /// How long an endpoint may take to answer.
    private static let patience = Duration.seconds(20)
    /// How long to wait when nothing can be kept.
    private static let rest = Duration.seconds(60)

    let account: StripeAccount
    let effects: Effects
    private let key: String
    /// The address of the mount point, once there is a port.
    private let address: @Sendable () async throws -> String

    init(
        configuration: StandInsConfiguration, effects: Effects, address: @escaping @Sendable () async throws -> String
    ) {
        self.effects = effects
        self.address = address
        key = configuration.stripeKey
        account = StripeAccount(
            journal: configuration.stateDirectory.map(StripeJournal.init(directory:)), effects: effects)
    }

    /// Lets time pass and delivers events until the task is cancelled, which ends what is under way, too.
    func run() async {
        // Without an address there is no server: whoever runs both says so.
        guard let address = try? await address() else { return }
        await account.place(at: address)
        let client = HTTPClient(
            configuration: HTTPClientConfiguration(userAgent: "Stripe/1.0 (+https://stripe.com/docs/webhooks)"))
        await withTaskGroup(of: Void.self) { group in
            while !Task.isCancelled {
                do {
                    try await account.passTime()
                    try await account.finishAdvances()
                    for delivery in try await account.takeDeliveries() {
                        group.addTask { await self.deliver(delivery, over: client) }
                    }
                    await waitForWork()
                } catch {
                    // Requests say what is wrong with the disk; until that is mended, nothing happens by itself.
                    try? await effects.sleep(Self.rest)
                }
            }
            group.cancelAll()
        }
        await client.shutdown()
    }

    /// Waits for the next time that anything is due, or until there may be something else.
    private func waitForWork() async {
        let due = await account.nextDue()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.account.wakeUp.wait() }
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

    private func deliver(_ delivery: StripeBooks.Delivery, over client: HTTPClient) async {
        let signature = StripeSignature(secret: delivery.secret, now: effects.now())
        var request = HTTPRequest(
            method: "POST", url: delivery.url,
            headers: [
                ("Content-Type", "application/json; charset=utf-8"), ("Accept", "*/*; q=0.5, application/xml"),
                ("Cache-Control", "no-cache"), ("Stripe-Signature", signature.header(for: delivery.body)),
            ], body: Array(delivery.body.utf8), timeout: Self.patience)
        request.isSentOnce = true
        request.maxBodyBytes = 1 << 20
        let answer: Result<Int, StripeDeliveryProblem>
        do throws(HTTPClientError) {
            answer = .success(try await client.send(request).status)
        } catch {
            answer = .failure(StripeDeliveryProblem(reason: error.description))
        }
        // Where it cannot be put down, the event stays to be delivered, and is once the stand-ins start again.
        try? await account.finish(delivery, answer)
    }
}

extension StripeStandIn: Vendor {
    var name: String { "stripe" }
    var pages: [(path: String, about: String)] {
        [("", "customers, subscriptions, invoices, events and what endpoints answered to them")]
    }

    func reply(to request: VendorRequest) async -> VendorReply {
        let requestID = "req_" + Base62.text(effects.randomBytes(12), length: 14)
        var reply: VendorReply
        do {
            await account.place(at: try await address())
            if let page = try await StripePages(account: account).reply(to: request) { return page }
            if let failure = refusal(of: request) {
                reply = .json(failure.json, status: failure.status)
                reply.headers["www-authenticate"] = "Basic realm=\"Stripe\""
            } else {
                reply = await account.answer(request, as: requestID)
            }
        } catch {
            reply = .json(StripeFailure(500, "\(error)", type: "api_error").json, status: 500)
        }
        reply.headers["request-id"] = requestID
        reply.headers["stripe-version"] = request.headers["stripe-version"] ?? StripeBooks.version
        if let key = request.headers["idempotency-key"] { reply.headers["idempotency-key"] = key }
        return reply
    }

    /// Why a request's key is no good: it comes as a bearer token, or as the user name of basic authentication.
    private func refusal(of request: VendorRequest) -> StripeFailure? {
        let parts = (request.headers["authorization"] ?? "").split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return .wrongKey(nil) }
        var shown = parts[1]
        if parts[0].lowercased() == "basic" {
            let pair = Data(base64Encoded: parts[1]).map { String(decoding: $0, as: UTF8.self) } ?? ""
            shown = String(pair.prefix { $0 != ":" })
        }
        return shown == key ? nil : .wrongKey(shown)
    }
}
