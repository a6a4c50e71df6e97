import Foundation
import Synchronization
import Vendors

/// Collects the provider calls of one step, until they are written to the ledger.
final class CallRecorder: Sendable {
    private let recorded = Mutex<[RecordedCall]>([])

    /// The calls so far; each keeps its id, so that writing them twice writes them once.
    var calls: [RecordedCall] { recorded.withLock { $0 } }

    func record(_ call: ProviderCall, id: UUID) { recorded.withLock { $0.append(RecordedCall(id: id, call: call)) } }
}

/// A provider call under the id that its row in the ledger has.
struct RecordedCall: Sendable {
    var id: UUID
    var call: ProviderCall
}
