import Postgres

/// What the HTTP API keeps beside searches: answers under idempotency keys, and what users say of themselves.
enum M0003 {
    static let api = Migration(
        id: 3, name: "api",
        sql: """
            CREATE TABLE idempotency_keys (
                user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
                key text NOT NULL,
                fingerprint bytea NOT NULL,
                -- The id of what the request makes, whoever executes it.
                creation_id uuid NOT NULL,
                lease_token bigint NOT NULL,
                -- On the database's clock; NULL once nobody is executing.
                lease_until timestamptz,
                -- NULL until there is an answer to keep.
                status bigint,
                headers text[],
                body bytea,
                expires_at timestamptz NOT NULL,
                PRIMARY KEY (user_id, key)
            );
            -- idempotency.drop_expired
            CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

            ALTER TABLE users
                ADD COLUMN full_name text,
                ADD COLUMN business_name text,
                ADD COLUMN brand_description text,
                ADD COLUMN onboarding_step text NOT NULL DEFAULT 'pending' CHECK (
                    onboarding_step IN ('pending', 'info_captured', 'intent_captured', 'completed'));

            -- A user's jobs go with the user.
            CREATE INDEX jobs_by_user ON jobs (user_id);
            """)
}
