import Effects
import Foundation
import PlatformAPI
import Postgres
import ServiceLifecycle
import Synchronization
import Vendors

/// Bounds the provider calls of all hosts on one database: every call under way holds one of its platform's slots.
///
/// One task asks the database for all callers of this host, on a connection of its own that is opened by the first call.
/// A freed slot goes to the next caller here without asking, for a second at most; then, or when nobody waits here, it
/// is given back. Who waits in vain looks again, some twenty times a second, and hosts whose second is over step aside
/// for others that wait.
///
/// The locks live as long as the connection. When it is lost, Postgres frees them although calls may be under way: until
/// those have ended, other hosts may make as many calls too many. That is the one case in which the bound is exceeded,
/// and a lost slot is passed on for the rest of its second at most.
final class SharedSlots: Service {
    /// What came of a caller's waiting.
    enum Turn: Sendable {
        case slot(Int)
        case cancelled
        case tooLong
    }

    fileprivate typealias Lane = CallLane<CheckedContinuation<Turn, Never>>

    private struct State {
        var lanes: [PlatformID: Lane]
        var isClosed = false
    }

    /// About how often a host looks again that found no slot free.
    private static let look = Duration.milliseconds(50)
    /// The same while the database is away.
    private static let recovery = Duration.seconds(1)
    /// How long a host does not ask for what it has left to others: longer than they take to look.
    private static let rest: TimeInterval = 0.25

    private let platforms: [PlatformDescriptor]
    private let config: LiveConfig
    private let state: Mutex<State>
    private let store = SlotStore()
    private let databaseURL: String
    private let effects: Effects
    private let log: HouseLog
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(
        platforms: [PlatformDescriptor], databaseURL: String, config: LiveConfig, effects: Effects, log: HouseLog
    ) {
        self.platforms = platforms
        self.config = config
        let settings = config.current
        let lanes = platforms.map { ($0.id, Lane(limit: settings[ProviderConfig.concurrency(of: $0)])) }
        state = Mutex(State(lanes: Dictionary(lanes, uniquingKeysWith: { first, _ in first })))
        self.databaseURL = databaseURL
        self.effects = effects
        self.log = log
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Calls

    /// Waits for a slot. What it gives must come back by ``release(_:of:)``.
    func acquire(of platform: PlatformID) async -> Turn {
        let ticket = lane(platform) { $0.takeTicket() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let isInLine = state.withLock { state in
                    !state.isClosed && state.lanes[platform]?.enter(ticket ?? 0, caller, at: effects.now()) == true
                }
                if isInLine { wake.yield() } else { caller.resume(returning: .cancelled) }
            }
        } onCancel: {
            guard let ticket, let caller = lane(platform, { $0.leave(ticket) }) else { return }
            caller?.resume(returning: .cancelled)
        }
    }

    func release(_ slot: Int, of platform: PlatformID) {
        let next = lane(platform) { $0.release(slot, at: effects.now()) } ?? nil
        if let next { next.caller.resume(returning: .slot(next.slot)) } else { wake.yield() }
    }

    /// What a call is told that has waited too long: its step waits, and no attempt is used up.
    var busy: PlatformError {
        .paused(
            until: effects.now().addingTimeInterval(Self.recovery.seconds),
            reason: "Other searches' calls take all of the provider's slots.")
    }

    @discardableResult
    private func lane<Value: Sendable>(_ platform: PlatformID, _ body: (inout Lane) -> Value) -> Value? {
        state.withLock { state in
            guard state.lanes[platform] != nil else { return nil }
            return body(&state.lanes[platform, default: Lane(limit: 1)])
        }
    }

    // MARK: The one who asks

