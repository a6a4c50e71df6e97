import Foundation
import Synchronization
import Vendors

/// Collects the provider calls of one step, until they are written to the ledger.
final class CallRecorder: Sendable {
    private struct State {
        var calls: [RecordedCall] = []
        var pages: [PageKey] = []
        var saved = 0
        var lastPath = ""
        var blockedPath: String?
    }

    private let state = Mutex(State())

    /// The calls so far; each keeps its id, so that writing them twice writes them once.
    var calls: [RecordedCall] { state.withLock { $0.calls } }
    /// The answers that the step has worked with, fetched by it or found in the cache.
    var pages: [PageKey] { state.withLock { $0.pages } }
    /// Credits that others' calls have saved it.
    var saved: Int { state.withLock { $0.saved } }

    /// The endpoint that answered last, over the wire or from the cache; empty before any has.
    var lastPath: String { state.withLock { $0.lastPath } }

    /// The endpoint of the last call that had to wait for its circuit or for a slot.
    var blockedPath: String? { state.withLock { $0.blockedPath } }

    func block(_ path: String) { state.withLock { $0.blockedPath = path } }

    func record(_ call: ProviderCall, id: UUID) {
        state.withLock { state in
            state.calls.append(RecordedCall(id: id, call: call))
            state.lastPath = call.path
        }
    }

    func use(_ page: PageKey, saving credits: Int) {
        state.withLock { state in
            state.pages.append(page)
            state.lastPath = page.path
            state.saved += credits
        }
    }

    /// What the latest good call to an endpoint has cost.
    func lastPrice(of path: String) -> Int {
        state.withLock { $0.calls.last { $0.call.path == path && $0.call.failure == nil }?.call.creditsCharged ?? 0 }
    }
}

/// A provider call under the id that its row in the ledger has.
struct RecordedCall: Sendable {
    var id: UUID
    var call: ProviderCall
}
