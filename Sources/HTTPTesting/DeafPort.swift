import Foundation

/// A loopback port where nobody gets through, held for as long as this object lives.
public final class DeafPort: Sendable {
    public enum Manner: Sendable {
        /// Connecting is refused at once.
        case refuses
        /// Connecting never ends: the queue is full, and the kernel drops what else comes.
        case keepsSilent
    }

    public let url: String
    private let sockets: [Int32]

    public init(_ manner: Manner) throws {
        let (socket, port) = try bindToLoopback(backlog: manner == .keepsSilent ? 0 : nil)
        url = "http://127.0.0.1:\(port)"
        let fillers = manner == .keepsSilent ? (0..<4).map { _ in Self.connect(to: port) } : []
        sockets = [socket] + fillers
    }

    deinit { for socket in sockets { close(socket) } }

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
