public import Simulation

/// The provider's TikTok endpoints with invented accounts: for every term a crowd of thousands, for every handle a
/// profile.
///
/// Three handles are reserved: `gemz.missing` (404), `gemz.private` and `gemz.closed` (200 and no profile).
public struct TikTokSimulator: ProviderSimulator {
    public init() {}

    public var endpoints: [SimulatedEndpoint] {
        [
            SimulatedEndpoint(
                path: "/v1/tiktok/search/keyword", required: [["query"]], missingMessage: "You must provide a query",
                subjects: ["query"], empty: .json(KeywordPages.empty(query: "", cursor: 0))),
            SimulatedEndpoint(
                path: "/v1/tiktok/search/users", required: [["query"]], missingMessage: "You must provide a query",
                subjects: ["query"], empty: .json(["cursor": 30, "users": []])),
            SimulatedEndpoint(
                path: "/v1/tiktok/profile", required: [["handle", "user_id"]],
                missingMessage: "You must provide a handle or a user_id", subjects: ["handle", "user_id"],
                empty: Self.unknownUser),
        ]
    }

    public func answer(_ request: SimulatedRequest) -> SimulatedResponse {
        let query = request.query["query"] ?? ""
        let cursor = max(0, request.query["cursor"].flatMap { Int($0) } ?? 0)
        switch request.path {
        case "/v1/tiktok/search/keyword":
            return .json(KeywordPages.page(query: query, cursor: cursor, now: request.now))
        case "/v1/tiktok/search/users": return .json(UserPages.page(query: query, cursor: cursor))
        case "/v1/tiktok/profile": return profile(request)
        default: return .failure(404, "Cannot GET \(request.path)")
        }
    }

    private func profile(_ request: SimulatedRequest) -> SimulatedResponse {
        let id = request.query["user_id"]
        guard let handle = request.query["handle"] ?? id.map({ "user\($0)" }), handle.lowercased() != "gemz.missing"
        else { return Self.unknownUser }
        let account = TikTokAccount(handle: handle, id: request.query["handle"] == nil ? id : nil)
        switch account.closing {
        case .turnedPrivate: return .json(["account_private": true, "handle": .string(handle)])
        case .deactivated:
            return .json([
                "account_deactivated": true, "handle": .string(handle), "message": "Account doesn't exist",
            ])
        case nil: return .json(account.profile)
        }
    }

    private static let unknownUser = SimulatedResponse.json(
        [
            "success": false, "credits_remaining": 998_877, "error": "not_found", "errorStatus": 404,
            "message": "User doesn't exist",
        ], status: 404)
}

extension SimulatedJSON {
    /// The newer envelope's members; both envelopes are in use.
    static let credits: SimulatedJSON = ["success": true, "credits_remaining": 49_997_308_061, "credits_charged": 1]
}
