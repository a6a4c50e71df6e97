import Synchronization
import Vendors

/// Collects the provider calls of one step, until they are written to the ledger.
final class CallRecorder: Sendable {
    private let calls = Mutex<[ProviderCall]>([])

    func record(_ call: ProviderCall) { calls.withLock { $0.append(call) } }

    /// The calls since the last time, which are the caller's to write.
    func drain() -> [ProviderCall] {
        calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
    }
}

extension Sequence<ProviderCall> {
    var credits: Int { reduce(0) { $0 + ($1.creditsCharged ?? 0) } }
}
