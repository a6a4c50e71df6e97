public import PlatformAPI

/// Lets so many calls out at a time; the others wait.
public protocol CallSlots: Sendable {
    /// Runs a body while holding a slot.
    ///
    /// - Throws: ``PlatformError/cancelled`` when the task was cancelled before its turn came, or
    ///   ``PlatformError/paused(until:reason:)`` when its turn did not come in time; the body has not run then.
    func run<Result: Sendable>(_ body: () async -> Result) async throws(PlatformError) -> Result
}
