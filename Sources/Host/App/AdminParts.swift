import Effects
import Postgres
import Vendors

/// What admins see of users, jobs and each other's doings, put together.
struct AdminParts: Sendable {
    let endpoints: [Endpoint]

    init(
        _ configuration: HostConfiguration, pool: Pool, authenticator: Authenticator, clerk: ClerkClient,
        cursors: CursorCodec, effects: Effects
    ) {
        let audit = AuditService(pool: pool, store: AuditStore(), cursors: cursors)
        let users = AdminUserService(
            pool: pool, store: AdminUserStore(), audit: AuditStore(), listed: configuration.adminEmails,
            authenticator: authenticator, cursors: cursors, effects: effects)
        let jobs = AdminJobService(pool: pool, store: AdminJobStore(), cursors: cursors)
        let metrics = MetricsService(
            pool: pool, store: MetricsStore(), audit: audit, listedAdmins: configuration.adminEmails.count,
            effects: effects)
        let tests = TestUserService(
            pool: pool, users: users, store: AdminUserStore(), audit: AuditStore(), clerk: clerk,
            authenticator: authenticator, effects: effects)
        endpoints =
            AdminUserRoutes.endpoints(users) + AuditRoutes.endpoints(audit) + MetricsRoutes.endpoints(metrics)
            + AdminJobRoutes.endpoints(jobs)
            + (configuration.stage == .production ? [] : AdminUserRoutes.endpoints(forTests: tests))
    }
}
