import Postgres

/// Keys that every host of one database shares.
struct HostSecretStore: Sendable {
    static let keep = Statement(
        "secrets.keep", "INSERT INTO host_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
    static let find = Statement("secrets.find", "SELECT value FROM host_secrets WHERE name = $1")

    /// The secret of this name; the first host that asks sets it to `fresh`.
    func secret(_ name: String, fresh: [UInt8], on db: some Queryable) async throws -> [UInt8] {
        try await db.execute(Self.keep, [name, PostgresValue.bytes(fresh)])
        return try await db.first(Self.find, [name]) { row in try row.get("value", as: [UInt8].self) } ?? fresh
    }
}
