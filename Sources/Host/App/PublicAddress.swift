import Synchronization

/// Where others reach this host: as the configuration says, else where it turns out to listen on this machine.
final class PublicAddress: Sendable {
    private let known: Mutex<String?>
    private let (changes, change) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameter configured: without a path; `nil` until the host listens.
    init(_ configured: String?) { known = Mutex(configured) }

    /// Without a path; `nil` as long as it is not known.
    var current: String? { known.withLock { $0 } }

    /// The host answers on this port.
    func isListening(on port: Int) {
        let address = known.withLock { known in
            let address = known ?? "http://127.0.0.1:\(port)"
            known = address
            return address
        }
        change.yield(address)
    }

    /// The address, once it is known and the host answers there. For one caller.
    ///
    /// - Throws: `CancellationError`.
    func reachable() async throws -> String {
        for await address in changes { return address }
        throw CancellationError()
    }
}