    /// Ends after whatever makes calls: it is stopped last.
    func run() async throws {
        let (pauses, pause) = AsyncStream.makeStream(of: Duration.self, bufferingPolicy: .bufferingNewest(1))
        var session: Pool?
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    for await duration in pauses {
                        do { try await self.effects.sleep(duration) } catch { return }
                        self.wake.yield()
                    }
                }
                for await _ in wakes {
                    if let duration = await serve(&session) { pause.yield(duration) }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.wake.finish()
        }
        for caller in close() { caller.resume(returning: .cancelled) }
        await session?.close(grace: .zero)
    }

    private func close() -> [CheckedContinuation<Turn, Never>] {
        state.withLock { state in
            state.isClosed = true
            return platforms.flatMap { state.lanes[$0.id]?.dropWaiters(since: .distantFuture) ?? [] }
        }
    }

    /// Does what is to be done for all platforms; when to look again, where somebody still waits.
    private func serve(_ session: inout Pool?) async -> Duration? {
        var pause: Duration?
        for platform in platforms {
            do throws(PostgresError) {
                try await serve(platform, &session)
            } catch {
                // Whether the locks are held is not known: with the session they are certainly not.
                await session?.close(grace: .zero)
                session = nil
                state.withLock { state in for platform in platforms { state.lanes[platform.id]?.loseSession() } }
                log.debug("slots for calls cannot be had: \(ErrorTranslation.inside(of: error))")
                pause = Self.recovery
            }
            guard lane(platform.id, { $0.isWaiting }) == true else { continue }
            pause = pause ?? Self.look * (0.5 + effects.randomUnit())
        }
        return pause
    }

    private func serve(_ descriptor: PlatformDescriptor, _ session: inout Pool?) async throws(PostgresError) {
        let (platform, settings) = (descriptor.id, config.current)
        lane(platform) { $0.limit = settings[ProviderConfig.concurrency(of: descriptor)] }
        // Whoever waits as long as a call may take frees its worker for other platforms' steps.
        let oldest = effects.now().addingTimeInterval(-settings[ProviderConfig.timeout(of: descriptor)].seconds)
        for caller in lane(platform, { $0.dropWaiters(since: oldest) }) ?? [] { caller.resume(returning: .tooLong) }
        let spent = lane(platform) { $0.takeSpent() } ?? []
        let isWaiting = lane(platform) { $0.isWaiting } ?? false
        if session == nil, spent.isEmpty, !isWaiting { return }
        let db: Pool
        if let session { db = session } else { db = try connect() }
        session = db
        if !spent.isEmpty {
            let othersWait = isWaiting ? try await store.othersWait(for: platform, on: db) : false
            try await store.giveBack(spent, of: platform, on: db)
            if othersWait {
                let instant = effects.now().addingTimeInterval(Self.rest)
                lane(platform) { $0.rest(until: instant) }
            }
        }
        try await take(of: platform, on: db)
    }

    private func take(of platform: PlatformID, on db: Pool) async throws(PostgresError) {
        guard let wanted = lane(platform, { $0.wanted(at: effects.now()) }),
            let queued = lane(platform, { $0.isQueued })
        else { return }
        if wanted.count > 0 {
            let slots = try await store.take(wanted.count, of: wanted.of, platform, on: db)
            for grant in lane(platform, { $0.grant(slots, at: effects.now()) }) ?? [] {
                grant.caller.resume(returning: .slot(grant.slot))
            }
            if lane(platform, { !$0.spent.isEmpty }) == true { wake.yield() }
        }
        let isWaiting = lane(platform) { $0.isWaiting } ?? false
        if isWaiting { try await store.queue(for: platform, on: db) }
        if queued, !isWaiting { try await store.leaveQueue(for: platform, on: db) }
        lane(platform) { $0.isQueued = isWaiting }
    }

    private func connect() throws(PostgresError) -> Pool {
        try Pool(
            configuration: PoolConfiguration(
                connectionString: databaseURL, size: 1, statementDeadline: .seconds(5)), effects: effects)
    }
}

/// The slots of one platform.
struct PlatformSlots: CallSlots {
    var shared: SharedSlots
    var platform: PlatformID

    func run<Result: Sendable>(_ body: () async -> Result) async throws(PlatformError) -> Result {
        switch await shared.acquire(of: platform) {
        case .slot(let slot):
            let result = await body()
            shared.release(slot, of: platform)
            return result
        case .cancelled: throw .cancelled
        case .tooLong: throw shared.busy
        }
    }
}
