import Domain

/// From requests to the job service and back.
struct JobHandlers: Sendable {
    var jobs: JobService
    var config: LiveConfig

    @Sendable func find(_ request: APIRequest) async throws -> APIResult {
        let job = try await jobs.find(request.id("id", of: "job"), for: request.user())
        var result = try APIResult(JobView(job))
        result.pollAfter = job.status.isFinal ? nil : config.current[JobConfig.pollInterval].wholeMilliseconds
        return result
    }

    @Sendable func results(_ request: APIRequest) async throws -> APIResult {
        let page = try PageRequest(request.query)
        let id = try request.id("id", of: "job")
        let (found, next, job) = try await jobs.results(of: id, page: page, for: request.user())
        var data: [UInt8] = [UInt8(ascii: "[")]
        for (index, creator) in found.enumerated() {
            if index > 0 { data.append(UInt8(ascii: ",")) }
            data += creator.json
        }
        data.append(UInt8(ascii: "]"))
        var result = APIResult(data: data)
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next, total: job.processedResults)
        result.pollAfter = job.status.isFinal ? nil : config.current[JobConfig.pollInterval].wholeMilliseconds
        return result
    }

    @Sendable func cancel(_ request: APIRequest) async throws -> APIResult {
        try APIResult(JobView(await jobs.cancel(request.id("id", of: "job"), for: request.user(), log: request.log)))
    }
}
