/// What hosts tell each other by `NOTIFY`. The stores' statements name the same channels.
enum HostChannel {
    /// A job has moved; the payload is its id.
    static let jobs = "gemz_job"
    /// There may be a message to take.
    static let messages = "gemz_messages"

    /// A setting was changed, or when a platform is off.
    static let config = "gemz_config"
    /// A user was erased; the payload is their id at the issuer.
    static let users = "gemz_user"

    /// A host is asked for lines of its log, or has answered.
    static let logs = "gemz_logs"

    static let all = [jobs, messages, config, users, logs]
}
