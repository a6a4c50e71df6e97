import Effects
import Foundation
import Postgres
import ServiceLifecycle

/// Users whom this host has seen a moment ago, by their id at the issuer: one who watches a search asks every second or
/// so, and the row's id never changes. Whoever is erased is forgotten on all hosts at once.
final class KnownUsers: Service {
    private let listener: Listener
    private let effects: Effects
    private let seen = RecentValues<String, Session>(lifetime: 10, capacity: 10_000)

    init(listener: Listener, effects: Effects) {
        self.listener = listener
        self.effects = effects
    }

    func session(of clerkID: String) -> Session? { seen.value(for: clerkID, now: effects.now()) }

    func keep(_ session: Session) { seen.set(session, for: session.clerkID, now: effects.now()) }

    func forget(_ clerkID: String) { seen.remove(clerkID) }

    /// Hears of the erased until the host stops. What was not heard while a connection was lost is over in ten seconds.
    func run() async {
        await cancelWhenGracefulShutdown {
            for await event in self.listener.listen(on: [HostChannel.users]) {
                if case .notification(_, let clerkID) = event { self.forget(clerkID) }
            }
        }
    }
}
