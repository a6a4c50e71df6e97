import Effects
import Foundation
import PlatformAPI
import Postgres
import ServiceLifecycle

/// Does with open searches what is to become of them as platforms go off and on.
///
/// A step asks by itself before it begins, so what is off stays off. This sees to the searches that no step is run of:
/// on each host that hears of a change, beside whatever else the host does, and from time to time for what was out of
/// reach then. Each piece of the work asks the database what is off by then, so that an admin's word holds for the rest.
struct PlatformSweep: Service {
    /// Runs a piece of the work, which tells how many rows it has touched, in a transaction.
    private typealias Piece = (_ work: (Transaction) async throws -> Int) async throws -> Int
    private typealias Closures = [String: PlatformClosure]

    private let places: [SearchPlace]
    private let store = PlatformSwitchStore()
    private let stores: JobStores
    private let config: LiveConfig
    private let pool: Pool
    private let effects: Effects
    private let log: HouseLog
    private let wakes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

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
        (wakes, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Ending searches may take long, so they do not wait among what people wait for; what is off stays off meanwhile.
    var schedule: Schedule {
        Schedule(
            name: "platform_switches",
            about: "Pauses, cancels or resumes searches whose platform was switched off or on.", lane: .cleanUp,
            every: { $0[JobConfig.pollInterval] * 4 }
        ) { run in
            let closed = try await closures(on: run.pool)
            _ = try await sweep(closed) { work in try await run.batch(work) }
        }
    }

    /// Lets this host look soon whether anything went off or on; nobody waits for that.
    func wake() { signal.yield() }

    func run() async {
        await cancelWhenGracefulShutdown {
            var last: Closures = [:]
            for await _ in wakes where !Task.isCancelled { last = await catchUp(with: last) }
        }
    }

    /// Sweeps where anything went off or on.
    ///
    /// - Parameter last: what was closed when this host last looked.
    /// - Returns: what is closed now.
    private func catchUp(with last: Closures) async -> Closures {
        var closed = last
        do {
            closed = try await closures(on: pool)
            guard closed != last else { return closed }
            while try await !sweep(closed, { work in try await pool.transaction { db in try await work(db) } }) {
                closed = try await closures(on: pool)
            }
        } catch {
            guard !Task.isCancelled else { return closed }
            log.warned("searches of a switched platform wait for the next look: \(ErrorTranslation.inside(of: error))")
        }
        return closed
    }

    /// As the database has it this moment.
    private func closures(on db: some Queryable) async throws -> Closures {
        let (config, now) = (try await config.read(from: db), effects.now())
        let closed = places.compactMap { place in
            config.closure(of: place.platform, place.mode, at: now).map { (place.waitsFor, $0) }
        }
        return Dictionary(closed, uniquingKeysWith: { first, _ in first })
    }

    /// - Returns: whether all was as `closed` says up to the end; where it was not, the rest was left alone.
    private func sweep(_ closed: Closures, _ piece: Piece) async throws -> Bool {
        let going = places.filter { (closed[$0.waitsFor]?.running ?? .finish) == .finish }
        var isSo = try await drain(piece, while: closed) { db in
            let (now, time) = (effects.now(), config.current[JobConfig.timeout].seconds)
            return try await store.resume(
                going, timeout: now.addingTimeInterval(time), limit: Self.limit, now: now, on: db)
        }
        for place in places where isSo {
            switch closed[place.waitsFor] {
            case let closure? where closure.running == .pause:
                isSo = try await drain(piece, while: closed) { db in
                    let timeout = effects.now().addingTimeInterval(config.current[JobConfig.waitingTimeout].seconds)
                    return try await store.pause(place, for: closure, timeout: timeout, limit: Self.limit, on: db)
                }
            case let closure? where closure.running == .cancel:
                isSo = try await cancel(place, for: closure, while: closed, piece)
            default: break
            }
        }
        return isSo
    }

    /// One search in each transaction: it locks the search's campaign, and nobody locks several in any order. What
    /// somebody else holds is left for the next look.
    private func cancel(
        _ place: SearchPlace, for closure: PlatformClosure, while closed: Closures, _ piece: Piece
    ) async throws -> Bool {
        let ending = JobEnding(stores: stores)
        var ended = 1
        while ended > 0 {
            ended = 0
            for job in try await store.toCancel(in: place, limit: Self.limit, on: pool) {
                try Task.checkCancellation()
                var isSo = true
                let touched = try await piece { db in
                    isSo = try await closures(on: db) == closed
                    guard isSo, try await stores.campaigns.lockIfFree(campaignOf: job, on: db),
                        try await store.cancel(job, for: closure, now: effects.now(), on: db)
                    else { return 0 }
                    try await ending.finish(job, now: effects.now(), on: db)
                    return 1
                }
                guard isSo else { return false }
                if touched > 0 { log.with("job", job.text).done("cancelled: \(closure.reason)") }
                ended += touched
            }
        }
        return true
    }

    /// Works until nothing is left that can be had; whether all stayed as `closed` says.
    private func drain(
        _ piece: Piece, while closed: Closures, _ work: @escaping (Transaction) async throws -> Int
    ) async throws -> Bool {
        var (isSo, touched) = (true, 1)
        while isSo, touched > 0 {
            try Task.checkCancellation()
            touched = try await piece { db in
                isSo = try await closures(on: db) == closed
                return isSo ? try await work(db) : 0
            }
        }
        return isSo
    }
}
