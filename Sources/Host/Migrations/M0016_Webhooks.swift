import Postgres

/// What vendors tell of users: which webhooks were taken, how old a row's knowledge is, and who is gone.
enum M0016 {
    static let webhooks = Migration(
        id: 16, name: "webhooks",
        sql: """
            -- A message that was taken is not taken again, however often it is delivered.
            CREATE TABLE webhook_receipts (
                vendor text NOT NULL,
                message_id text NOT NULL,
                received_at timestamptz NOT NULL,
                PRIMARY KEY (vendor, message_id)
            );
            -- retention.drop_receipts
            CREATE INDEX webhook_receipts_by_age ON webhook_receipts (received_at);

            -- Users who were erased: for good, where the issuer has deleted them; else until they come back themselves.
            CREATE TABLE erased_users (
                clerk_id text PRIMARY KEY,
                is_final boolean NOT NULL,
                erased_at timestamptz NOT NULL
            );
            -- retention.drop_erased
            CREATE INDEX erased_users_by_age ON erased_users (erased_at);

            ALTER TABLE users
                -- The state of the issuer's user that e-mail address and name are from; null where no webhook told any.
                ADD COLUMN issuer_updated_at timestamptz,
                ADD COLUMN issuer_event_at timestamptz,
                -- Whether the user has set the name here, so that the issuer's does not replace it.
                ADD COLUMN is_name_own boolean NOT NULL DEFAULT false;
            UPDATE users SET is_name_own = true WHERE full_name IS NOT NULL;
            """)
}
