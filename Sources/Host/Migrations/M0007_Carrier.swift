import Postgres

/// How far messages are with a carrier outside the database.
enum M0007 {
    static let carrier = Migration(
        id: 7, name: "carrier",
        sql: """
            ALTER TABLE messages
                -- Counts how often the message was handed over; a delivery names the one it is of.
                ADD COLUMN publication bigint NOT NULL DEFAULT 0,
                -- The not_before that it was handed over for; NULL until the carrier has it.
                ADD COLUMN published_for timestamptz,
                -- Who hands it over holds it so long, on the database's clock.
                ADD COLUMN publish_lease timestamptz,
                -- Business time from which the carrier counts as having lost it.
                ADD COLUMN redeliver_at timestamptz;
            -- publications.claim
            CREATE INDEX messages_unpublished ON messages (not_before, id)
                WHERE published_for IS DISTINCT FROM not_before AND NOT is_held;
            -- publications.reopen
            CREATE INDEX messages_late ON messages (redeliver_at) WHERE redeliver_at IS NOT NULL;
            """)
}
