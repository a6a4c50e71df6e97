import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres
import Synchronization
import Vendors

/// Keeps calls from endpoints that keep failing, and from a vendor that refuses the key. What one host finds out holds
/// for all: the circuits are rows, which each host reads at most once a second while it calls, and once more before it
/// lets a step wait.
final class CircuitBreaker: Sendable {
    private struct State {
        var rows: [CircuitKey: CircuitRow] = [:]
        var readAt: Date?
        var windows: [CircuitKey: CallWindow] = [:]
    }

    /// Rows read so long ago are good enough to let calls through, in seconds.
    private static let freshness: TimeInterval = 1

    private let state = Mutex(State())
    private let platforms: [PlatformDescriptor]
    private let store: CircuitStore
    private let jobs: JobStore
    private let pool: Pool
    private let config: LiveConfig
    private let effects: Effects
    private let log: HouseLog

    init(
        platforms: [PlatformDescriptor], store: CircuitStore, jobs: JobStore, pool: Pool, config: LiveConfig,
        effects: Effects, log: HouseLog
    ) {
        self.platforms = platforms
        self.store = store
        self.jobs = jobs
        self.pool = pool
        self.config = config
        self.effects = effects
        self.log = log
    }

    // MARK: Looking

    /// All circuits there have ever been, as of a second ago at most; as last known while the database is away.
    func rows() async -> [CircuitRow] { sorted(await known(within: Self.freshness)) }

    /// What keeps calls with a vendor's key from going out now, if anything does: a probe would be let through.
    func obstacle(to platform: PlatformDescriptor) async -> CircuitRow? {
        let row = await known(within: Self.freshness)[CircuitKey(vendor: platform.provider.vendor, endpoint: "")]
        guard let row, case .wait = admission(through: row) else { return nil }
        return row
    }

    // MARK: One attempt

    /// Lets an attempt through, or says until when it has to wait.
    ///
    /// - Returns: the circuits that this attempt is the probe of.
    /// - Throws: ``PlatformError/paused(until:reason:)``.
    func admit(_ path: String, of platform: PlatformDescriptor) async throws(PlatformError) -> [CircuitKey] {
        let keys = Self.keys(of: path, platform)
        let lately = await known(within: Self.freshness)
        guard keys.contains(where: { isOpen($0, in: lately) }) else { return [] }
        // What was just closed must keep nobody waiting until the next probe.
        let rows = await known(within: 0)
        let inTheWay = keys.compactMap { rows[$0] }.filter { $0.circuit.state != .closed }
        for row in inTheWay {
            if case .wait(let until) = admission(through: row) { throw Self.paused(row, until: until) }
        }
        for row in inTheWay {
            guard await change(row.key, by: .probeBegan, from: row) else {
                throw Self.paused(row, until: effects.now() + config.current[CircuitConfig.probe].seconds)
            }
        }
        return inTheWay.map(\.key)
    }

    /// Takes in how an attempt went.
    ///
    /// - Parameters:
    ///   - call: `nil` where nothing was sent.
    ///   - probes: as ``admit(_:of:)`` has returned them.
    func note(_ call: ProviderCall?, to path: String, of platform: PlatformDescriptor, probes: [CircuitKey]) async {
        let verdict = CallVerdict(call)
        for key in probes { _ = await change(key, by: verdict.event(forProbeOf: key), begun: call?.startedAt) }
        let endpoint = CircuitKey(vendor: platform.provider.vendor, endpoint: path)
        switch verdict {
        case .refusesKey(let reason):
            let key = CircuitKey(vendor: platform.provider.vendor, endpoint: "")
            if !probes.contains(key) { _ = await change(key, by: .tripped(reason)) }
        case .answers, .fails:
            let enough = config.current[CircuitConfig.failures]
            let (now, hasFailed) = (effects.now(), verdict == .fails)
            let trips = state.withLock {
                $0.windows[endpoint, default: CallWindow()].note(hasFailed: hasFailed, at: now, enough: enough)
            }
            if trips { _ = await change(endpoint, by: .tripped(Self.away), platform: platform.id) }
        case .silent: break
        }
    }

    /// What an error means to a step, now that the breaker knows of it: one that opened a circuit, or met one, pauses.
    func meaning(of error: PlatformError, at path: String, of platform: PlatformDescriptor) -> PlatformError {
        switch error {
        case .unavailable, .unauthorized, .outOfCredits: break
        default: return error
        }
        let rows = state.withLock { $0.rows }
        let row = Self.keys(of: path, platform).compactMap { rows[$0] }.first { $0.circuit.state != .closed }
        guard let row else { return error }
        guard case .wait(let until) = admission(through: row) else { return Self.paused(row, until: effects.now()) }
        return Self.paused(row, until: until)
    }

