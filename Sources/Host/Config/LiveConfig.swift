import Effects
import Postgres
import Synchronization

/// The settings of a running host as they stand now: what admins have set, over what the process was started with, over
/// the defaults.
///
/// Whoever works by settings keeps this, and takes ``current`` once for each request, step or run, so that it sees one
/// state of them throughout. While the database is away the last known values stand.
final class LiveConfig: Sendable {
    private struct State {
        var snapshot: ConfigSnapshot
        /// How many looks have begun, and which of them the snapshot comes from.
        var begun = 0
        var taken = 0
        /// What was refused, so that it is warned of once.
        var refused: Set<ConfigRow> = []
    }

    let catalog: ConfigCatalog
    private let store = ConfigStore()
    private let switches = PlatformSwitchStore()
    private let effects: Effects
    private let log: HouseLog
    private let state: Mutex<State>

    /// - Parameter settings: what the process was started with.
    init(_ settings: ConfigSnapshot, catalog: ConfigCatalog, effects: Effects, log: HouseLog) {
        self.catalog = catalog
        self.effects = effects
        self.log = log
        state = Mutex(State(snapshot: settings))
    }

    var current: ConfigSnapshot { state.withLock { $0.snapshot } }

    /// What is set as `db` sees it now, whatever this host works by: for who has to be right about it in a transaction.
    func read(from db: some Queryable) async throws(PostgresError) -> ConfigSnapshot { try await look(at: db).snapshot }

    /// Reads what admins have set, and when platforms are to be off. A row of a key that this build does not know, or
    /// with a value that it cannot take, is passed over.
    func load(from db: some Queryable) async throws(PostgresError) {
        let number = state.withLock { state in
            state.begun += 1
            return state.begun
        }
        let (snapshot, refused) = try await look(at: db)
        let news = state.withLock { state -> Set<ConfigRow> in
            // Of two looks that overlap, the one that began first may have seen less.
            guard number > state.taken else { return [] }
            state.taken = number
            state.snapshot = snapshot
            log.follow(state.snapshot)
            defer { state.refused = refused }
            return refused.subtracting(state.refused)
        }
        for row in news.sorted(by: { $0.name < $1.name }) {
            let known = catalog[row.name].map { "it takes \($0.accepted)" } ?? "this build has no such setting"
            log.warned("\(row.name) = '\(row.value)' is passed over: \(known)")
        }
    }

    /// The settings as `db` has them, and the rows that were passed over.
    private func look(
        at db: some Queryable
    ) async throws(PostgresError) -> (snapshot: ConfigSnapshot, refused: Set<ConfigRow>) {
        let rows = try await store.all(on: db)
        let switches = try await switches.standing(at: effects.now(), on: db)
        let fitting = rows.filter { catalog[$0.name]?.canonical($0.value) != nil }
        let values = Dictionary(fitting.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        return (current.setting(values, switches: switches), Set(rows).subtracting(fitting))
    }
}
