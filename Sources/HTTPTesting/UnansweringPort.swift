import Foundation

/// A loopback port where connecting never ends: its queue is full, and the kernel drops what else comes.
public final class UnansweringPort: Sendable {
    public let url: String
    private let listener: Int32
    private let fillers: [Int32]

    public init() throws {
        let (listener, port) = try listenOnLoopback(backlog: 0)
        self.listener = listener
        url = "http://127.0.0.1:\(port)"
        fillers = (0..<4).map { _ in Self.connect(to: port) }
    }

    deinit { for socket in fillers + [listener] { close(socket) } }

    private static func connect(to port: UInt16) -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        address.sin_port = port.bigEndian
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = Glibc.connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return socket
    }
}
