import Foundation

/// One client's connection, on its own thread.
struct Connection: Sendable {
    let socket: Int32
    let number: Int
    private var unread: [UInt8] = []

    init(socket: Int32, number: Int) {
        self.socket = socket
        self.number = number
    }

    // MARK: Requests

    /// The next request; nil when the client has gone.
    mutating func readRequest() -> ScriptedServer.Request? {
        guard let end = readUntilHeadEnds() else { return nil }
        let lines = String(decoding: unread[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        unread.removeFirst(end + 4)
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        var request = ScriptedServer.Request(
            method: words[0], target: words[1], headerLines: Array(lines.dropFirst()), body: [], connection: number)
        let length = request.values(of: "content-length").first.flatMap(Int.init) ?? 0
        while unread.count < length { guard readMore() else { return nil } }
        request.body = Array(unread.prefix(length))
        unread.removeFirst(length)
        return request
    }

    private mutating func readUntilHeadEnds() -> Int? {
        while true {
            if let range = Data(unread).range(of: Data("\r\n\r\n".utf8)) { return range.lowerBound }
            guard readMore() else { return nil }
        }
    }

    private mutating func readMore() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        unread += bytes[..<count]
        return true
    }

    // MARK: Steps

    /// - Returns: whether the connection stays open.
    func perform(_ step: ScriptedServer.Step) -> Bool {
        switch step {
        case .send(let bytes): return send(bytes[...])
        case .drip(let bytes, let pause):
            for index in bytes.indices {
                guard send(bytes[index...index]), !clientHasGone(within: pause) else { return false }
            }
            return true
        case .hang:
            while !clientHasGone(within: .seconds(60)) {}
            return false
        case .wait(let gate):
            gate.wait()
            return true
        case .close:
            return false
        case .reset:
            // Lingering for no time at all makes close(2) send an RST.
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
            return false
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>) -> Bool {
        var bytes = bytes
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    private func clientHasGone(within time: Duration) -> Bool {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = time.components
        let milliseconds = Int32(seconds) * 1000 + Int32(attoseconds / 1_000_000_000_000_000)
        return poll(&descriptor, 1, milliseconds) > 0
    }
}

/// A socket on a free loopback port.
///
/// - Parameter backlog: nil for a socket that does not listen.
func bindToLoopback(backlog: Int32?) throws -> (socket: Int32, port: UInt16) {
    // Not for the programs that a test starts: they would hold the port beyond its owner's end.
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(socket, address, length) == 0 && (backlog.map { listen(socket, $0) } ?? 0) == 0
                && getsockname(socket, address, &length) == 0
        }
    }
    guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return (socket, UInt16(bigEndian: address.sin_port))
}

/// A connection to a loopback port; nil where nobody takes it.
func connectToLoopback(_ port: UInt16) -> Int32? {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    address.sin_port = port.bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            connect(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
    guard isConnected else {
        close(socket)
        return nil
    }
    return socket
}
