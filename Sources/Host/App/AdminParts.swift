import Effects
import PlatformAPI
import Postgres
import Vendors

/// What admins see of users, jobs and each other's doings, put together.
struct AdminParts: Sendable {
    let endpoints: [Endpoint]
    /// What answers other hosts.
    let logs: LogService

    init(
        _ configuration: HostConfiguration, pool: Pool, authenticator: Authenticator, clerk: ClerkClient,
        cursors: CursorCodec, listener: Listener, platforms: [PlatformID], effects: Effects, log: HouseLog
    ) {
        let audit = AuditService(pool: pool, store: AuditStore(), cursors: cursors)
        let users = AdminUserService(
            pool: pool, store: AdminUserStore(), audit: AuditStore(), listed: configuration.adminEmails,
            authenticator: authenticator, cursors: cursors, effects: effects)
        let jobs = AdminJobService(pool: pool, store: AdminJobStore(), cursors: cursors, platforms: platforms)
        let metrics = MetricsService(
            pool: pool, store: MetricsStore(), audit: audit, listedAdmins: configuration.adminEmails.count,
            effects: effects)
        let tests = TestUserService(
            pool: pool, users: users, store: AdminUserStore(), audit: AuditStore(), clerk: clerk,
            authenticator: authenticator, effects: effects)
        logs = LogService(
            book: log.book, store: LogStore(), pool: pool, listener: listener, effects: effects, log: log.area("logs"))
        endpoints =
            AdminUserRoutes.endpoints(users) + AuditRoutes.endpoints(audit) + MetricsRoutes.endpoints(metrics)
            + AdminJobRoutes.endpoints(jobs) + LogRoutes.endpoints(logs)
            + (configuration.hasTestUsers ? AdminUserRoutes.endpoints(forTests: tests) : [])
    }
}
