import CLibpq
public import Effects
import Foundation
import Synchronization

/// Hears what other sessions `NOTIFY`, on one connection and one thread for all who listen.
///
/// Notifications are hints: they are lost while the connection is. So a listener says ``ListenerEvent/connected``
/// whenever it starts to hear, and whoever uses it looks at the tables then.
public final class Listener: Sendable {
    private let connector: Connector
    private let channels: [String]
    private let effects: Effects
    /// Hears for those who listen now; the first of them brings it, and it ends with the last.
    private let ear = Mutex<Ear?>(nil)

    /// - Parameter channels: all that anybody may ever listen on.
    /// - Throws: ``PostgresError/connection(_:)`` for a connection string that cannot be read.
    public init(
        connectionString: String, channels: [String], effects: Effects = .live
    ) throws(PostgresError) {
        _ = try Connector.words(of: connectionString)
        connector = Connector(connectionString: connectionString)
        self.channels = channels
        self.effects = effects
    }

    /// Listens until the stream's consumer goes away. Who comes while others are heard already is told
    /// ``ListenerEvent/connected`` at once.
    ///
    /// A consumer that is slow loses the oldest events beyond 4,096; a lost connection is made again after 50 ms, then
    /// after up to 1 s.
    ///
    /// - Parameter channels: some of the listener's, or all.
    public func listen(on channels: [String]? = nil) -> AsyncStream<ListenerEvent> {
        let wanted = Set(channels ?? self.channels)
        let (events, continuation) = AsyncStream.makeStream(
            of: ListenerEvent.self, bufferingPolicy: .bufferingNewest(4096))
        if let stranger = wanted.subtracting(self.channels).min() {
            continuation.yield(.disconnected(reason: "nobody hears \(stranger)"))
            continuation.finish()
            return events
        }
        let consumer = Consumer(channels: wanted, continuation: continuation)
        ear.withLock { ear in
            if let ear, ear.add(consumer) { return }
            guard let wakeUp = WakeUpPipe() else {
                continuation.yield(.disconnected(reason: "no file descriptor is left"))
                return continuation.finish()
            }
            let fresh = Ear(connector: connector, channels: self.channels, effects: effects, wakeUp: wakeUp)
            _ = fresh.add(consumer)
            fresh.start()
            ear = fresh
        }
        return events
    }
}

/// One stream, and what is for it.
private struct Consumer: Sendable {
    let channels: Set<String>
    let continuation: AsyncStream<ListenerEvent>.Continuation

    func tell(_ event: ListenerEvent) {
        if case .notification(let channel, _) = event, !channels.contains(channel) { return }
        continuation.yield(event)
    }
}

/// The thread and its connection.
private final class Ear: Sendable {
    private struct State {
        var consumers: [Int: Consumer] = [:]
        var count = 0
        var isHearing = false
        /// Nobody listens any more, and nobody is taken in.
        var isStopped = false
    }

    private let connector: Connector
    private let channels: [String]
    private let effects: Effects
    private let wakeUp: WakeUpPipe
    private let state = Mutex(State())

    init(connector: Connector, channels: [String], effects: Effects, wakeUp: WakeUpPipe) {
        self.connector = connector
        self.channels = channels
        self.effects = effects
        self.wakeUp = wakeUp
    }

    // MARK: Who listens

    /// Takes a consumer in; false when it is too late.
    func add(_ consumer: Consumer) -> Bool {
        let number: Int? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.count += 1
            state.consumers[state.count] = consumer
            // Under the lock, so that it comes before whatever is heard from here on.
            if state.isHearing { consumer.tell(.connected) }
            return state.count
        }
        guard let number else { return false }
        consumer.continuation.onTermination = { _ in self.remove(number) }
        return true
    }

    private func remove(_ number: Int) {
        let isLast = state.withLock { state in
            state.consumers[number] = nil
            if state.consumers.isEmpty { state.isStopped = true }
            return state.isStopped
        }
        if isLast { wakeUp.signal() }
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func tell(_ event: ListenerEvent) {
        let consumers = state.withLock { state in
            switch event {
            case .connected: state.isHearing = true
            case .disconnected: state.isHearing = false
            case .notification: break
            }
            return Array(state.consumers.values)
        }
        for consumer in consumers { consumer.tell(event) }
    }

    // MARK: The thread

    func start() {
        let thread = Thread { self.run() }
        thread.name = "gemz-listener"
        thread.start()
    }

    private func run() {
        let sql = channels.map { "LISTEN \"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: "; ")
        var reconnection = Reconnection()
        while !isStopped {
            do throws(PostgresError) {
                let connection = try connector.connect(then: sql)
                reconnection.succeeded()
                tell(.connected)
                try hear(connection)
            } catch {
                tell(.disconnected(reason: "\(error)"))
                reconnection.failed(error, at: .now, jitter: effects.randomUnit())
                let pause = reconnection.retryAt.map { ($0 - .now) / .milliseconds(1) } ?? 0
                _ = wait(for: -1, milliseconds: Int32(max(0, pause)))
            }
        }
    }

    private func hear(_ connection: OpenConnection) throws(PostgresError) {
        let pointer = connection.pointer
        while !isStopped {
            while let notification = PQnotifies(pointer) {
                defer { PQfreemem(notification) }
                tell(
                    .notification(
                        channel: String(cString: notification.pointee.relname),
                        payload: String(cString: notification.pointee.extra)))
            }
            guard wait(for: PQsocket(pointer), milliseconds: -1) else { continue }
            guard PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else {
                throw .connection(ConnectionMessage.text(of: pointer))
            }
        }
    }

    /// Waits for the socket or for the last consumer to leave.
    ///
    /// - Returns: whether the socket has something.
    private func wait(for socket: Int32, milliseconds: Int32) -> Bool {
        // A negative descriptor is one that poll passes over.
        var descriptors = [
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeUp.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        return poll(&descriptors, 2, milliseconds) > 0 && descriptors[0].revents != 0
    }
}
