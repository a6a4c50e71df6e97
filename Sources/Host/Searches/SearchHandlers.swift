import Domain
import PlatformAPI

/// From requests to the search service and back.
struct SearchHandlers: Sendable {
    var searches: SearchService

    private struct Started: Encodable {
        var jobId: String
        var status: String
    }

    @Sendable func start(_ request: APIRequest) async throws -> APIResult {
        let user = try request.user()
        let (platform, mode) = try searches.mode(request.path["mode"] ?? "", of: request.path["platform"] ?? "")
        var reader = try request.fields()
        let fields = try SearchFields(&reader, for: mode, of: platform, limits: searches.limits(for: user))
        let job = try await searches.start(fields, on: platform, mode: mode.mode, for: user, log: request.log)
        var result = try APIResult(Started(jobId: job.id.text, status: job.status.rawValue))
        result.headers = [("Location", "/api/jobs/\(job.id.text)")]
        result.pollAfter = searches.config[JobConfig.pollInterval]
        return result
    }
}
