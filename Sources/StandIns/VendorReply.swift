/// What a vendor's stand-in does about a request.
struct VendorReply: Hashable, Sendable {
    /// What may go wrong with the connection, beyond what an answer can say.
    enum Disturbance: Hashable, Sendable {
        /// No answer until the caller gives up, or for ten minutes.
        case hang
        /// The connection is aborted before the answer.
        case reset
        /// The length of the whole is announced, half of it sent, then the connection is closed.
        case cut
    }

    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]
    /// How long to wait before answering.
    var delay: Duration = .zero
    var disturbance: Disturbance?

    init(status: Int, headers: [String: String], body: [UInt8], disturbance: Disturbance? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.disturbance = disturbance
    }

    /// An answer that never arrives.
    init(_ disturbance: Disturbance) { self.init(status: 200, headers: [:], body: [], disturbance: disturbance) }
}

/// One vendor's stand-in.
protocol Vendor: Sendable {
    /// Its place under `/_dev/`.
    var name: String { get }
    /// What there is to look at in a browser, below ``name``.
    var pages: [(path: String, about: String)] { get }

    func reply(to request: VendorRequest) async -> VendorReply
}
