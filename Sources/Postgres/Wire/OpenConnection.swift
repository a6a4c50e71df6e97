import CLibpq

/// A connection to the server that is established and set up.
///
/// `@unchecked Sendable`: it is handed over once, from the thread that connected to the driver's thread, which alone
/// touches it from then on. The `PGcancel` beside it is a copy of the address and key that libpq documents as usable
/// from any thread (`PQcancel`, manual, section 34.7).
final class OpenConnection: @unchecked Sendable {
    let pointer: OpaquePointer
    let cancel: OpaquePointer

    init?(owning pointer: OpaquePointer) {
        guard let cancel = PQgetCancel(pointer) else {
            PQfinish(pointer)
            return nil
        }
        self.pointer = pointer
        self.cancel = cancel
    }

    deinit {
        PQfreeCancel(cancel)
        PQfinish(pointer)
    }

    /// Asks the server to stop what the connection is doing. Blocks until the server has taken note of it.
    func requestCancel() {
        var reason = [CChar](repeating: 0, count: 256)
        // Whether it worked shows in the statement's own answer, or in its staying away.
        _ = PQcancel(cancel, &reason, Int32(reason.count))
    }
}
