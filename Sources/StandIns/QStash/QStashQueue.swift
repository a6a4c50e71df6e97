import FixtureTape

/// Messages that are delivered in order, so many at a time.
struct QStashQueue: Sendable {
    let name: String
    var parallelism = 1
    var isPaused = false
    let createdAt: Int
    var updatedAt: Int
    /// Messages under way: from their first delivery until they are delivered or given up.
    var active: Set<String> = []

    func json(lag: Int) -> JSONValue {
        .record([
            "name": .string(name), "parallelism": .integer(parallelism), "createdAt": .integer(createdAt),
            "updatedAt": .integer(updatedAt), "lag": .integer(lag), "paused": .bool(isPaused),
        ])
    }
}
