import Foundation
import Postgres

/// The settings' rows, and the history of their changes. Statements that take a name take it in its two parts.
struct ConfigStore: Sendable {
    /// Of the advisory lock under which settings are changed, one transaction after another: what a change finds is what
    /// it replaces.
    private static let lockNumber = 5_267_191

    static let all = Statement(
        "config.all", "SELECT category || '.' || key AS name, value FROM system_configurations", isShortRead: true)

    static let lock = Statement("config.lock", "SELECT pg_advisory_xact_lock($1)")

    static let list = Statement(
        "config.list",
        """
        SELECT c.category || '.' || c.key AS name, c.value, c.changed_by, u.email, c.changed_at, c.reason
        FROM system_configurations c LEFT JOIN users u ON u.id = c.changed_by
        """)

    static let put = Statement(
        "config.put",
        """
        INSERT INTO system_configurations (category, key, value, value_type, changed_by, changed_at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (category, key) DO UPDATE SET value = excluded.value, value_type = excluded.value_type,
            changed_by = excluded.changed_by, changed_at = excluded.changed_at, reason = excluded.reason
        """)

    static let remove = Statement(
        "config.remove", "DELETE FROM system_configurations WHERE category = $1 AND key = $2")

    static let note = Statement(
        "config.note",
        """
        INSERT INTO configuration_history (id, category, key, value_type, before, after, changed_by, changed_at, reason,
                                           transaction_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)

    static let announce = Statement("config.announce", "SELECT pg_notify('gemz_config', $1)")

    private static let changes = """
        SELECT h.id, h.category || '.' || h.key AS name, h.value_type, h.before, h.after, h.changed_by, u.email,
            h.changed_at, h.reason, h.transaction_id
        FROM configuration_history h LEFT JOIN users u ON u.id = h.changed_by
        """

    static let history = Statement(
        "config.history", "\(changes) WHERE h.id < $1 ORDER BY h.id DESC LIMIT $2")

    static let historyOf = Statement(
        "config.history_of",
        "\(changes) WHERE h.id < $1 AND h.category = $3 AND h.key = $4 ORDER BY h.id DESC LIMIT $2")

    static let together = Statement(
        "config.together",
        """
        \(changes) WHERE h.transaction_id = (SELECT transaction_id FROM configuration_history WHERE id = $1) ORDER BY h.id
        """)

    /// What admins have set, whatever the key.
    func all(on db: some Queryable) async throws(PostgresError) -> [ConfigRow] {
        try await db.query(Self.all) { row in ConfigRow(name: try row.get("name"), value: try row.get("value")) }
    }

    /// The same by name, with who set it and when.
    func list(on db: some Queryable) async throws -> [String: ConfigSetting.Source] {
        let rows = try await db.query(Self.list) { row in
            (
                try row.get("name", as: String.self),
                ConfigSetting.Source(
                    value: try row.get("value"),
                    by: AuditedActor(id: try row.get("changed_by", as: UUID.self).text, email: try row.get("email")),
                    at: try row.get("changed_at"), reason: try row.get("reason"))
            )
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// First statement of a transaction that changes settings, or when platforms are off.
    func lock(on db: Transaction) async throws { try await db.execute(Self.lock, [Self.lockNumber]) }

    /// Makes a change and notes it in the history.
    func write(_ change: ConfigEdit, in batch: inout Batch) throws {
        let (category, key) = Self.parts(of: change.key.name)
        if let after = change.after {
            try batch.add(
                Self.put,
                [category, key, after, change.key.type.rawValue, change.by, change.at, change.reason])
        } else {
            try batch.add(Self.remove, [category, key])
        }
        try batch.add(
            Self.note,
            [
                change.id, category, key, change.key.type.rawValue, change.before, change.after, change.by, change.at,
                change.reason, change.transaction,
            ])
    }

    /// Tells every host, once the transaction commits.
    func announce(in batch: inout Batch) throws { try batch.add(Self.announce, [""]) }

    /// Changes that were written before one, of all keys or of one, the newest first.
    func history(of name: String?, before id: UUID, limit: Int, on db: some Queryable) async throws -> [ConfigChange] {
        guard let name else { return try await db.query(Self.history, [id, limit], decode: Self.change) }
        let (category, key) = Self.parts(of: name)
        return try await db.query(Self.historyOf, [id, limit, category, key], decode: Self.change)
    }

    /// The changes that were made in the transaction of one; none where there is no such change.
    func changes(madeWith id: UUID, on db: some Queryable) async throws -> [ConfigChange] {
        try await db.query(Self.together, [id], decode: Self.change)
    }

    private static func change(_ row: Row) throws -> ConfigChange {
        let type = ConfigType(rawValue: try row.get("value_type")) ?? .string
        return ConfigChange(
            id: try row.get("id"), key: try row.get("name"),
            before: try row.get("before", as: String?.self).map { ConfigJSON(text: $0, type: type) },
            after: try row.get("after", as: String?.self).map { ConfigJSON(text: $0, type: type) },
            by: AuditedActor(id: try row.get("changed_by", as: UUID.self).text, email: try row.get("email")),
            at: try row.get("changed_at"), reason: try row.get("reason"), transaction: try row.get("transaction_id"))
    }

    /// A name's category, and what follows the first dot.
    private static func parts(of name: String) -> (category: String, key: String) {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
    }
}

/// What an admin has set.
struct ConfigRow: Hashable, Sendable {
    /// Category and key, with a dot between.
    var name: String
    var value: String
}

/// One change of a setting, to be made.
struct ConfigEdit: Sendable {
    var id: UUID
    var key: ConfigDeclaration
    /// What was set; `nil` where the default stood.
    var before: String?
    /// What is to be set; `nil` for the default.
    var after: String?
    var by: UUID
    var at: Date
    var reason: String?
    var transaction: UUID
}
