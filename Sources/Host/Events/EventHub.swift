import Effects
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization

/// Tells every reader of this host how their job stands, whichever host moved it.
///
/// The host's one `LISTEN` connection serves all readers, and a job that has moved is read once, however many follow it. When the
/// connection was lost, every followed job is read again: its row, not the notification, says what there is to tell.
final class EventHub: Service {
    /// How often the hub looks at the clock.
    private static let tick = Duration.seconds(5)
    /// How long it waits for a database that is away.
    private static let pause = Duration.seconds(1)
    /// Jobs of one statement.
    private static let batch = 500

    private struct State {
        var readers: [UUID: [ObjectIdentifier: EventReader]] = [:]
        /// How many seats each user has taken.
        var seats: [UUID: Int] = [:]
        /// Followed jobs that have moved since they were read.
        var moved: Set<UUID> = []
        var isClosed = false
    }

    private let pool: Pool
    private let jobs: JobStore
    private let listener: Listener
    private let config: LiveConfig
    private let effects: Effects
    private let log: HouseLog
    private let state = Mutex(State())
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(
        pool: Pool, jobs: JobStore, listener: Listener, config: LiveConfig, effects: Effects, log: HouseLog
    ) {
        self.config = config
        self.pool = pool
        self.jobs = jobs
        self.listener = listener
        self.effects = effects
        self.log = log
        (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: Readers

    /// Takes a user's reader in. What happens to the job from here on reaches it, so the job is to be read after this.
    ///
    /// - Throws: `RATE_LIMITED` where the user has as many streams open here as there may be.
    func join(_ jobID: UUID, as userID: UUID, hangUp: @escaping @Sendable () -> Void) throws -> EventSeat {
        let reader = EventReader(now: effects.now, hangUp: hangUp)
        let most = config.current[EventConfig.streamsPerUser]
        let isClosed = try state.withLock { state in
            let taken = state.seats[userID, default: 0]
            guard taken < most else { throw APIError.tooManyStreams(limit: most) }
            state.seats[userID] = taken + 1
            if !state.isClosed { state.readers[jobID, default: [:]][ObjectIdentifier(reader)] = reader }
            return state.isClosed
        }
        if isClosed { reader.end() }
        return EventSeat(reader, jobID: jobID, userID: userID, hub: self)
    }

    func leave(_ seat: EventSeat) {
        state.withLock { state in
            state.readers[seat.jobID]?[ObjectIdentifier(seat.reader)] = nil
            if state.readers[seat.jobID]?.isEmpty == true { state.readers[seat.jobID] = nil }
            let left = state.seats[seat.userID, default: 1] - 1
            state.seats[seat.userID] = left > 0 ? left : nil
        }
    }

    /// Ends every stream, for the host to stop; clients come again to another.
    func close() {
        let readers = state.withLock { state in
            state.isClosed = true
            return state.readers.values.flatMap(\.values)
        }
        for reader in readers { reader.end() }
    }

    // MARK: News

    func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.hear() }
                group.addTask { await self.watchClock() }
                for await _ in self.wakes where !Task.isCancelled { await self.read() }
                group.cancelAll()
            }
        }
    }

    private func hear() async {
        for await event in listener.listen(on: [HostChannel.jobs]) {
            switch event {
            case .connected: lookAgain()
            case .notification(_, let payload): UUID(uuidString: payload).map(note)
            case .disconnected(let reason): log.warned("events come late for now: \(reason)")
            }
        }
    }

    private func note(_ jobID: UUID) {
        let isFollowed = state.withLock { state in
            guard state.readers[jobID] != nil else { return false }
            state.moved.insert(jobID)
            return true
        }
        if isFollowed { wake.yield() }
    }

    private func lookAgain() {
        state.withLock { $0.moved = Set($0.readers.keys) }
        wake.yield()
    }

    /// Reads what has moved and tells it. A job that is gone ends its streams.
    private func read() async {
        var moved = state.withLock { state in
            defer { state.moved = [] }
            return state.moved
        }
        do {
            while !moved.isEmpty {
                let ids = Array(moved.prefix(Self.batch))
                let found = try await jobs.watched(ids, on: pool)
                let moments = try Dictionary(uniqueKeysWithValues: found.map { ($0.id, try JobMoment($0)) })
                for id in ids { tell(moments[id], of: id) }
                moved.subtract(ids)
            }
        } catch {
            guard !Task.isCancelled else { return }
            log.warned("events wait for the database: \(ErrorTranslation.inside(of: error))")
            state.withLock { $0.moved.formUnion(moved) }
            // Only cancellation ends the sleep early, and then nobody looks again.
            try? await effects.sleep(Self.pause)
            wake.yield()
        }
    }

    private func tell(_ moment: JobMoment?, of jobID: UUID) {
        let readers = state.withLock { $0.readers[jobID].map { Array($0.values) } ?? [] }
        for reader in readers {
            if let moment { reader.offer(moment) } else { reader.end() }
        }
    }

    /// Heartbeats and limits; and with each heartbeat a look at every followed job, should a notification ever be lost.
    private func watchClock() async {
        var lastLook = effects.now()
        while !Task.isCancelled {
            do {
                try await effects.sleep(Self.tick)
            } catch {
                break  // only cancellation ends the sleep early: the host is stopping
            }
            let now = effects.now()
            for reader in state.withLock({ $0.readers.values.flatMap(\.values) }) { reader.tick(now: now) }
            if now.timeIntervalSince(lastLook) >= EventReader.beat {
                lastLook = now
                lookAgain()
            }
        }
        wake.finish()
    }
}
