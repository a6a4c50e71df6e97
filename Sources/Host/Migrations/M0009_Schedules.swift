import Postgres

/// What hosts do from time to time, once for all of them, and what that has to find.
enum M0009 {
    static let schedules = Migration(
        id: 9, name: "schedules",
        sql: """
            -- One row for each schedule that the code declares. Its lease runs on the database's clock; next_due and
            -- the times of runs are business time and come as parameters. No index but the key: rows change in place.
            CREATE TABLE schedules (
                name text PRIMARY KEY,
                every_ms bigint NOT NULL CHECK (every_ms > 0),
                next_due timestamptz NOT NULL,
                last_started timestamptz,
                last_ended timestamptz,
                last_outcome text CHECK (last_outcome IN ('succeeded', 'failed')),
                last_error text,
                -- Rows that the last run has changed or removed, so far.
                touched bigint NOT NULL DEFAULT 0,
                host text,
                lease_token bigint NOT NULL DEFAULT 0,
                -- NULL when nobody runs it; in the past when its host died.
                lease_until timestamptz
            ) WITH (fillfactor = 50);

            -- retention.drop_completed
            CREATE INDEX jobs_completed_by_end ON jobs (completed_at) WHERE status = 'completed';
            -- retention.drop_failed
            CREATE INDEX jobs_failed_by_end ON jobs (completed_at) WHERE status IN ('error', 'timeout', 'cancelled');
            -- retention.drop_dead_letters
            CREATE INDEX dead_letters_without_job ON dead_letters (died_at) WHERE job_id IS NULL;
            -- profiles.drop_expired
            CREATE INDEX profile_cache_by_age ON profile_cache (fetched_at);
            """)
}
