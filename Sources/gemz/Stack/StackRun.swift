import Synchronization

/// What the parts of a running stack tell each other.
final class StackRun: Sendable {
    private let ready: AsyncStream<DevelopmentStack.Addresses>
    private let continuation: AsyncStream<DevelopmentStack.Addresses>.Continuation
    private let database = Mutex<CommandDatabase?>(nil)
    private let failure = Mutex<(any Error)?>(nil)

    init() { (ready, continuation) = AsyncStream.makeStream() }

    // MARK: Readiness

    /// The host answers.
    func reached(_ addresses: DevelopmentStack.Addresses) { continuation.yield(addresses) }

    /// Where host and stand-ins answer, once they do.
    ///
    /// - Throws: `CancellationError` when the stack stops before it was ready.
    func addresses() async throws -> DevelopmentStack.Addresses {
        for await addresses in ready { return addresses }
        throw CancellationError()
    }

    // MARK: The database

    func opened(_ opened: CommandDatabase) { database.withLock { $0 = opened } }

    func stopDatabase() async { await database.withLock { $0 }?.stop() }

    // MARK: The end

    /// Remembers what went wrong while host and stand-ins are stopped in good order.
    func fail(_ error: any Error) { failure.withLock { $0 = error } }

    /// - Throws: what went wrong, if anything did.
    func failed() throws { if let error = failure.withLock({ $0 }) { throw error } }
}
