import HTTPClient
import Postgres
import ServiceLifecycle
import Vendors

/// What brings messages to the workers, put together as the configuration says.
struct CarrierParts: Sendable {
    let address: PublicAddress
    let webhooks: WebhookSignatures
    let deliveries: DeliveryService
    /// The worker; with QStash the relay, too.
    let services: [any Service]

    init(
        _ configuration: HostConfiguration, runner: StepRunner, listener: Listener, http: HTTPClient, log: HouseLog
    ) {
        let qstash = configuration.qstash
        let store = PublicationStore()
        address = PublicAddress(qstash?.publicURL)
        webhooks = WebhookSignatures(
            qstash: qstash.map {
                QStashSignature(currentKey: $0.currentSigningKey.exposed, nextKey: $0.nextSigningKey.exposed)
            }, address: address)
        deliveries = DeliveryService(runner: runner, publications: store, desk: DeliveryDesk())
        guard let qstash else {
            services = [WorkerService(runner: runner, listener: listener)]
            return
        }
        let relay = RelayService(
            client: QStashClient(url: qstash.apiURL, token: qstash.token.exposed, http: http, effects: runner.effects),
            store: store, pool: runner.pool, listener: listener, address: address, config: runner.config,
            effects: runner.effects, log: log.area("carrier"))
        services = [WorkerService(runner: runner, listener: listener, deliveries: deliveries), relay]
    }
}
