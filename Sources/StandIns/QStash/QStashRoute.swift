import FixtureTape
import Foundation

/// A request to the API whose token is good.
struct QStashCall: Sendable {
    let broker: QStashBroker
    let request: VendorRequest
    /// What stands for `{…}` in the route's path.
    let values: [String]

    /// The first of ``values``; empty for a path without any.
    var name: String { values.first ?? "" }

    /// The body's object; an empty one where there is no body.
    ///
    /// - Throws: ``QStashFailure`` for anything but a JSON object.
    func body() throws(QStashFailure) -> JSONValue {
        if request.body.isEmpty { return .object([]) }
        guard let body = json, body.members != nil else { throw QStashFailure(400, "the body is no JSON object") }
        return body
    }

    /// `nil` for what is no JSON.
    var json: JSONValue? {
        // What is wrong with it does not matter to anybody: the caller says what it should have been.
        try? JSONValue(parsing: request.body)
    }
}

/// One call of the API.
struct QStashRoute: Sendable {
    private let method: String
    /// Ends with `{*}` where the rest, query included, is a destination.
    private let path: [Substring]
    let handle: @Sendable (QStashCall) async throws -> VendorReply

    init(_ method: String, _ path: String, _ handle: @escaping @Sendable (QStashCall) async throws -> VendorReply) {
        self.method = method
        self.path = path.split(separator: "/")
        self.handle = handle
    }

    /// The route of a request, and what stands for `{…}` in its path.
    static func find(_ request: VendorRequest) -> (QStashRoute, values: [String])? {
        for route in all where route.method == request.method {
            if let values = route.values(in: request) { return (route, values) }
        }
        return nil
    }

    private func values(in request: VendorRequest) -> [String]? {
        guard path.last == "{*}" else {
            return Self.values(request.path.split(separator: "/"), in: path)
        }
        // Not decoded, not normalised: the destination is the raw rest of the target.
        let parts = request.target.dropFirst().split(
            separator: "/", maxSplits: path.count - 1, omittingEmptySubsequences: false)
        guard parts.last?.isEmpty == false else { return nil }
        return Self.values(parts, in: path)
    }

    private static func values(_ asked: [Substring], in path: [Substring]) -> [String]? {
        guard asked.count == path.count else { return nil }
        let pairs = zip(path, asked)
        guard pairs.allSatisfy({ $0.hasPrefix("{") || $0 == $1 }) else { return nil }
        return pairs.filter { $0.0.hasPrefix("{") }.map { String($0.1) }
    }

    /// Of two that match, the first.
    private static let all = publishing + messages + deadLetters + queues + schedules + groups + flows + keys

    static let keys = [
        QStashRoute("GET", "/v2/keys") { call in .json((await call.broker.keys).json) },
        QStashRoute("POST", "/v2/keys/rotate") { call in .json((await call.broker.rotateKeys()).json) },
    ]
}

extension QStashSigningKeys {
    fileprivate var json: JSONValue { .record(["current": .string(current), "next": .string(next)]) }
}

extension VendorReply {
    /// For calls that have nothing to say.
    static let done = VendorReply.json(.object([]))
}
