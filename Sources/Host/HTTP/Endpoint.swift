import Foundation

/// A route, whole: what it is called, who may call it, what it takes and gives, and what it does.
///
/// The router takes nothing else and the API document is printed from the same values, so a route that is not
/// documented cannot be served.
struct Endpoint: Sendable {
    enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether it may change something.
        var isWrite: Bool { self != .get }
    }

    var method: Method
    /// Such as `/api/jobs/{id}`.
    var path: String
    var access: Access
    /// Whether a route for any session treats admins differently, so that it has to be known who is one.
    var mindsAdmins = false
    /// What requests are counted as, where access and method do not say it.
    var countsAs: RouteClass?
    var summary: String
    /// Groups routes in the document.
    var tag: String
    var parameters: [Parameter] = []
    var body: Schema?
    /// The most bytes that a request's body may have.
    var maxBodyBytes = 256 * 1024
    /// Whether a request may be sent again under an ``IdempotencyKey``: on every POST that creates what is kept.
    var takesIdempotencyKey = false
    /// The status of success; a redirect has neither envelope nor body.
    var status = 200
    /// The headers of success, besides those that every route shares.
    var headers: [ResponseHeader] = []
    /// What `data` of the envelope holds.
    var result = Schema([])
    /// False where the result is sent as it is, without the JSON envelope: the API document itself, a file.
    var isEnveloped = true
    /// The types of what success may send: the first, where the handler names none.
    var contentTypes = [json]
    /// Who may keep what success sends.
    var cacheControl = noStore
    /// What an answer without a body means, by its status, where the route may give one in place of its success.
    var bodiless: [Int: String] = [:]
    /// The routes that take something from what success answers.
    var links: [Link] = []
    /// The codes this route may answer with, besides those that every route shares.
    var errors: [APIErrorCode] = []
    var handle: @Sendable (APIRequest) async throws -> APIResult

    var isRedirect: Bool { (300..<400).contains(status) }

    /// What requests are counted as.
    var routeClass: RouteClass { countsAs ?? RouteClass(access: access, isWrite: method.isWrite) }

    /// The codes that this route may answer with, by access and shape.
    var allErrors: [APIErrorCode] {
        var codes = errors + access.errors(isWrite: method.isWrite)
        if body != nil, !access.isSigned {
            codes += [.validationFailed, .malformedJSON, .unsupportedMediaType, .payloadTooLarge]
        }
        if takesIdempotencyKey { codes += [.validationFailed, .idempotencyMismatch, .idempotencyInProgress] }
        codes += (routeClass.isLimited ? [.rateLimited] : []) + [.internalError]
        return codes.reduce(into: []) { unique, code in
            if !unique.contains(code) { unique.append(code) }
        }
    }

    /// The id of an operation in the API document.
    static func operationID(_ method: Method, _ path: String) -> String {
        let words = path.split(whereSeparator: { "/{}.-".contains($0) })
        return method.rawValue.lowercased() + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    var allParameters: [Parameter] { parameters + (takesIdempotencyKey ? [IdempotencyKey.parameter] : []) }

    /// The headers of success and of what may stand in its place.
    var allHeaders: [ResponseHeader] {
        [.requestID, .cacheControl(cacheControl)] + limitHeaders + headers
            + (takesIdempotencyKey ? ResponseHeader.idempotency : [])
    }

    /// The headers of an error answer that may have any of these codes; required is what all of them bring.
    func headers(with codes: [APIErrorCode]) -> [ResponseHeader] {
        var all: [ResponseHeader] = [.requestID, .cacheControl(Self.noStore)] + limitHeaders
        for header in codes.flatMap(\.headers) where !all.contains(where: { $0.name == header.name }) {
            let isAlways = codes.allSatisfy { $0.headers.contains { $0.name == header.name && $0.isRequired } }
            all.append(isAlways ? header : header.ifAny)
        }
        if takesIdempotencyKey, codes.contains(where: { $0.execution == .ended }) { all += ResponseHeader.idempotency }
        if codes.contains(.unauthenticated) { all += headers.filter { $0.name == ResponseHeader.setCookie.name } }
        return all
    }

    private var limitHeaders: [ResponseHeader] { routeClass.isLimited ? ResponseHeader.rateLimit : [] }

    /// Nobody may keep the answer.
    static let noStore = "no-store"

    static let json = "application/json; charset=utf-8"
}

/// Where an answer leads: a parameter of another route, and the member of the answer's `data` that it takes.
struct Link: Sendable {
    var method: Endpoint.Method
    var path: String
    var parameter: String
    var member: String
}

/// A parameter in the path, the query or the header.
struct Parameter: Sendable {
    enum Place: String, Sendable {
        case path
        case query
        case header
    }

    var name: String
    var place: Place
    var about: String
    var schema: Schema
    var isRequired = false

    static func path(_ name: String, _ about: String, _ schema: Schema = .uuid) -> Parameter {
        Parameter(name: name, place: .path, about: about, schema: schema, isRequired: true)
    }

    static func query(_ name: String, _ about: String, _ schema: Schema, isRequired: Bool = false) -> Parameter {
        Parameter(name: name, place: .query, about: about, schema: schema, isRequired: isRequired)
    }
}
