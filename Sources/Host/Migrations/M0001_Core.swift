import Postgres

/// Users, campaigns, jobs and what they found.
enum M0001 {
    static let core = Migration(
        id: 1, name: "core",
        sql: """
            CREATE TABLE users (
                id uuid PRIMARY KEY,
                clerk_id text NOT NULL UNIQUE,
                email text,
                is_admin boolean NOT NULL DEFAULT false,
                created_at timestamptz NOT NULL,
                updated_at timestamptz NOT NULL
            );

            -- Keys that every host of this database shares, such as the one that signs cursors.
            CREATE TABLE host_secrets (
                name text PRIMARY KEY,
                value bytea NOT NULL
            );

            CREATE TABLE campaigns (
                id uuid PRIMARY KEY,
                user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
                name text NOT NULL,
                description text,
                search_type text,
                status text NOT NULL CHECK (status IN ('draft', 'active', 'completed', 'archived')),
                created_at timestamptz NOT NULL,
                updated_at timestamptz NOT NULL
            );
            -- campaigns.list
            CREATE INDEX campaigns_by_user ON campaigns (user_id, id DESC);

            CREATE TABLE jobs (
                id uuid PRIMARY KEY,
                user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
                campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
                platform text NOT NULL,
                mode text NOT NULL,
                terms text[] NOT NULL,
                region text,
                filters jsonb,
                status text NOT NULL CHECK (
                    status IN ('pending', 'processing', 'paused', 'completed', 'error', 'timeout', 'cancelled')),
                progress double precision NOT NULL DEFAULT 0,
                processed_results bigint NOT NULL DEFAULT 0,
                target_results bigint NOT NULL,
                processed_runs bigint NOT NULL DEFAULT 0,
                max_runs bigint NOT NULL,
                skipped_items bigint NOT NULL DEFAULT 0,
                filtered_out bigint NOT NULL DEFAULT 0,
                credits_spent bigint NOT NULL DEFAULT 0,
                credits_saved bigint NOT NULL DEFAULT 0,
                message text,
                error_code text,
                error_message text,
                created_at timestamptz NOT NULL,
                started_at timestamptz,
                completed_at timestamptz,
                timeout_at timestamptz NOT NULL
            );
            -- campaigns.jobs
            CREATE INDEX jobs_by_campaign ON jobs (campaign_id, id);
            -- jobs.expire
            CREATE INDEX jobs_by_timeout ON jobs (timeout_at) WHERE status IN ('pending', 'processing', 'paused');

            CREATE TABLE job_results (
                job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
                position bigint NOT NULL,
                external_id text NOT NULL,
                creator jsonb NOT NULL,
                found_at timestamptz NOT NULL,
                PRIMARY KEY (job_id, position),
                UNIQUE (job_id, external_id)
            );

            -- Creators that others' profiles lead to, waiting for their turn in a similar search.
            CREATE TABLE job_candidates (
                job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
                external_id text NOT NULL,
                ordinal bigint GENERATED ALWAYS AS IDENTITY,
                track bigint NOT NULL,
                degree bigint NOT NULL,
                mentions bigint NOT NULL DEFAULT 1,
                is_taken boolean NOT NULL DEFAULT false,
                creator jsonb NOT NULL,
                PRIMARY KEY (job_id, external_id)
            );
            -- candidates.next
            CREATE INDEX job_candidates_waiting ON job_candidates (job_id, degree, mentions DESC, ordinal)
                WHERE NOT is_taken;

            CREATE TABLE profile_cache (
                platform text NOT NULL,
                external_id text NOT NULL,
                creator jsonb NOT NULL,
                fetched_at timestamptz NOT NULL,
                PRIMARY KEY (platform, external_id)
            );
            """)
}
