import CLibcurl

/// One request on libcurl's easy handle. Lives on the engine's thread.
final class Transfer {
    let exchange: Exchange
    let easy: UnsafeMutableRawPointer
    /// Kept until the transfer ends, since libcurl does not copy it.
    var headerList: UnsafeMutablePointer<curl_slist>?
    /// Where libcurl writes what went wrong.
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var head = ResponseHead()
    private var headSize = 0
    private var isHeadDelivered = false
    /// Whether a request is out that was not answered yet.
    private var hasSent = false
    private var body: [UInt8] = []
    private var bodySize = 0
    /// Why a callback broke the transfer off.
    private var refusal: HTTPClientError?

    /// As much as browsers take.
    private static let maxHeadSize = 256 << 10

    init(_ exchange: Exchange, userAgent: String) throws(HTTPClientError) {
        guard let easy = curl_easy_init() else { throw .connect("out of memory") }
        self.exchange = exchange
        self.easy = easy
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setOptions(userAgent: userAgent)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    // MARK: What libcurl calls

    /// Called before a request goes out on a connection: for each redirect, and when libcurl sends again by itself.
    ///
    /// - Returns: whether to go on.
    func prepareToSend() -> Bool {
        defer { hasSent = true }
        guard hasSent, exchange.request.isSentOnce else { return true }
        refusal = .reset("a kept connection broke before the answer")
        return false
    }

    /// - Returns: whether to go on.
    func receiveHead(_ line: UnsafeRawBufferPointer) -> Bool {
        headSize += line.count
        guard headSize <= Self.maxHeadSize else {
            refusal = .malformed("its head is larger than \(Self.maxHeadSize) bytes")
            return false
        }
        // A trailer cannot begin a new head, whatever it looks like.
        guard bodySize == 0 else { return true }
        head.read(line)
        if head.isComplete { hasSent = false }
        if head.isFinal(followsRedirects: exchange.request.followsRedirects) { announceHead() }
        return true
    }

    /// - Returns: whether to go on.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodySize += bytes.count
        guard bodySize <= exchange.request.maxBodyBytes else {
            refusal = .bodyTooLarge(limit: exchange.request.maxBodyBytes)
            return false
        }
        switch exchange.receiver {
        case .whole: body.append(contentsOf: bytes)
        case .stream(_, let chunks): chunks.yield(Array(bytes))
        }
        return true
    }

    private func announceHead() {
        guard case .stream(let caller, _) = exchange.receiver, !isHeadDelivered else { return }
        isHeadDelivered = true
        caller.resume(returning: .success(head))
    }

    // MARK: The end

    /// What libcurl's verdict means for the caller.
    func outcome(of code: CURLcode) -> Result<Void, HTTPClientError> {
        if code == CURLE_OK { return .success(()) }
        return .failure(refusal ?? HTTPClientError(code, of: self))
    }

    /// Called once, after the handle has left the multi handle.
    func deliver(_ outcome: Result<Void, HTTPClientError>) {
        switch (exchange.receiver, outcome) {
        case (.whole(let caller), .success):
            caller.resume(returning: .success(HTTPResponse(status: head.status, headers: head.headers, body: body)))
        case (.stream(_, let chunks), .success):
            announceHead()
            chunks.finish()
        case (.stream(_, let chunks), .failure(let error)) where isHeadDelivered:
            // Who cancels reads no further; an AsyncThrowingStream says so by ending.
            error == .cancelled ? chunks.finish() : chunks.finish(throwing: error)
        case (let receiver, .failure(let error)):
            receiver.fail(error)
        }
    }

    /// Whether the first line of an answer has come.
    var hasAnswer: Bool { headSize > 0 }
}
