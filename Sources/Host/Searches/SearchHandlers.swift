import Domain
import PlatformAPI

/// From requests to the search service and back.
struct SearchHandlers: Sendable {
    var searches: SearchService
    var jobs: JobService

    struct Started: Encodable {
        var jobId: String
        var status: String
    }

    @Sendable func start(_ request: APIRequest) async throws -> APIResult {
        let (platform, mode) = try searches.mode(request.path["mode"] ?? "", of: request.path["platform"] ?? "")
        return try await start(request, on: platform, mode, names: .current)
    }

    @Sendable func startAlias(_ request: APIRequest) async throws -> APIResult {
        let alias = try searches.alias(request.path["platform"] ?? "")
        return try await start(request, on: alias.platform, alias.mode, names: .withOld)
    }

    /// The old frontend's status and results in one.
    @Sendable func followAlias(_ request: APIRequest) async throws -> APIResult {
        let alias = try searches.alias(request.path["platform"] ?? "")
        let job = try await jobs.find(request.queryID("jobId"), for: request.user())
        guard job.platform == alias.platform.id, job.mode == alias.mode.mode else { throw APIError.notFound("job") }
        return APIResult(try OldStatus.stream(of: job, results: await jobs.allResults(of: job)))
    }

    private func start(
        _ request: APIRequest, on platform: PlatformDescriptor, _ mode: ModeDescriptor, names: SearchFields.Names
    ) async throws -> APIResult {
        let user = try request.user()
        let config = searches.config.current
        var reader = try request.fields()
        let fields = try SearchFields(
            &reader, for: mode, of: platform, limits: searches.limits(isAdmin: user.isAdmin, by: config), names: names)
        let job = try await searches.start(
            fields, on: platform, mode: mode.mode, id: request.creationID, for: user, config: config,
            log: request.log)
        var result = try APIResult(Started(jobId: job.id.text, status: job.status.rawValue))
        result.headers = [("Location", "/api/jobs/\(job.id.text)")]
        result.pollAfter = config[JobConfig.pollInterval].wholeMilliseconds
        return result
    }
}
