import FixtureTape

/// Addresses that are published to together.
struct QStashGroup: Sendable {
    struct Endpoint: Hashable, Sendable {
        let url: String
        let name: String?
    }

    let name: String
    let createdAt: Int
    var updatedAt: Int
    var endpoints: [Endpoint]

    var json: JSONValue {
        .record([
            "name": .string(name), "createdAt": .integer(createdAt), "updatedAt": .integer(updatedAt),
            "endpoints": .array(
                endpoints.map { .object(.texts(["name": $0.name, "url": $0.url])) }),
        ])
    }
}
