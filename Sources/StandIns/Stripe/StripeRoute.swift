import FixtureTape
import Foundation

/// A request to the API whose key is good and whose parameters are what they should be.
struct StripeCall: Sendable {
    /// What stands for `{id}` in the route's path, decoded; empty for a path without.
    let id: String
    let parameters: JSONValue

    subscript(name: String) -> JSONValue? { parameters[name] }
}

/// One call of the API.
struct StripeRoute: Sendable {
    typealias Handler = @Sendable (inout StripeBooks, StripeCall) throws -> JSONValue

    let method: String
    private let path: [Substring]
    private let fields: [String: StripeField]
    private let required: [String]
    let handle: Handler

    /// - Parameters:
    ///   - required: what must be there, in the order in which it is missed.
    init(
        _ method: String, _ path: String, _ fields: [String: StripeField] = [:], required: [String] = [],
        _ handle: @escaping Handler
    ) {
        self.method = method
        self.path = path.split(separator: "/", omittingEmptySubsequences: false)
        self.fields = fields.merging(["expand": .list(.word)]) { own, _ in own }
        self.required = required
        self.handle = handle
    }

    /// The route of a request, and what stands for `{id}` in it.
    static func find(_ request: VendorRequest) -> (StripeRoute, id: String)? {
        let asked = request.path.split(separator: "/", omittingEmptySubsequences: false)
        for route in all where route.method == request.method && route.path.count == asked.count {
            let pairs = zip(route.path, asked)
            guard pairs.allSatisfy({ $0 == "{id}" || $0 == $1 }) else { continue }
            let id = pairs.first { $0.0 == "{id}" }.map { String($0.1) } ?? ""
            return (route, id.removingPercentEncoding ?? id)
        }
        return nil
    }

    /// The parameters of a request: of the query, and of the body where there may be one.
    func parameters(of request: VendorRequest) throws(StripeFailure) -> JSONValue {
        let fields = request.parameters + (method == "POST" ? request.formFields : [])
        let checked = try StripeField.checked(StripeForm.nested(fields), self.fields)
        for name in required where checked[name] == nil || checked[name] == .null { throw .required(name) }
        return checked
    }

    /// Of two that match, the first.
    private static let all =
        customers + cards + catalog + subscriptions + invoices + checkout + webhooks + events + clocks

    // MARK: What many have in common

    static func retrieve(_ kind: StripeKind) -> StripeRoute {
        StripeRoute("GET", kind.path + "/{id}") { books, call in try books.find(kind, call.id).body }
    }

    /// - Parameter isListed: whether an object is on the list where the request says nothing of it.
    static func list(
        _ kind: StripeKind, _ filters: [String: StripeFilter] = [:],
        isListed: @escaping @Sendable (StripeBooks, StripeObject, StripeCall) -> Bool = { _, _, _ in true }
    ) -> StripeRoute {
        let filters = filters.merging(["created": .created]) { own, _ in own }
        let fields = filters.mapValues(\.field).merging(paging) { own, _ in own }
        return StripeRoute("GET", kind.path, fields) { books, call in
            let objects = books.all(kind).filter { object in
                filters.allSatisfy { name, filter in call[name].map { filter.isMatch(object, $0) } ?? true }
                    && isListed(books, object, call)
            }
            return try books.page(of: objects, call.parameters, url: kind.path)
        }
    }

    static let paging: [String: StripeField] = [
        "limit": .integer(1...100), "starting_after": .word, "ending_before": .word,
    ]
}

/// What a list may be narrowed down by.
struct StripeFilter: Sendable {
    let field: StripeField
    let isMatch: @Sendable (StripeObject, JSONValue) -> Bool

    /// Objects whose member has the value.
    static func member(_ name: String, _ field: StripeField = .word) -> StripeFilter {
        StripeFilter(field: field) { object, value in object[name] == value }
    }

    /// Objects whose member has one of the values.
    static func oneOf(_ name: String) -> StripeFilter {
        StripeFilter(field: .list(.word)) { object, value in value.elements?.contains(object[name]) == true }
    }

    /// For what the list itself looks at.
    static func other(_ field: StripeField) -> StripeFilter { StripeFilter(field: field) { _, _ in true } }

    static let created = StripeFilter(field: .span) { object, value in
        let time = object.integer("created") ?? 0
        if let exact = value.integer { return time == exact }
        let bounds: [(String, (Int, Int) -> Bool)] = [("gt", (>)), ("gte", (>=)), ("lt", (<)), ("lte", (<=))]
        return bounds.allSatisfy { name, compare in value[name]?.integer.map { compare(time, $0) } ?? true }
    }
}
