import FixtureTape
import Foundation

/// A request to the API whose key is good.
struct ResendCall: Sendable {
    let mailbox: ResendMailbox
    let request: VendorRequest
    /// What stands for `{…}` in the route's path.
    let values: [String]

    /// The mail's or webhook's id.
    ///
    /// - Throws: ``ResendFailure`` for what is none.
    func id() throws(ResendFailure) -> String {
        guard let id = values.first.flatMap({ UUID(uuidString: $0) }) else { throw .noUUID }
        return id.uuidString.lowercased()
    }

    /// The body; an empty object where there is none.
    ///
    /// - Throws: ``ResendFailure`` for what is no JSON.
    func body() throws(ResendFailure) -> JSONValue {
        if request.body.isEmpty { return .object([]) }
        do { return try JSONValue(parsing: request.body) } catch { throw .malformedBody }
    }
}

/// One call of the API.
struct ResendRoute: Sendable {
    private let method: String
    private let path: [Substring]
    let handle: @Sendable (ResendCall) async throws -> JSONValue

    init(_ method: String, _ path: String, _ handle: @escaping @Sendable (ResendCall) async throws -> JSONValue) {
        self.method = method
        self.path = path.split(separator: "/")
        self.handle = handle
    }

    /// The route of a request, and what stands for `{…}` in its path.
    ///
    /// - Throws: ``ResendFailure`` where there is none.
    static func find(_ request: VendorRequest) throws(ResendFailure) -> (ResendRoute, values: [String]) {
        let asked = request.path.split(separator: "/")
        let there = all.compactMap { route in route.values(in: asked).map { (route, $0) } }
        guard let found = there.first(where: { $0.0.method == request.method }) else {
            throw there.isEmpty ? .noEndpoint : .wrongMethod
        }
        return found
    }

    private func values(in asked: [Substring]) -> [String]? {
        guard asked.count == path.count else { return nil }
        let pairs = zip(path, asked)
        guard pairs.allSatisfy({ $0.hasPrefix("{") || $0 == $1 }) else { return nil }
        return pairs.filter { $0.0.hasPrefix("{") }.map { String($0.1) }
    }

    /// Of two that match, the first.
    private static let all = emails + webhooks + events
}

/// A page of a list: `limit`, and `after` or `before` an id.
struct ResendListQuery: Sendable {
    private let limit: Int?
    private let after: String?
    private let before: String?

    /// - Parameter usual: how many where the request does not say; `nil` for all.
    init(_ request: VendorRequest, usual: Int?) throws(ResendFailure) {
        let query = request.query
        limit = try Self.limit(query["limit"]) ?? usual
        (after, before) = (query["after"], query["before"])
        if after != nil, before != nil {
            throw .invalid("The `after` and `before` parameters cannot be used together.")
        }
    }

    private static func limit(_ text: String?) throws(ResendFailure) -> Int? {
        guard let text else { return nil }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw .invalid("The `limit` parameter must be a number between 1 and 100.")
        }
        return limit
    }

    /// The list that answers the request.
    ///
    /// - Parameter items: newest first.
    /// - Throws: ``ResendFailure`` where ``after`` or ``before`` is none of them.
    func page<Item>(
        of items: [Item], id: (Item) -> String, json: (Item) -> JSONValue
    ) throws(ResendFailure) -> JSONValue {
        let cursor = after ?? before
        let place = cursor.flatMap { cursor in items.firstIndex { id($0) == cursor } }
        if cursor != nil, place == nil {
            throw .invalid("The `\(after == nil ? "before" : "after")` parameter is the id of nothing in the list.")
        }
        let rest = place.map { after == nil ? items[..<$0] : items[($0 + 1)...] } ?? items[...]
        let count = limit ?? rest.count
        let page = before == nil ? rest.prefix(count) : rest.suffix(count)
        return .record([
            "object": .string("list"), "has_more": .bool(page.count < rest.count), "data": .array(page.map(json)),
        ])
    }
}
