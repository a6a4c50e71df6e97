import Postgres

/// The message queue, its dead letters, and the ledger of provider calls.
enum M0002 {
    static let queue = Migration(
        id: 2, name: "queue",
        sql: """
            -- Written in the transaction that causes the work; a row is the promise that the work will be done.
            -- Leases run on the database's clock; not_before is business time and comes as a parameter.
            CREATE TABLE messages (
                id uuid PRIMARY KEY,
                kind text NOT NULL,
                job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
                payload jsonb NOT NULL,
                not_before timestamptz NOT NULL,
                attempt bigint NOT NULL DEFAULT 0,
                max_attempts bigint NOT NULL,
                interruptions bigint NOT NULL DEFAULT 0,
                lease_token bigint NOT NULL DEFAULT 0,
                lease_until timestamptz,
                last_error text,
                created_at timestamptz NOT NULL
            ) WITH (fillfactor = 70);
            -- messages.claim
            CREATE INDEX messages_due ON messages (not_before, id);
            -- messages.drop_of_job
            CREATE INDEX messages_by_job ON messages (job_id);

            CREATE TABLE dead_letters (
                id uuid PRIMARY KEY,
                kind text NOT NULL,
                job_id uuid NOT NULL REFERENCES jobs ON DELETE CASCADE,
                payload jsonb NOT NULL,
                attempt bigint NOT NULL,
                interruptions bigint NOT NULL,
                error text NOT NULL,
                created_at timestamptz NOT NULL,
                died_at timestamptz NOT NULL
            );
            -- jobs deleted with their campaign take their dead letters along
            CREATE INDEX dead_letters_by_job ON dead_letters (job_id);

            -- One row for each call that went out, whatever came back: what the vendor will charge for.
            CREATE TABLE provider_calls (
                id uuid PRIMARY KEY,
                job_id uuid REFERENCES jobs ON DELETE SET NULL,
                platform text NOT NULL,
                vendor text NOT NULL,
                path text NOT NULL,
                status bigint,
                error text,
                attempt bigint NOT NULL,
                credits bigint NOT NULL,
                credits_remaining bigint,
                is_cached boolean NOT NULL,
                milliseconds bigint NOT NULL,
                called_at timestamptz NOT NULL
            );
            -- jobs deleted by retention look their calls up
            CREATE INDEX provider_calls_by_job ON provider_calls (job_id);
            """)
}
