/// What can be set about streams of events.
enum EventConfig {
    static let streamsPerUser = ConfigKey(
        "events.streams_per_user", default: 20, in: 1...1000,
        about: "Streams of events that one user may have open at one host.")
}
