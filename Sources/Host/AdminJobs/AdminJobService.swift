import PlatformAPI
import Postgres

/// What admins may see of everybody's jobs together.
struct AdminJobService: Sendable {
    var pool: Pool
    var store: AdminJobStore
    var cursors: CursorCodec
    /// Those that this host was built with.
    var platforms: [PlatformID]

    func page(
        _ request: PageRequest, _ filter: AdminJobFilter, for admin: Session
    ) async throws -> (jobs: [AdminJob], next: String?) {
        let scope = "admin-jobs/\(admin.userID.text)/\(filter.scope)"
        let page = try IDPage(request, scope: scope, cursors: cursors)
        let found = try await store.page(filter, before: page.before, limit: page.limit, on: pool)
        let (jobs, next) = page.cut(found, id: \.id)
        return (jobs, next)
    }
}
