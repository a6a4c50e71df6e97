import Foundation
import Synchronization

/// A server on a loopback port that does to its clients exactly what a test says, byte by byte.
///
/// A thread for every connection, blocking calls throughout. Connections are kept until a script ends them.
public final class ScriptedServer: Sendable {
    /// Says what a request gets. Runs on the connection's thread, which it may hold up.
    public typealias Script = @Sendable (Request) -> [Step]

    public enum Step: Sendable {
        case send([UInt8])
        /// Sends byte after byte with this pause between them, until all is sent or the client has gone.
        case drip([UInt8], pause: Duration)
        /// Does nothing until the client has gone.
        case hang
        /// Does nothing until the gate is open.
        case wait(Gate)
        /// Closes in good order.
        case close
        /// Breaks off with an RST.
        case reset
    }

    public struct Request: Sendable, Hashable {
        public var method: String
        /// Path and query as they came.
        public var target: String
        /// Whole lines, in order.
        public var headerLines: [String]
        public var body: [UInt8]
        /// Which connection it came on; the first is 1.
        public var connection: Int

        /// The values of a header, whose name's case does not matter.
        public func values(of name: String) -> [String] {
            headerLines.filter { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    /// What happened so far.
    public struct Tally: Sendable, Hashable {
        public var requests: [Request] = []
        public var connections = 0
        public var openConnections = 0
        /// The most requests that were in their scripts at one time.
        public var peak = 0
        var inScript = 0
    }

    /// Such as `http://127.0.0.1:40001`.
    public let url: String
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    private struct State {
        var tally = Tally()
        var sockets: Set<Int32> = []
        var isStopped = false
        var waiting: [(condition: @Sendable (Tally) -> Bool, caller: CheckedContinuation<Void, Never>)] = []
    }

    public init(_ script: @escaping Script) throws {
        let (listener, port) = try bindToLoopback(backlog: 512)
        self.listener = listener
        self.script = script
        url = "http://127.0.0.1:\(port)"
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    public var tally: Tally { state.withLock(\.tally) }

    /// Returns once a condition holds, checked after everything that happens.
    public func wait(until condition: @escaping @Sendable (Tally) -> Bool) async {
        await withCheckedContinuation { caller in
            change { $0.waiting.append((condition, caller)) }
        }
    }

    /// Breaks off every connection and takes no more.
    public func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            // Under the lock, since whoever closes a socket asks there first: its number may be another's by then.
            for socket in state.sockets + [listener] { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    private func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, callers) = state.withLock { state in
            let result = body(&state)
            let ready = state.waiting.filter { $0.condition(state.tally) }
            state.waiting.removeAll { $0.condition(state.tally) }
            return (result, ready.map(\.caller))
        }
        for caller in callers { caller.resume() }
        return result
    }

    // MARK: Threads

    private func acceptConnections() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else {
                if state.withLock(\.isStopped) { break } else { continue }
            }
            let number: Int? = change { state in
                guard !state.isStopped else { return nil }
                state.sockets.insert(socket)
                state.tally.connections += 1
                state.tally.openConnections += 1
                return state.tally.connections
            }
            guard let number else {
                close(socket)
                break
            }
            Thread.detachNewThread { [self] in serve(Connection(socket: socket, number: number)) }
        }
        close(listener)
    }

    private func serve(_ connection: Connection) {
        var connection = connection
        var isOpen = true
        while isOpen, let request = connection.readRequest() {
            change { state in
                state.tally.requests.append(request)
                state.tally.inScript += 1
                state.tally.peak = max(state.tally.peak, state.tally.inScript)
            }
            let steps = script(request)
            change { $0.tally.inScript -= 1 }
            for step in steps where isOpen { isOpen = connection.perform(step) }
        }
        change { state in
            state.sockets.remove(connection.socket)
            state.tally.openConnections -= 1
        }
        close(connection.socket)
    }
}
