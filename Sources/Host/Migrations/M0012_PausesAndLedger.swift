import Postgres

/// Who waits for which circuit, and for whom calls went out.
enum M0012 {
    static let pausesAndLedger = Migration(
        id: 12, name: "pauses_and_ledger",
        sql: """
            -- The circuit that the message waits for, as vendor, space and endpoint; NULL for all others.
            ALTER TABLE messages ADD COLUMN waits_for text;
            -- circuits.next_waiting, circuits.wake
            CREATE INDEX messages_by_circuit ON messages (waits_for, not_before) WHERE waits_for IS NOT NULL;

            -- Whose search it was; kept when the search goes, taken out when the user goes. Without a reference: the check
            -- would lock the user's row with every step, and could deadlock with the user's deletion.
            ALTER TABLE provider_calls ADD COLUMN user_id uuid;
            UPDATE provider_calls c SET user_id = j.user_id FROM jobs j WHERE j.id = c.job_id;
            -- profile.credits, reports.spenders, profile.forget_calls: read from the index alone where credits are asked for
            CREATE INDEX provider_calls_by_user ON provider_calls (user_id, called_at) INCLUDE (credits)
                WHERE user_id IS NOT NULL;
            """)
}
