import Postgres

/// What admins look through: users, jobs, what was changed by whom, and what hosts have logged.
enum M0017 {
    static let admin = Migration(
        id: 17, name: "admin",
        sql: """
            ALTER TABLE audit_log
                -- The request that made the change; NULL for what was written before.
                ADD COLUMN request_id text;
            -- audit.page: one for each filter, and one for none.
            CREATE INDEX audit_log_by_time ON audit_log (at, id);
            CREATE INDEX audit_log_by_actor ON audit_log (actor_id, at, id);
            CREATE INDEX audit_log_by_action ON audit_log (action, at, id);
            CREATE INDEX audit_log_by_subject ON audit_log (subject, at, id);
            -- Nobody changes or removes an entry by mistake: what would is refused with the entry's id. The text is no
            -- number, and so the statement fails.
            CREATE RULE audit_log_keeps_changed AS ON UPDATE TO audit_log
                DO INSTEAD SELECT ('audit_log keeps its entries as they are: ' || OLD.id)::bigint;
            CREATE RULE audit_log_keeps_removed AS ON DELETE TO audit_log
                DO INSTEAD SELECT ('audit_log keeps its entries: ' || OLD.id)::bigint;

            -- admin_users.hold_admins, admin_users.page, metrics.admins
            CREATE INDEX users_admins ON users (id) WHERE is_admin;
            -- admin_users.page: admins by their address
            CREATE INDEX users_by_address ON users (lower(email)) WHERE email IS NOT NULL;
            -- metrics.users
            CREATE INDEX users_by_creation ON users (created_at);

            DROP INDEX jobs_by_user;
            -- A user's jobs go with the user; admin_jobs.page, admin_users.page
            CREATE INDEX jobs_by_user ON jobs (user_id, id);

            -- What hosts answer each other when one is asked for log lines. An exchange of half a second: nothing is lost
            -- that a crash of the database takes, and writing it costs no flush.
            CREATE UNLOGGED TABLE log_answers (
                question_id uuid NOT NULL,
                -- The run of a host that answers.
                answerer uuid NOT NULL,
                lines jsonb NOT NULL,
                -- By the server's clock.
                answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                PRIMARY KEY (question_id, answerer)
            );
            """)
}
