import Postgres

/// The settings' rows.
struct ConfigStore: Sendable {
    static let all = Statement(
        "config.all", "SELECT category || '.' || key AS name, value FROM system_configurations", isShortRead: true)

    /// What admins have set, whatever the key.
    func all(on db: some Queryable) async throws(PostgresError) -> [ConfigRow] {
        try await db.query(Self.all) { row in ConfigRow(name: try row.get("name"), value: try row.get("value")) }
    }
}

/// What an admin has set.
struct ConfigRow: Hashable, Sendable {
    /// Category and key, with a dot between.
    var name: String
    var value: String
}
