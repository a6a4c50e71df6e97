public import Simulation

/// The toy platform's provider: numbered creators, ten a page.
///
/// A term that ends in a number has that many creators (`toys-35` has 35), any other 120; the last of each page comes
/// again as the first of the next, or as its last for a term that begins with `back`. `toy-7` is friends with the ten toys that follow. Reserved terms and handles: `missing`.
public struct ToySimulator: ProviderSimulator {
    public init() {}

    public var endpoints: [SimulatedEndpoint] {
        [
            SimulatedEndpoint(
                path: "/v1/toy/search", required: [["query"]], missingMessage: "query is required",
                subjects: ["query"], empty: SimulatedResponse(body: Array("{\"creators\":[]}".utf8))),
            SimulatedEndpoint(
                path: "/v1/toy/profile", required: [["handle"]], missingMessage: "handle is required",
                subjects: ["handle"], empty: Self.missing),
        ]
    }

    public func answer(_ request: SimulatedRequest) -> SimulatedResponse {
        if request.path == "/v1/toy/search" {
            return Self.page(of: request.query["query"] ?? "", Int(request.query["page"] ?? "1") ?? 1)
        }
        return Self.profile(request.query["handle"] ?? "")
    }

    private static let missing = SimulatedResponse(
        status: 404, body: Array("{\"success\":false,\"error\":\"not_found\",\"message\":\"no such toy\"}".utf8))

    private static func page(of query: String, _ page: Int) -> SimulatedResponse {
        guard query != "missing" else { return missing }
        let total = query.split(separator: "-").last.flatMap { Int($0) } ?? 120
        let offset = Int(query.utf8.reduce(0) { $0 + Int($1) }) * 1000
        let first = max(1, (page - 1) * 10)
        let numbers = first...min(total, page * 10)
        let order = query.hasPrefix("back") ? Array(numbers.reversed()) : Array(numbers)
        let items = (total < first ? [] : order).map { number in
            "{\"id\":\"\(offset + number)\",\"handle\":\"toy-\(offset + number)\",\"followers\":\(number * 100),"
                + "\"post\":\"\(offset + number)-\(page)\"}"
        }
        let broken = page == 2 ? ",{\"handle\":null}" : ""
        let next = page * 10 < total ? ",\"next\":\(page + 1)" : ""
        return SimulatedResponse(body: Array("{\"creators\":[\(items.joined(separator: ","))\(broken)]\(next)}".utf8))
    }

    private static func profile(_ handle: String) -> SimulatedResponse {
        guard handle != "missing" else { return missing }
        let number = handle.split(separator: "-").last.flatMap { Int($0) } ?? 0
        let friends = (1...10).map { step in
            let isPrivate = (number + step).isMultiple(of: 10)
            return "{\"id\":\"\(number + step)\",\"handle\":\"toy-\(number + step)\",\"private\":\(isPrivate)}"
        }
        return SimulatedResponse(
            body: Array(
                """
                {"id":"\(number)","handle":"\(handle)","followers":\(number * 100),"bio":"toy number \(number)",
                 "email":"\(handle)@example.com","friends":[\(friends.joined(separator: ","))]}
                """.utf8))
    }
}
