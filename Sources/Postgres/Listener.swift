import CLibpq
public import Effects
import Foundation
import Synchronization

/// Hears what other sessions `NOTIFY`, on a connection and a thread of its own.
///
/// Notifications are hints: they are lost while the connection is. So a listener says ``ListenerEvent/connected``
/// whenever it starts to hear, and whoever uses it looks at the tables then.
public final class Listener: Sendable {
    private let connectionString: String
    private let effects: Effects

    /// - Throws: ``PostgresError/connection(_:)`` for a connection string that cannot be read.
    public init(connectionString: String, effects: Effects = .live) throws(PostgresError) {
        _ = try Connector.words(of: connectionString)
        self.connectionString = connectionString
        self.effects = effects
    }

    /// Listens until the stream's consumer goes away.
    ///
    /// A consumer that is slow loses the oldest events beyond 4,096; a lost connection is made again after 50 ms, then
    /// after up to 1 s.
    public func listen(on channels: [String]) -> AsyncStream<ListenerEvent> {
        let (events, continuation) = AsyncStream.makeStream(
            of: ListenerEvent.self, bufferingPolicy: .bufferingNewest(4096))
        guard let wakeUp = WakeUpPipe() else {
            continuation.yield(.disconnected(reason: "no file descriptor is left"))
            continuation.finish()
            return events
        }
        let ear = Ear(
            connector: Connector(connectionString: connectionString), channels: channels, effects: effects,
            wakeUp: wakeUp, continuation: continuation)
        continuation.onTermination = { _ in ear.stop() }
        let thread = Thread { ear.run() }
        thread.name = "gemz-listener"
        thread.start()
        return events
    }
}

/// One stream's thread.
private final class Ear: Sendable {
    private let connector: Connector
    private let channels: [String]
    private let effects: Effects
    private let wakeUp: WakeUpPipe
    private let continuation: AsyncStream<ListenerEvent>.Continuation
    private let isStopped = Atomic(false)

    init(
        connector: Connector, channels: [String], effects: Effects, wakeUp: WakeUpPipe,
        continuation: AsyncStream<ListenerEvent>.Continuation
    ) {
        self.connector = connector
        self.channels = channels
        self.effects = effects
        self.wakeUp = wakeUp
        self.continuation = continuation
    }

    func stop() {
        isStopped.store(true, ordering: .releasing)
        wakeUp.signal()
    }

    func run() {
        var reconnection = Reconnection()
        while !isStopped.load(ordering: .acquiring) {
            do throws(PostgresError) {
                let connection = try connector.connect(then: channels.map(Self.listen).joined(separator: "; "))
                reconnection.succeeded()
                continuation.yield(.connected)
                try hear(connection)
            } catch {
                continuation.yield(.disconnected(reason: "\(error)"))
                reconnection.failed(error, at: .now, jitter: effects.randomUnit())
                let pause = reconnection.retryAt.map { ($0 - .now) / .milliseconds(1) } ?? 0
                _ = wait(for: -1, milliseconds: Int32(max(0, pause)))
            }
        }
        continuation.finish()
    }

    private static func listen(on channel: String) -> String {
        "LISTEN \"\(channel.replacing("\"", with: "\"\""))\""
    }

    private func hear(_ connection: OpenConnection) throws(PostgresError) {
        let pointer = connection.pointer
        while !isStopped.load(ordering: .acquiring) {
            while let notification = PQnotifies(pointer) {
                defer { PQfreemem(notification) }
                continuation.yield(
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

    /// Waits for the socket or for ``stop()``.
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
