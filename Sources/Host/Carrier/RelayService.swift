import Effects
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization
import Vendors

/// Hands the queue's committed messages to QStash; `NOTIFY` wakes it, polling is the safety net.
///
/// A message is handed over under a lease and then marked. A host that dies in between leaves it to another one, which
/// hands it over under the same deduplication id. What QStash has taken and does not deliver is handed over anew.
final class RelayService: Service {
    private let client: QStashClient
    private let store: PublicationStore
    private let pool: Pool
    private let listener: Listener
    private let address: PublicAddress
    private let config: LiveConfig
    private let effects: Effects
    private let log: HouseLog
    /// Messages taken and not yet marked.
    private let inHand = Mutex<[Publication]>([])

    init(
        client: QStashClient, store: PublicationStore, pool: Pool, listener: Listener, address: PublicAddress,
        config: LiveConfig, effects: Effects, log: HouseLog
    ) {
        self.client = client
        self.store = store
        self.pool = pool
        self.listener = listener
        self.address = address
        self.config = config
        self.effects = effects
        self.log = log
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.relay() }
        } catch is CancellationError {
            // stopped before the host listened
        }
        await giveBack(inHand.withLock { $0 })
    }

    private func relay() async throws {
        let base = try await address.reachable()
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask { await self.relayNotifications(to: wake) }
            group.addTask { await self.tick(wake) }
            for await _ in wakes where !Task.isCancelled { await self.publishDue(from: base) }
            group.cancelAll()
        }
    }

    // MARK: Waking

    private func relayNotifications(to wake: AsyncStream<Void>.Continuation) async {
        for await event in listener.listen(on: [HostChannel.messages]) {
            switch event {
            case .connected, .notification: wake.yield()
            case .disconnected(let reason): log.warned("not being woken for now, polling instead: \(reason)")
            }
        }
    }

    /// Looks regularly, so that what was put off, what a dead host held and what QStash lost is found.
    private func tick(_ wake: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            do {
                let lost = try await store.reopen(limit: CarrierConfig.batch, now: effects.now(), on: pool)
                if lost > 0 { log.warned("\(lost) messages were not delivered in time and are handed over anew") }
            } catch {
                log.warned("late messages wait for the next look: \(ErrorTranslation.inside(of: error))")
            }
            wake.yield()
            do {
                try await effects.sleep(config.current[JobConfig.pollInterval])
            } catch {
                break  // only cancellation ends the sleep early: the host is stopping
            }
        }
        wake.finish()
    }

    // MARK: Handing over

    /// Hands over all that has to be. While QStash or the database is away it tries again, ever more slowly.
    private func publishDue(from base: String) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                guard try await publishBatch(from: base) == CarrierConfig.batch else { return }
                failures = 0
            } catch {
                await giveBack(inHand.withLock { $0 })
                guard !Task.isCancelled, await rest(after: error, failures: failures) else { return }
                failures += 1
            }
        }
    }

    /// How many messages were there to be handed over, up to a batch.
    private func publishBatch(from base: String) async throws -> Int {
        let config = config.current
        let lease = config[JobConfig.lease]
        let due = try await store.claim(limit: CarrierConfig.batch, lease: lease, on: pool)
        guard !due.isEmpty else { return 0 }
        inHand.withLock { $0 = due }
        let now = effects.now()
        let receipts = try await client.publish(due.map { Self.publication($0, base: base, now: now) })
        let taken = zip(due, receipts).compactMap { $1 == nil ? nil : $0 }
        try await store.mark(taken, redeliver: config[CarrierConfig.redeliver], now: effects.now(), on: pool)
        inHand.withLock { $0.removeAll(where: taken.contains) }
        guard taken.count == due.count else {
            throw QStashAPIError.unavailable("it took \(taken.count) of \(due.count) messages", retryAfter: nil)
        }
        log.debug("handed over \(taken.count) messages")
        return due.count
    }

    private static func publication(_ publication: Publication, base: String, now: Date) -> QStashPublication {
        let note = publication.note
        return QStashPublication(
            destination: base + CarrierRoutes.process, body: note.text,
            deduplicationID: publication.deduplicationID,
            notBefore: publication.notBefore > now ? publication.notBefore : nil,
            failureCallback: base + CarrierRoutes.deadLetter)
    }

    /// Waits before the next try; false when the host stops meanwhile.
    private func rest(after error: any Error, failures: Int) async -> Bool {
        let ceiling = min(
            CarrierConfig.longestPause.seconds, CarrierConfig.firstPause.seconds * Double(1 << min(failures, 20)))
        var pause = effects.randomUnit() * ceiling
        if case .unavailable(_, let asked?) = error as? QStashAPIError { pause = max(pause, asked.seconds) }
        log.warned("messages wait for QStash, again in \(pause) s: \(ErrorTranslation.inside(of: error))")
        do {
            try await effects.sleep(.seconds(pause))
            return true
        } catch {
            return false
        }
    }

    /// Lets others take at once what is still in hand; else they wait for the lease to run out.
    private func giveBack(_ publications: [Publication]) async {
        guard !publications.isEmpty else { return }
        inHand.withLock { $0 = [] }
        do {
            try await store.release(publications, on: pool)
        } catch {
            log.warned("messages in hand wait for their lease to run out: \(ErrorTranslation.inside(of: error))")
        }
    }
}
