/// How many requests are taken in a minute. Each is a bucket of so many tokens that fills up again within the minute.
enum LimitConfig {
    static let reads = ConfigKey(
        "api_limits.requests_per_minute", default: 300, in: bounds,
        about: "Requests of one user in a minute that only read, at one host.")
    static let writes = ConfigKey(
        "api_limits.writes_per_minute", default: 120, in: bounds,
        about: "Requests of one user in a minute that may change something, at one host.")
    static let searches = ConfigKey(
        "api_limits.searches_per_minute", default: 30, in: bounds,
        about: "Searches that one user starts in a minute, at all hosts together.")
    static let admin = ConfigKey(
        "api_limits.admin_requests_per_minute", default: 600, in: bounds,
        about: "Requests of one admin in a minute to admin routes, at one host.")
    static let addresses = ConfigKey(
        "api_limits.requests_per_minute_per_address", default: 3000, in: bounds,
        about: "Requests from one address in a minute, whoever sends them, at one host.")
    static let signIns = ConfigKey(
        "api_limits.sign_ins_per_minute_per_address", default: 60, in: bounds,
        about: "Steps of signing in from one address in a minute, at one host.")
    static let webhooks = ConfigKey(
        "api_limits.webhooks_per_minute_per_address", default: 12_000, in: bounds,
        about: "Calls of vendors from one address in a minute, at one host.")

    static let all = [reads, writes, searches, admin, addresses, signIns, webhooks]

    private static let bounds = 1...100_000_000
}
