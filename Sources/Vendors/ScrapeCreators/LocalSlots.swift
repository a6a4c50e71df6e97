import PlatformAPI
import Synchronization

/// Slots of one client and its copies: first come, first served.
final class LocalSlots: CallSlots {
    private let state: Mutex<WaitingLine<CheckedContinuation<Bool, Never>>>

    init(_ count: Int) { state = Mutex(WaitingLine(free: count)) }

    func run<Result: Sendable>(_ body: () async -> Result) async throws(PlatformError) -> Result {
        guard await acquire() else { throw .cancelled }
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
