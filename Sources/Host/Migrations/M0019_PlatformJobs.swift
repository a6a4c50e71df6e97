import Postgres

/// Jobs by platform, for the admins' list.
enum M0019 {
    static let platformJobs = Migration(
        id: 19, name: "platform_jobs",
        sql: """
            CREATE INDEX jobs_by_platform ON jobs (platform, id);
            """)
}
