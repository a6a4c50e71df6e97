/// How long what has ended is kept.
enum RetentionConfig {
    static let completed = ConfigKey(
        "cleanup.completed", default: Duration.seconds(30 * 86_400), in: .seconds(1) ... .seconds(3650 * 86_400),
        about: "How long a completed job is kept with its results.")
    static let failed = ConfigKey(
        "cleanup.failed", default: Duration.seconds(7 * 86_400), in: .seconds(1) ... .seconds(3650 * 86_400),
        about: "How long a job that failed, timed out or was cancelled is kept with its results.")
    static let calls = ConfigKey(
        "cleanup.calls", default: Duration.seconds(400 * 86_400), in: .seconds(31 * 86_400) ... .seconds(3650 * 86_400),
        about: "How long the ledger keeps a provider call; reports tell of the last 30 days.")
    static let webhooks = ConfigKey(
        "cleanup.webhooks", default: Duration.seconds(30 * 86_400),
        in: .seconds(3 * 86_400) ... .seconds(3650 * 86_400),
        about: "How long it is known which webhooks were taken and which users Clerk deleted; vendors retry two days.")
    static let interval = ConfigKey(
        "cleanup.interval", default: Duration.seconds(3600), in: .seconds(1) ... .seconds(86_400),
        about: "How often what is past its time is removed.")
}
