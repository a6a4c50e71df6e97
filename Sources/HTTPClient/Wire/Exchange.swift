import Synchronization

/// A request together with whoever waits for its answer.
struct Exchange: Sendable {
    let id: UInt64
    let request: HTTPRequest
    /// Scheme, host and port: what a kept connection is good for.
    let origin: String
    let deadline: ContinuousClock.Instant
    let cancellation: Cancellation
    let receiver: Receiver
}

/// Set once a task is cancelled, perhaps before its request reached the engine.
final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() { flag.store(true, ordering: .releasing) }
}

/// Where an answer goes. Gets either one failure or one answer.
enum Receiver: Sendable {
    case whole(CheckedContinuation<Result<HTTPResponse, HTTPClientError>, Never>)
    case stream(
        head: CheckedContinuation<Result<ResponseHead, HTTPClientError>, Never>,
        chunks: AsyncThrowingStream<[UInt8], any Error>.Continuation)

    /// Fails a request of which no head was handed on yet.
    func fail(_ error: HTTPClientError) {
        switch self {
        case .whole(let caller): caller.resume(returning: .failure(error))
        case .stream(let caller, let chunks):
            caller.resume(returning: .failure(error))
            chunks.finish(throwing: error)
        }
    }
}
