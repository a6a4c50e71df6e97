import Postgres

/// What stands between hosts and providers, shared by all hosts.
enum M0006 {
    static let providers = Migration(
        id: 6, name: "providers",
        sql: """
            -- One row for each endpoint that was ever called off, changed as a whole if its version is still the one
            -- that was read.
            CREATE TABLE provider_circuits (
                vendor text NOT NULL,
                -- A path; '' stands for the key, and with it for all the vendor's endpoints.
                endpoint text NOT NULL,
                -- Whose searches call it; NULL for the key.
                platform text,
                state text NOT NULL CHECK (state IN ('closed', 'open', 'half_open')),
                code text,
                message text,
                since timestamptz,
                probe_at timestamptz,
                failed_probes bigint NOT NULL,
                -- On the database's clock: a host that dies while it probes makes room for another.
                probe_lease_until timestamptz,
                version bigint NOT NULL,
                PRIMARY KEY (vendor, endpoint)
            );
            -- jobs.resume
            CREATE INDEX jobs_paused ON jobs (platform) WHERE status = 'paused';

            -- Answers that are good for a while, and who is fetching one. A cache: nothing is lost that a crash of the
            -- database takes, and writing it costs no flush.
            CREATE UNLOGGED TABLE provider_pages (
                platform text NOT NULL,
                -- SHA-256 of path and query.
                digest bytea NOT NULL,
                path text NOT NULL,
                -- The message whose step fetches it, under the token of its lease.
                holder uuid NOT NULL,
                holder_token bigint NOT NULL,
                -- Whose search has paid.
                job_id uuid NOT NULL,
                status bigint,
                body bytea,
                credits bigint NOT NULL DEFAULT 0,
                -- NULL while it is being fetched.
                fetched_at timestamptz,
                touched_at timestamptz NOT NULL,
                PRIMARY KEY (platform, digest)
            );
            -- pages.drop_stale
            CREATE INDEX provider_pages_by_age ON provider_pages (touched_at);
            """)
}
