import PlatformAPI

/// From requests to the metrics service and back.
struct MetricsHandlers: Sendable {
    var metrics: MetricsService

    private struct Head: Encodable {
        struct Searches: Encodable {
            var open: Metrics.Open
            var perDay: [Metrics.Day]
        }

        struct Credits: Encodable {
            var perDay: [Metrics.Credits]
        }

        var users: Metrics.Users
        var admins: Metrics.Admins
        var searches: Searches
        var credits: Credits
    }

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        let metrics = try await metrics.metrics()
        var bytes = try GemzJSON.bytes(
            of: Head(
                users: metrics.users, admins: metrics.admins,
                searches: Head.Searches(open: metrics.open, perDay: metrics.days),
                credits: Head.Credits(perDay: metrics.credits)))
        bytes.removeLast()  // the closing brace
        bytes += Array(",\"recentActions\":".utf8) + (try AuditHandlers.list(of: metrics.recentActions))
        bytes.append(UInt8(ascii: "}"))
        return APIResult(data: bytes)
    }
}
