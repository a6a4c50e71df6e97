import Foundation
import Synchronization

/// Standard output or standard error, written to for as long as somebody reads it.
///
/// A reader that has gone (`gemz search … --json | head`) is no failure: the rest is left unsaid and the command ends
/// in its own way.
final class Terminal: Sendable {
    static let output = Terminal(STDOUT_FILENO)
    static let errors = Terminal(STDERR_FILENO)

    private let descriptor: Int32
    private let isRead = Mutex(true)

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    func line(_ text: String) { write(text + "\n") }

    func write(_ text: String) {
        isRead.withLock { isRead in
            guard isRead else { return }
            isRead = Array(text.utf8).withUnsafeBytes { send($0) }
        }
    }

    /// Whether all of it could be written.
    private func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&place, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
