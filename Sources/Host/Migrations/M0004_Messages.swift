import Postgres

/// Messages of any kind, taken in turns; what their failures were; and what admins do about them.
enum M0004 {
    static let messages = Migration(
        id: 4, name: "messages",
        sql: """
            ALTER TABLE messages
                ALTER COLUMN job_id DROP NOT NULL,
                -- Whose turn it takes. Without a reference: the check would lock the user's row with every step.
                ADD COLUMN user_id uuid,
                ADD COLUMN platform text,
                -- Of the live messages with one key there is one.
                ADD COLUMN unique_key text,
                -- Its job waits until another one of its user or platform ends.
                ADD COLUMN is_held boolean NOT NULL DEFAULT false,
                -- Its place in line since it is due; NULL for what was written for later, which not_before orders.
                ADD COLUMN turn bigint,
                ADD COLUMN lease_host text,
                -- What went wrong so far, the oldest first: objects of at, error, host, delay in seconds.
                ADD COLUMN history jsonb NOT NULL DEFAULT '[]';
            UPDATE messages m SET user_id = j.user_id, platform = j.platform FROM jobs j WHERE j.id = m.job_id;

            DROP INDEX messages_due;
            -- messages.claim
            CREATE INDEX messages_in_line ON messages (turn, id) WHERE turn IS NOT NULL;
            CREATE INDEX messages_put_off ON messages (not_before, id) WHERE turn IS NULL AND NOT is_held;
            -- messages.insert, profile.drop_messages, messages.admit
            CREATE INDEX messages_by_user ON messages (user_id, turn);
            -- messages.admit
            CREATE INDEX messages_held ON messages (user_id, id) WHERE is_held;
            CREATE INDEX messages_by_platform ON messages (platform) WHERE job_id IS NOT NULL AND NOT is_held;
            CREATE UNIQUE INDEX messages_by_key ON messages (unique_key) WHERE unique_key IS NOT NULL;
            -- A job's steps follow one another: it has one message at most.
            DROP INDEX messages_by_job;
            CREATE UNIQUE INDEX messages_by_job ON messages (job_id);

            ALTER TABLE dead_letters
                ALTER COLUMN job_id DROP NOT NULL,
                ADD COLUMN user_id uuid,
                ADD COLUMN platform text,
                ADD COLUMN unique_key text,
                ADD COLUMN max_attempts bigint NOT NULL DEFAULT 6,
                ADD COLUMN history jsonb NOT NULL DEFAULT '[]';
            -- profile.drop_messages
            CREATE INDEX dead_letters_by_user ON dead_letters (user_id);

            -- What admins changed. A deleted admin's or user's entries stay, without a reference to them.
            CREATE TABLE audit_log (
                id uuid PRIMARY KEY,
                actor_id uuid NOT NULL,
                action text NOT NULL,
                subject text NOT NULL,
                before jsonb,
                after jsonb,
                at timestamptz NOT NULL
            );
            """)
}
