public import Simulation

/// The provider's Instagram endpoints with invented accounts: for every term eleven pages of reels, for every handle a
/// profile with related accounts.
///
/// Two handles are reserved: `gemz.missing` (404) and `gemz.private` (a private profile without related accounts).
public struct InstagramSimulator: ProviderSimulator {
    public init() {}

    public var endpoints: [SimulatedEndpoint] {
        [
            SimulatedEndpoint(
                path: "/v2/instagram/reels/search", required: [["query"]],
                missingMessage: "You must provide a query", subjects: ["query"], empty: .json(ReelPages.envelope([]))),
            SimulatedEndpoint(
                path: "/v1/instagram/profile", required: [["handle"]], missingMessage: "You must provide a handle",
                subjects: ["handle"], empty: Self.unknownUser),
        ]
    }

    public func answer(_ request: SimulatedRequest) -> SimulatedResponse {
        switch request.path {
        case "/v2/instagram/reels/search": return reels(request)
        case "/v1/instagram/profile": return profile(request)
        default: return .failure(404, "Cannot GET \(request.path)")
        }
    }

    private func reels(_ request: SimulatedRequest) -> SimulatedResponse {
        guard let page = Int(request.query["page"] ?? "1"), (1...ReelPages.last).contains(page) else {
            return .failure(400, "page must be between 1 and \(ReelPages.last)")
        }
        return .json(ReelPages.page(page, query: request.query["query"] ?? "", now: request.now))
    }

    private func profile(_ request: SimulatedRequest) -> SimulatedResponse {
        let asked = request.query["handle"] ?? ""
        let handle = asked.hasPrefix("@") ? String(asked.dropFirst()) : asked
        guard InstagramAccount.isHandle(handle) else { return Self.unknownUser }
        let account = InstagramAccount(handle)
        return account.standing == .gone ? Self.unknownUser : .json(account.profile(now: request.now))
    }

    private static let unknownUser = SimulatedResponse.json(
        [
            "success": false, "credits_remaining": 998_877, "error": "not_found", "errorStatus": 404,
            "message": "User doesn't exist",
        ], status: 404)
}
