import Foundation
import PlatformAPI
import Vendors

/// A request as handlers see it, free of the HTTP library.
struct APIRequest: Sendable {
    /// Also in the `X-Request-Id` header and on every log line.
    var id: String
    var path: [String: String]
    var query: [String: String]
    var cookies: RequestCookies
    /// The host that the caller asked for, with its port if that is not the usual one.
    var host: String?
    /// A header's value, by its name in any case; `nil` where it was not sent.
    var header: @Sendable (String) -> String?
    /// The body's bytes; empty where the endpoint takes none.
    var body: [UInt8]
    /// Who calls; always there on endpoints with ``Endpoint/Access/session``.
    var session: Session?
    /// The id for what this request makes, where it has an ``IdempotencyKey``: the same each time it is executed.
    var creationID: UUID?
    /// The id of a webhook's message, where the vendor's signature names one: the same each time it is delivered.
    var webhookID: String?
    var log: HouseLog
    /// Breaks the caller's connection at once, also while an answer is on its way to somebody who does not take it.
    var hangUp: @Sendable () -> Void = {}

    /// The caller.
    ///
    /// - Throws: ``APIError`` with `UNAUTHENTICATED` where there is none.
    func user() throws -> Session {
        guard let session else { throw APIError.unauthenticated("Sign in first.") }
        return session
    }

    /// Whether a browser has signed the request by itself, as it does whatever address a page was led to ask.
    var isSignedByCookie: Bool {
        Credentials(
            authorization: header("Authorization").map(SecretText.init),
            cookie: cookies[SessionCookies.session].map(SecretText.init)
        ).isCookie
    }

    /// An id from the path. What is no id names nothing, so it is answered like an id that does not exist.
    func id(_ name: String, of what: String) throws -> UUID {
        guard let text = path[name], let id = UUID(uuidString: text) else { throw APIError.notFound(what) }
        return id
    }

    /// An id that the query must give.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED`.
    func queryID(_ name: String) throws -> UUID {
        guard let text = query[name], let id = UUID(uuidString: text) else {
            let message = query[name] == nil ? "is missing" : "is not a UUID"
            throw APIError.validation([FieldIssue(field: name, message: message, accepted: "a UUID")])
        }
        return id
    }

    /// The body's fields.
    ///
    /// - Throws: ``APIError`` with `MALFORMED_JSON`.
    func fields() throws -> FieldReader {
        let json: JSONReader
        do throws(PlatformError) {
            json = try JSONReader(parsing: body, mending: .numbers)
        } catch {
            throw APIError.malformedJSON
        }
        guard json.kind == .object else {
            throw APIError(.malformedJSON, "The body is \(json.kind.rawValue), but a JSON object is expected.")
        }
        return FieldReader(json)
    }
}

/// What a handler answers, before it is wrapped in the envelope.
///
/// A handler gives a member its value without a condition, `nil` where it must. What `init` has set and `if` sets again
/// is miscompiled by Swift 6.3.1 with `-O`, in async functions whose result holds an `any` value, as ``body`` may: they
/// end in `llvm.coro.end.async` and `unreachable`, so that LLVM takes the first store to the result for dead. Where the
/// condition does not hold the member is what the memory held before: an absent `Duration` was read as one, and trapped.
struct APIResult: Sendable {
    struct Pagination: Sendable {
        var limit: Int
        var nextCursor: String?
        var total: Int?
    }

    /// JSON of the envelope's `data`, or the whole body where the endpoint has no envelope. Only such an endpoint can
    /// give a stream.
    var body: Answer.Body
    /// The status where it is not the endpoint's own, such as 304.
    var status: Int?
    var pagination: Pagination?
    /// How long a client does well to wait before it asks again, in milliseconds.
    var pollAfter: Int?
    var headers: [(name: String, value: String)] = []

    init(data: [UInt8]) { body = .bytes(data) }

    /// Leads a browser on; for endpoints whose ``Endpoint/status`` says so.
    ///
    /// - Parameter address: a path of this host, or an address that the configuration names: never a caller's word.
    static func redirect(to address: String, headers: [(name: String, value: String)] = []) -> APIResult {
        var result = APIResult(data: [])
        result.headers = [("Location", address)] + headers
        return result
    }

    init(_ stream: ByteStream) { body = .stream(stream) }

    init(_ value: some Encodable) throws { body = .bytes(try GemzJSON.bytes(of: value)) }
}
