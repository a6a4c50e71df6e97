import Effects
import Postgres
import ServiceLifecycle

/// Keeps a host's settings as the database has them. A notification wakes it, and so does a connection that was lost and
/// is back; a look from time to time is the safety net.
struct ConfigWatch: Service {
    var config: LiveConfig
    var pool: Pool
    var listener: Listener
    /// Told of each look, whether or not it found anything new; it holds the next look up.
    var onLoad: @Sendable () -> Void
    var effects: Effects
    var log: HouseLog

    /// How often it looks without being woken.
    private static let look = Duration.seconds(29)
    /// How long it waits for a database that is away.
    private static let pause = Duration.seconds(1)

    func run() async {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await hear(wake) }
                group.addTask { await tick(wake) }
                for await _ in wakes where !Task.isCancelled { await load(wake) }
                group.cancelAll()
            }
        }
    }

    private func hear(_ wake: AsyncStream<Void>.Continuation) async {
        for await event in listener.listen(on: [HostChannel.config]) {
            switch event {
            case .connected, .notification: wake.yield()
            case .disconnected(let reason): log.warned("settings stand as they are last known: \(reason)")
            }
        }
    }

    private func tick(_ wake: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            do {
                try await effects.sleep(Self.look)
            } catch {
                break  // only cancellation ends the sleep early: the host is stopping
            }
            wake.yield()
        }
        wake.finish()
    }

    private func load(_ wake: AsyncStream<Void>.Continuation) async {
        do {
            try await config.load(from: pool)
            onLoad()
        } catch {
            guard !Task.isCancelled else { return }
            log.warned("settings stand as they are last known: \(ErrorTranslation.inside(of: error))")
            // Only cancellation ends the sleep early, and then nobody looks again.
            try? await effects.sleep(Self.pause)
            wake.yield()
        }
    }
}
