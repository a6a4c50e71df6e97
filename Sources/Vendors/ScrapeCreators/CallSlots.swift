import Synchronization

/// Lets so many callers in at a time; the others wait in line.
final class CallSlots: Sendable {
    private let state: Mutex<WaitingLine<CheckedContinuation<Bool, Never>>>

    init(_ count: Int) { state = Mutex(WaitingLine(free: count)) }

    /// Runs a body while holding a slot.
    ///
    /// - Returns: nil when the task was cancelled before its turn came; the body has not run then.
    func run<Result: Sendable>(_ body: () async -> Result) async -> Result? {
        guard await acquire() else { return nil }
        let result = await body()
        state.withLock { $0.release() }?.resume(returning: true)
        return result
    }

    /// - Returns: false when the task was cancelled meanwhile.
    private func acquire() async -> Bool {
        let ticket = state.withLock { $0.takeTicket() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let isAdmitted = state.withLock { $0.enter(ticket, caller) }
                if let isAdmitted { caller.resume(returning: isAdmitted) }
            }
        } onCancel: {
            state.withLock { $0.leave(ticket) }?.resume(returning: false)
        }
    }
}
