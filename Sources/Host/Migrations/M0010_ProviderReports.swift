import Postgres

/// What admins see of providers: figures from the ledger, and the answers that could not be read.
enum M0010 {
    static let providerReports = Migration(
        id: 10, name: "provider_reports",
        sql: """
            -- reports.recent, reports.spent: read from the index alone where only credits are asked for
            CREATE INDEX provider_calls_by_time ON provider_calls (called_at) INCLUDE (platform, path, credits);
            -- reports.last_errors
            CREATE INDEX provider_calls_failed ON provider_calls (platform, path, called_at DESC)
                WHERE error IS NOT NULL;
            -- reports.saved, reports.spenders. Includes nothing: a column that changes would make every update dearer.
            CREATE INDEX jobs_by_creation ON jobs (created_at);

            -- The last answer of each endpoint that was not what its platform's code was written for.
            CREATE TABLE provider_shape_errors (
                platform text NOT NULL,
                endpoint text NOT NULL,
                -- Where in the answer; '' is all of it.
                path text NOT NULL,
                reason text NOT NULL,
                seen_at timestamptz NOT NULL,
                PRIMARY KEY (platform, endpoint)
            );
            """)
}
