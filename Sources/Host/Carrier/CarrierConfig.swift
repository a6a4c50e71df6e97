/// What can be set about the carrier QStash.
enum CarrierConfig {
    static let nextStep = ConfigKey(
        "qstash_delays.next_step", default: Duration.seconds(2), in: .zero ... .seconds(3600),
        about: "How long a job rests between two steps that QStash carries.")
    static let redeliver = ConfigKey(
        "qstash_delays.redeliver", default: Duration.seconds(60), in: .milliseconds(1) ... .seconds(86_400),
        about: "How long QStash may be late with a message before it is given it anew; doubles each time.")

    /// Messages handed over in one request.
    static let batch = 100
    /// The first pause when QStash is away, doubling up to the longest.
    static let firstPause = Duration.seconds(1)
    static let longestPause = Duration.seconds(60)
    /// Deliveries that wait for a free hand; beyond, QStash is asked to come back.
    static let waitingDeliveries = 500
}
