import Foundation

/// What a client says to a host byte by byte, and all that it is answered.
struct RawConversation: Sendable {
    var port: UInt16

    /// - Parameter url: a host's address.
    init(_ url: String) { port = UInt16(url.split(separator: ":").last ?? "") ?? 0 }

    /// Sends all of it, says that nothing more will come, and reads until the other side closes; on a thread of its own,
    /// so that nobody waits for it who is to answer.
    func say(_ bytes: [UInt8]) async throws -> Answers {
        let port = port
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try Self.say(bytes, to: port) }) }
        }
    }

    /// What came back on one connection.
    struct Answers: Sendable {
        var text: String

        /// The statuses in order.
        var statuses: [Int] {
            text.matches(of: /HTTP\/1\.[01] (\d{3})/).compactMap { Int($0.1) }
        }
    }

    private static func say(_ bytes: [UInt8], to port: UInt16) throws -> Answers {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }  // the other side has closed; what it said before is still there
            sent += count
        }
        shutdown(socket, Int32(SHUT_WR))
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &piece, piece.count, 0)
            if count < 0, errno == EAGAIN { throw POSIXError(.ETIMEDOUT) }
            guard count > 0 else { break }
            all += piece[..<count]
        }
        return Answers(text: String(decoding: all, as: UTF8.self))
    }
}
