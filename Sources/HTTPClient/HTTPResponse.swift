/// A server's whole answer, of any status.
public struct HTTPResponse: Sendable {
    public var status: Int
    /// In the order of arrival, duplicates included, names as the server wrote them.
    ///
    /// `Content-Encoding` and `Content-Length` tell of the body as it was sent, before decompression.
    public var headers: [(name: String, value: String)]
    /// Decompressed.
    public var body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of a name, whose case does not matter.
    public func header(_ name: String) -> String? { headers.value(of: name) }
}

/// A server's answer whose body is still on its way.
public struct HTTPStream: Sendable {
    public var status: Int
    /// As in ``HTTPResponse/headers``.
    public var headers: [(name: String, value: String)]
    /// The body, decompressed, in pieces as they arrive.
    ///
    /// Pieces wait here when nobody takes them: ``HTTPRequest/maxBodyBytes`` bounds how much can. Fails with
    /// ``HTTPClientError``. To drop the stream ends the transfer. So does cancelling the task that reads it, which ends
    /// the pieces without an error.
    public var chunks: AsyncThrowingStream<[UInt8], any Error>

    /// The first header of a name, whose case does not matter.
    public func header(_ name: String) -> String? { headers.value(of: name) }
}

extension [(name: String, value: String)] {
    fileprivate func value(of name: String) -> String? {
        let name = name.lowercased()
        return first { $0.name.lowercased() == name }?.value
    }
}
