public import Simulation

/// The provider's YouTube endpoints with invented channels: for every term a crowd of thousands, for every handle a
/// channel.
///
/// One handle is reserved: `gemz.missing` (404).
public struct YouTubeSimulator: ProviderSimulator {
    public init() {}

    public var endpoints: [SimulatedEndpoint] {
        let names = [["handle", "channelId"]]
        let missing = "You must provide a handle or a channelId"
        return [
            SimulatedEndpoint(
                path: "/v1/youtube/search", required: [["query"]], missingMessage: "You must provide a query",
                subjects: ["query"], empty: .json(SearchPages.empty)),
            SimulatedEndpoint(
                path: "/v1/youtube/channel", required: [["handle", "channelId", "url"]], missingMessage: missing,
                subjects: ["handle", "channelId", "url"], empty: Self.unknownChannel),
            SimulatedEndpoint(
                path: "/v1/youtube/channel-videos", required: names, missingMessage: missing,
                subjects: ["handle", "channelId"], empty: .json(VideoPages.empty)),
        ]
    }

    public func answer(_ request: SimulatedRequest) -> SimulatedResponse {
        let token = request.query["continuationToken"].flatMap { $0.isEmpty ? nil : $0 }
        if request.path == "/v1/youtube/search" {
            let pages = SearchPages(query: request.query["query"] ?? "")
            return .json(pages.page(after: token, now: request.now))
        }
        guard let channel = Self.channel(request.query), !channel.isClosed else { return Self.unknownChannel }
        switch request.path {
        case "/v1/youtube/channel": return .json(channel.body)
        case "/v1/youtube/channel-videos":
            return .json(VideoPages(channel: channel).page(after: token, now: request.now))
        default: return .failure(404, "Cannot GET \(request.path)")
        }
    }

    /// The channel that a request names by id, handle or address.
    private static func channel(_ query: [String: String]) -> SimulatedChannel? {
        if let id = query["channelId"], !id.isEmpty { return SimulatedChannel(id: id) }
        let name = query["handle"] ?? query["url"].flatMap { $0.split(separator: "/").last.map(String.init) }
        let handle = name.map { $0.drop { $0 == "@" } } ?? ""
        if handle.isEmpty || handle.lowercased() == "gemz.missing" { return nil }
        if handle.hasPrefix("UC"), handle.utf8.count == 24 { return SimulatedChannel(id: String(handle)) }
        return SimulatedChannel(handle: String(handle))
    }

    private static let unknownChannel = SimulatedResponse.json(
        [
            "success": false, "credits_remaining": 998_877, "error": "not_found", "errorStatus": 404,
            "message": "User doesn't exist",
        ], status: 404)
}
