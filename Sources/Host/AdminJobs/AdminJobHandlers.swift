import Domain
import PlatformAPI

/// From requests to the admins' job service and back.
struct AdminJobHandlers: Sendable {
    var jobs: AdminJobService

    @Sendable func list(_ request: APIRequest) async throws -> APIResult {
        var query = QueryReader(request.query)
        let filter = AdminJobFilter(
            status: query.choice("status", of: JobStatus.allCases.map(\.rawValue)),
            platform: query.choice("platform", of: jobs.platforms.map(\.rawValue)), user: query.uuid("user"))
        let page = query.page()
        try query.finish()
        let (found, next) = try await jobs.page(page, filter, for: request.user())
        var result = try APIResult(found)
        result.pagination = APIResult.Pagination(limit: page.limit, nextCursor: next)
        return result
    }
}
