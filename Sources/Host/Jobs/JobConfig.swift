/// What can be set about jobs.
enum JobConfig {
    static let maxResults = ConfigKey(
        "api_limits.max_results", default: 1000, in: 1...100_000, about: "The most creators a user's search may want.")
    static let maxKeywords = ConfigKey(
        "api_limits.max_keywords", default: 10, in: 1...50, about: "The most terms or targets of one search.")
    static let maxRuns = ConfigKey(
        "processing.max_runs", default: 200, in: 1...5000, about: "Provider pages a job may take.")
    static let runningPerUser = ConfigKey(
        "api_limits.running_jobs_per_user", default: 5, in: 1...1000,
        about: "Searches of one user that run at a time; further ones wait as pending.")
    static let waitingPerUser = ConfigKey(
        "api_limits.waiting_jobs_per_user", default: 100, in: 1...10_000,
        about: "Searches of one user that wait at a time; one more is refused.")
    static let slice = ConfigKey(
        "processing.slice", default: 10, in: 1...200, about: "Creators enriched and written in one transaction.")
    static let stepConcurrency = ConfigKey(
        "processing.step_concurrency", default: 8, in: 1...64, about: "Steps that one host runs at a time.")
    static let enrichConcurrency = ConfigKey(
        "processing.enrich_concurrency", default: 4, in: 1...32, about: "Profiles that one step fetches at a time.")
    static let maxAttempts = ConfigKey(
        "processing.max_attempts", default: 6, in: 1...50, about: "Failures of one step before its job fails.")
    static let retryBase = ConfigKey(
        "qstash_delays.retry_base", default: Duration.seconds(2), in: .milliseconds(1) ... .seconds(3600),
        about: "The first back-off after a failed step; it doubles with each failure.")
    static let retryCap = ConfigKey(
        "qstash_delays.retry_cap", default: Duration.seconds(300), in: .milliseconds(1) ... .seconds(86_400),
        about: "The longest back-off after a failed step.")
    static let timeout = ConfigKey(
        "timeouts.job", default: Duration.seconds(3600), in: .seconds(1) ... .seconds(604_800),
        about: "How long a job may take from when it has got its turn to run.")
    static let waitingTimeout = ConfigKey(
        "timeouts.waiting_job", default: Duration.seconds(86_400), in: .seconds(1) ... .seconds(2_592_000),
        about: "How long a job may wait for its turn to run.")
    static let lease = ConfigKey(
        "timeouts.lease", default: Duration.seconds(30), in: .milliseconds(300) ... .seconds(3600),
        about: "How long a host may be silent before another takes its step over.")
    static let shutdownGrace = ConfigKey(
        "timeouts.shutdown_grace", default: Duration.seconds(10), in: .zero ... .seconds(600),
        about: "How long a host that is told to stop lets its steps run on before it gives them back.")
    static let pollInterval = ConfigKey(
        "polling.interval", default: Duration.seconds(2), in: .milliseconds(50) ... .seconds(60),
        about: "How often workers look without being woken; also told to clients.")
    static let profileCache = ConfigKey(
        "cache.profile", default: Duration.seconds(7 * 86_400), in: .zero ... .seconds(90 * 86_400),
        about: "How long a fetched profile is good for other searches; 0s switches the cache off.")

    /// A message's leases may run out this often before it counts as poison.
    static let maxInterruptions = 50
    /// An admin may want this many creators in one search.
    static let maxResultsForAdmins = 100_000
}
