import Effects
import Postgres

/// The keys that every host of one database shares; the first host of it makes them.
struct HostKeys: Sendable {
    /// Signs cursors.
    var cursors: [UInt8]
    /// Seals sessions in browsers' refresh cookies.
    var sessions: [UInt8]
    /// Signs links.
    var links: [UInt8]

    static func load(from db: some Queryable, effects: Effects) async throws -> HostKeys {
        let store = HostSecretStore()
        func key(_ name: String) async throws -> [UInt8] {
            try await store.secret(name, fresh: effects.randomBytes(32), on: db)
        }
        return HostKeys(
            cursors: try await key("cursors"), sessions: try await key("sessions"), links: try await key("links"))
    }
}
