import Postgres

/// For whom calls went out.
enum M0013 {
    static let ledger = Migration(
        id: 13, name: "ledger",
        sql: """
            -- Whose search it was; kept when the search goes, taken out when the user goes. Without a reference: the check
            -- would lock the user's row with every step, and could deadlock with the user's deletion. What was written
            -- before, or by a host from before, gets its user from its job (retention.name_calls).
            ALTER TABLE provider_calls ADD COLUMN user_id uuid;
            -- profile.credits, reports.spenders, profile.forget_calls: read from the index alone where credits are asked for
            CREATE INDEX provider_calls_by_user ON provider_calls (user_id, called_at) INCLUDE (credits)
                WHERE user_id IS NOT NULL;
            -- retention.name_calls
            CREATE INDEX provider_calls_nameless ON provider_calls (job_id) WHERE user_id IS NULL AND job_id IS NOT NULL;
            """)
}
