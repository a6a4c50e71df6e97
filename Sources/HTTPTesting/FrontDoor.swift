import Foundation
import Synchronization

/// One loopback address for several servers that come and go: a connection is handed to the next server that takes it,
/// and breaks off with it.
public final class FrontDoor: Sendable {
    private struct State {
        var ports: [Int: UInt16] = [:]
        var turn = 0
    }

    public let url: String
    private let listener: Int32
    private let state = Mutex(State())

    public init() throws {
        let (listener, port) = try bindToLoopback(backlog: 512)
        self.listener = listener
        url = "http://127.0.0.1:\(port)"
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    /// Sends connections to a server's port from now on; `nil` sends it no more.
    public func lead(to port: UInt16?, of server: Int) { state.withLock { $0.ports[server] = port } }

    /// Takes no more connections; those there are go on until a side closes.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func acceptConnections() {
        while true {
            let client = accept(listener, nil, nil)
            if client >= 0 {
                Thread.detachNewThread { [self] in serve(client) }
            } else if errno != EINTR, errno != ECONNABORTED {
                break
            }
        }
        close(listener)
    }

    private func serve(_ client: Int32) {
        defer { Self.hangUp(client) }
        guard let server = reachServer() else { return }
        defer { Self.hangUp(server) }
        for socket in [client, server] {
            var yes: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&ends, 2, -1) > 0 || errno == EINTR else { return }
            for (end, other) in [(ends[0], server), (ends[1], client)] where end.revents != 0 {
                let count = recv(end.fd, &bytes, bytes.count, 0)
                guard count > 0, Self.send(bytes[..<count], to: other) else { return }
            }
        }
    }

    /// A connection to the server whose turn it is, or to another where that one is away.
    private func reachServer() -> Int32? {
        let ports = state.withLock { state in
            state.turn += 1
            let ports = state.ports.sorted { $0.key < $1.key }.map(\.value)
            guard !ports.isEmpty else { return ports }
            let first = state.turn % ports.count
            return Array(ports[first...] + ports[..<first])
        }
        for port in ports {
            if let socket = connectToLoopback(port) { return socket }
        }
        return nil
    }

    /// Tells the other side as well, also where a program that was started meanwhile holds a copy of the socket.
    private static func hangUp(_ socket: Int32) {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
