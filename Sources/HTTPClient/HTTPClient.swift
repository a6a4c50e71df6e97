import Foundation
import Synchronization

/// Sends requests to addresses that the configuration names: vendors, stand-ins, the host itself.
///
/// One thread runs all transfers over libcurl; callers only wait. Connections are kept and used again. No proxy, no
/// `.netrc`, no cookies, no scheme but `http` and `https`. Addresses that people type in are not for this client: it
/// goes to loopback and private networks as to any other.
public final class HTTPClient: Sendable {
    /// Nil when libcurl could not start, for want of memory.
    private let inbox: Inbox?
    private let ids = Atomic<UInt64>(0)

    public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
        guard let multi = MultiHandle(configuration: configuration) else {
            inbox = nil
            return
        }
        let inbox = Inbox(multi: multi)
        self.inbox = inbox
        let thread = Thread { Engine(multi: multi, inbox: inbox, configuration: configuration).run() }
        thread.name = "gemz-http"
        thread.start()
    }

    deinit { inbox?.stop(nil) }

    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// Tries once: only a connection that had idled and turns out closed is replaced, and only where
    /// sending twice does no harm. Cancelling the task ends the transfer at once.
    ///
    /// - Throws: ``HTTPClientError`` when there is no whole answer.
    public func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse {
        let ticket = try ticket(for: request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { ticket.submit(.whole($0)) }
        } onCancel: {
            ticket.cancel()
        }
        return try result.get()
    }

    /// Sends a request and returns once the answer's head is there; the body follows piece by piece.
    ///
    /// - Throws: ``HTTPClientError`` when there is no answer. What goes wrong later fails ``HTTPStream/chunks``.
    public func stream(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPStream {
        let ticket = try ticket(for: request)
        let (chunks, source) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        source.onTermination = { reason in if case .cancelled = reason { ticket.cancel() } }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { ticket.submit(.stream(head: $0, chunks: source)) }
        } onCancel: {
            ticket.cancel()
        }
        let head = try result.get()
        return HTTPStream(status: head.status, headers: head.headers, chunks: chunks)
    }

    /// Fails what is under way with ``HTTPClientError/closed``, closes every connection and ends the thread.
    public func shutdown() async {
        guard let inbox else { return }
        await withCheckedContinuation { inbox.stop($0) }
    }

    private func ticket(for request: HTTPRequest) throws(HTTPClientError) -> Ticket {
        guard let inbox else { throw .connect("libcurl could not start") }
        let origin = try request.checkedOrigin()
        let id = ids.add(1, ordering: .relaxed).newValue
        return Ticket(
            inbox: inbox, cancellation: Cancellation(), id: id, origin: origin, request: request,
            deadline: .now + request.timeout)
    }
}

/// A checked request with its place in the engine.
private struct Ticket: Sendable {
    let inbox: Inbox
    let cancellation: Cancellation
    let id: UInt64
    let origin: String
    let request: HTTPRequest
    let deadline: ContinuousClock.Instant

    func submit(_ receiver: Receiver) {
        let exchange = Exchange(
            id: id, request: request, origin: origin, deadline: deadline, cancellation: cancellation,
            receiver: receiver)
        if !inbox.submit(.start(exchange)) { receiver.fail(.closed) }
    }

    /// May come before ``submit(_:)``: the engine then finds the mark.
    func cancel() {
        cancellation.set()
        _ = inbox.submit(.cancel(id))  // refused after the shutdown, which ended every transfer
    }
}