    // MARK: The rows

    private static let away = Circuit.Reason(
        code: .providerUnavailable, message: "The data provider does not answer at the moment.")

    private static func keys(of path: String, _ platform: PlatformDescriptor) -> [CircuitKey] {
        ["", path].map { CircuitKey(vendor: platform.provider.vendor, endpoint: $0) }
    }

    private static func paused(_ row: CircuitRow, until: Date) -> PlatformError {
        .paused(until: until, reason: row.circuit.reason?.message ?? "")
    }

    private func isOpen(_ key: CircuitKey, in rows: [CircuitKey: CircuitRow]) -> Bool {
        rows[key].map { $0.circuit.state != .closed } ?? false
    }

    private func admission(through row: CircuitRow) -> Circuit.Admission {
        row.circuit.admission(at: effects.now(), isProbeGone: row.isProbeGone, pauses: config.current.circuitPauses)
    }

    private func sorted(_ rows: [CircuitKey: CircuitRow]) -> [CircuitRow] {
        rows.values.sorted { ($0.key.vendor, $0.key.endpoint) < ($1.key.vendor, $1.key.endpoint) }
    }

    private func known(within age: TimeInterval) async -> [CircuitKey: CircuitRow] {
        let now = effects.now()
        let fresh: [CircuitKey: CircuitRow]? = state.withLock { state in
            if let readAt = state.readAt, age > 0, abs(now.timeIntervalSince(readAt)) < age { return state.rows }
            if age > 0 { state.readAt = now }  // one reader is enough; the others go by what was known before
            return nil
        }
        if let fresh { return fresh }
        do throws(PostgresError) {
            let read = try await store.all(of: Set(platforms.map(\.provider.vendor)).sorted(), on: pool)
            return state.withLock { state in
                // A change of this host's own may have overtaken the answer.
                for row in read where row.version >= state.rows[row.key]?.version ?? 0 { state.rows[row.key] = row }
                return state.rows
            }
        } catch {
            log.debug("circuits are as last known: \(ErrorTranslation.inside(of: error))")
            return state.withLock { $0.rows }
        }
    }

    /// Changes a circuit for all hosts; whether this host was the one to do it.
    ///
    /// - Parameter begun: when the call began that says so. One from before the circuit last opened says nothing of it.
    private func change(
        _ key: CircuitKey, by event: Circuit.Event, platform: PlatformID? = nil, from row: CircuitRow? = nil,
        begun: Date? = nil
    ) async -> Bool {
        // The row may be unknown here, or have been changed since: then once more from what it has become.
        for attempt in 0..<2 {
            let last = attempt == 0 ? state.withLock { $0.rows[key] } : await known(within: 0)[key]
            var before = row ?? last ?? CircuitRow(key: key, platform: platform)
            if let begun, !before.circuit.isOlder(than: begun) { return false }
            guard let after = before.circuit.after(event, at: effects.now(), pauses: config.current.circuitPauses)
            else {
                return false
            }
            do {
                guard try await write(after, over: before) else {
                    if row != nil { return false }
                    continue
                }
            } catch {
                log.warned("a circuit stays as it was: \(ErrorTranslation.inside(of: error))")
                return false
            }
            before.circuit = after
            before.version += 1
            before.isProbeGone = false
            state.withLock { [before] in
                if before.version > $0.rows[key]?.version ?? 0 { $0.rows[key] = before }
            }
            report(before)
            return true
        }
        return false
    }

    /// Writes a circuit; one that closes lets the jobs go on that waited for it, in the same transaction.
    private func write(_ circuit: Circuit, over row: CircuitRow) async throws -> Bool {
        let callers = platforms.filter { $0.provider.vendor == row.key.vendor && $0.id == row.platform ?? $0.id }
        let lease = config.current.probeLease(over: callers)
        guard circuit.state == .closed else {
            return try await store.change(row, to: circuit, probeLease: lease, on: pool)
        }
        let now = effects.now()
        return try await pool.transaction { db in
            guard try await store.change(row, to: circuit, probeLease: lease, on: db) else { return false }
            try await jobs.resume(of: callers.map(\.id), behind: row.key, now: now, on: db)
            return true
        }
    }

    private func report(_ row: CircuitRow) {
        let name = row.key.isKey ? "the key of \(row.key.vendor)" : row.key.endpoint
        switch row.circuit.state {
        case .closed: log.done("calls to \(name) go on")
        case .open: log.failed("no calls to \(name): \(row.circuit.reason?.message ?? "")")
        case .halfOpen: log.warned("one call to \(name), to see whether it answers again")
        }
    }
}
