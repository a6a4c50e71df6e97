import Effects
import Foundation
import PlatformAPI
import Postgres
import Synchronization

/// Does with open searches what is to become of them as platforms go off and on.
///
/// A step asks by itself before it begins, so what is off stays off. This sees to the searches that no step is run of:
/// at once on each host that hears of a change, and from time to time for what was out of reach then.
final class PlatformSweep: Sendable {
    /// Runs a piece of the work, which tells how many rows it has touched, in a transaction.
    typealias Piece = (_ work: (Transaction) async throws -> Int) async throws -> Int

    private let places: [SearchPlace]
    private let store = PlatformSwitchStore()
    private let stores: JobStores
    private let config: LiveConfig
    private let pool: Pool
    private let effects: Effects
    private let log: HouseLog
    /// What was closed when this host last looked.
    private let last = Mutex<[String: PlatformClosure]>([:])

    /// Jobs of one statement.
    private static let limit = 500

    init(
        registry: PlatformRegistry, stores: JobStores, config: LiveConfig, pool: Pool, effects: Effects, log: HouseLog
    ) {
        places = registry.descriptors.flatMap { platform in
            platform.modes.map { SearchPlace(platform: platform, mode: $0) }
        }
        self.stores = stores
        self.config = config
        self.pool = pool
        self.effects = effects
        self.log = log
    }

    var schedule: Schedule {
        Schedule(
            name: "platform_switches",
            about: "Pauses, cancels or resumes searches whose platform was switched off or on.", lane: .prompt,
            every: { $0[JobConfig.pollInterval] * 4 }
        ) { run in try await self.sweep(now: run.now) { work in try await run.batch(work) } }
    }

    /// Looks whether anything went off or on since this host looked last, and if so, sweeps at once.
    func catchUp() async {
        let now = effects.now()
        let closed = closures(at: now)
        let isNews = last.withLock { last in
            defer { last = closed }
            return last != closed
        }
        guard isNews else { return }
        do {
            try await sweep(now: now) { work in try await pool.transaction { db in try await work(db) } }
        } catch {
            log.warned("searches of a switched platform wait for the next look: \(ErrorTranslation.inside(of: error))")
        }
    }

    private func closures(at now: Date) -> [String: PlatformClosure] {
        let config = config.current
        let closed = places.compactMap { place in
            config.closure(of: place.platform, place.mode, at: now).map { (place.waitsFor, $0) }
        }
        return Dictionary(closed, uniquingKeysWith: { first, _ in first })
    }

    private func sweep(now: Date, _ piece: Piece) async throws {
        let closed = closures(at: now)
        let going = places.filter { closed[$0.waitsFor].map { $0.running == .finish } ?? true }
        try await Self.drain {
            try await piece { db in try await self.store.resume(going, limit: Self.limit, now: now, on: db) }
        }
        for place in places {
            guard let closure = closed[place.waitsFor] else { continue }
            switch closure.running {
            case .finish: break
            case .pause:
                try await Self.drain {
                    try await piece { db in
                        try await self.store.pause(place, for: closure, limit: Self.limit, on: db)
                    }
                }
            case .cancel: try await cancel(place, for: closure, now: now, piece)
            }
        }
    }

    /// One search in each transaction: it locks the search's campaign, and nobody locks several in any order. What
    /// somebody else holds is left for the next look.
    private func cancel(
        _ place: SearchPlace, for closure: PlatformClosure, now: Date, _ piece: Piece
    ) async throws {
        let ending = JobEnding(stores: stores)
        try await Self.drain {
            var ended = 0
            for job in try await self.store.toCancel(in: place, limit: Self.limit, on: self.pool) {
                let isEnded = try await piece { db in
                    guard try await self.stores.campaigns.lockIfFree(campaignOf: job, on: db),
                        try await self.store.cancel(job, for: closure, now: now, on: db)
                    else { return 0 }
                    try await ending.finish(job, now: now, on: db)
                    return 1
                }
                if isEnded > 0 { self.log.with("job", job.text).done("cancelled: \(closure.reason)") }
                ended += isEnded
            }
            return ended
        }
    }

    /// Works until nothing is left that can be had.
    private static func drain(_ work: () async throws -> Int) async throws {
        while try await work() > 0 { try Task.checkCancellation() }
    }
}
