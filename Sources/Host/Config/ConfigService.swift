import Effects
import Foundation
import PlatformAPI
import Postgres

/// What admins may see of settings and do about them. Every change is in the history and in the audit log, and reaches
/// every host.
struct ConfigService: Sendable {
    var config: LiveConfig
    var pool: Pool
    var store: ConfigStore
    var audit: AuditStore
    var cursors: CursorCodec
    var effects: Effects

    var catalog: ConfigCatalog { config.catalog }

    /// All settings, by key.
    func list() async throws -> [ConfigSetting] {
        let (sources, snapshot) = (try await store.list(on: pool), config.current)
        return catalog.declarations.map { key in
            ConfigSetting(key: key, standard: snapshot.standard(of: key), source: sources[key.name])
        }
    }

    func find(_ name: String) async throws -> ConfigSetting {
        guard let setting = try await list().first(where: { $0.key.name == name }) else {
            throw APIError.notFound("setting")
        }
        return setting
    }

    /// Sets some settings, all of them or none; what is set so already stays as it is.
    ///
    /// - Returns: those that were named, in that order.
    func set(
        _ wanted: [WantedSetting], reason: String?, action: String = "config.set", by admin: Session, log: HouseLog
    ) async throws -> [ConfigSetting] {
        let request = Request(action: action, reason: reason, admin: admin, now: effects.now())
        let edits = try await pool.transaction { db in try await write(wanted, for: request, on: db) }
        await took(edits, log: log)
        let settings = try await list()
        return wanted.compactMap { wanted in settings.first { $0.key.name == wanted.key.name } }
    }

    /// Takes away what was set for a key: its default stands again.
    func reset(_ name: String, by admin: Session, log: HouseLog) async throws -> ConfigSetting {
        guard let key = catalog[name] else { throw APIError.notFound("setting") }
        _ = try await set([WantedSetting(key: key)], reason: nil, action: "config.reset", by: admin, log: log)
        return try await find(name)
    }

    /// Gives each key a row that has none, with its default; how many those were.
    func initialize(by admin: Session, log: HouseLog) async throws -> Int {
        let snapshot = config.current
        let request = Request(action: "config.init", reason: nil, admin: admin, now: effects.now())
        let edits = try await pool.transaction { db in
            try await store.lock(on: db)
            let rows = Set(try await store.all(on: db).map(\.name))
            let missing = catalog.declarations.filter { !rows.contains($0.name) }
            return try await write(
                missing.map { WantedSetting(key: $0, value: snapshot.standard(of: $0)) }, for: request, on: db)
        }
        await took(edits, log: log)
        return edits.count
    }

    func history(
        of name: String?, _ page: PageRequest, for admin: Session
    ) async throws -> (rows: [ConfigChange], next: String?) {
        let scope = "config-history/\(admin.userID.text)/\(name ?? "")"
        let ids = try IDPage(page, scope: scope, cursors: cursors)
        return ids.cut(try await store.history(of: name, before: ids.before, limit: ids.limit, on: pool), id: \.id.text)
    }

    /// Sets a key to what it was before a change, which is a change of its own.
    func revert(_ id: UUID, by admin: Session, log: HouseLog) async throws -> ConfigSetting {
        guard let change = try await store.change(id, on: pool) else { throw APIError.notFound("change") }
        guard let key = catalog[change.key] else {
            throw APIError(.conflict, "There is no setting \(change.key) any more.")
        }
        let before = try change.before.map { before in
            guard let value = key.canonical(before.text) else {
                throw APIError(
                    .conflict, "\(key.name) was '\(before.text)' before, which it cannot be today: \(key.accepted).")
            }
            return value
        }
        _ = try await set(
            [WantedSetting(key: key, value: before)],
            reason: "Reverted the change of \(Timestamp.string(from: change.at)).", action: "config.revert", by: admin,
            log: log)
        return try await find(key.name)
    }

    // MARK: Writing

    /// What a change is made for.
    struct Request: Sendable {
        /// As the audit log names it.
        var action: String
        /// As the audit log names what is changed; `nil` for the settings' own names.
        var subject: String?
        var reason: String?
        var admin: Session
        var now: Date
    }

    /// Writes what differs from what is set, under the lock that all changes take; what that was.
    func write(_ wanted: [WantedSetting], for request: Request, on db: Transaction) async throws -> [ConfigEdit] {
        try await store.lock(on: db)
        let rows = Dictionary(
            try await store.all(on: db).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        for wanted in wanted { try check(wanted, against: rows[wanted.key.name]) }
        let transaction = effects.uuid()
        let edits = wanted.filter { $0.value != rows[$0.key.name] }.map { wanted in
            ConfigEdit(
                id: effects.uuid(), key: wanted.key, before: rows[wanted.key.name], after: wanted.value,
                by: request.admin.userID, at: request.now, reason: request.reason, transaction: transaction)
        }
        guard !edits.isEmpty else { return [] }
        var batch = Batch()
        for edit in edits { try store.write(edit, in: &batch) }
        try store.announce(in: &batch)
        try await db.run(batch)
        let names = edits.map(\.key.name)
        try await audit.add(
            AuditEntry(
                id: effects.uuid(), actor: request.admin.userID, action: request.action,
                subject: request.subject ?? (names.count == 1 ? "config/\(names[0])" : "config"),
                before: Self.values(edits, \.before), after: Self.values(edits, \.after), at: request.now), on: db)
        return edits
    }

    /// - Throws: ``APIError`` with `CONFLICT` where another value holds than the admin has seen.
    private func check(_ wanted: WantedSetting, against row: String?) throws {
        guard let expected = wanted.expected else { return }
        let value = row.flatMap(wanted.key.canonical) ?? config.current.standard(of: wanted.key)
        guard value != expected else { return }
        let json = ConfigJSON(text: value, type: wanted.key.type).json
        throw APIError(
            .conflict, "\(wanted.key.name) has been changed meanwhile: it is '\(value)' now.",
            details: .object([("key", .string(wanted.key.name)), ("value", json)]))
    }

    /// Tells every host that there is something to read, once the transaction commits.
    func announce(on db: Transaction) async throws {
        var batch = Batch()
        try store.announce(in: &batch)
        try await db.run(batch)
    }

    func took(_ edits: [ConfigEdit], log: HouseLog) async {
        guard !edits.isEmpty else { return }
        for edit in edits { log.area("admin").done("\(edit.key.name) is \(edit.after ?? "its default")") }
        await reload(log: log)
    }

    /// Reads what was written, so that this host works by it before it answers; others hear of it.
    func reload(log: HouseLog) async {
        do {
            try await config.load(from: pool)
        } catch {
            log.warned("settings come late on this host: \(ErrorTranslation.inside(of: error))")
        }
    }

    /// Keys with their values, as the audit log keeps them; without those whose default stands.
    private static func values(_ edits: [ConfigEdit], _ value: KeyPath<ConfigEdit, String?>) -> [UInt8] {
        JSONValue.object(
            edits.compactMap { edit in
                edit[keyPath: value].map { (edit.key.name, ConfigJSON(text: $0, type: edit.key.type).json) }
            }
        ).bytes
    }
}
