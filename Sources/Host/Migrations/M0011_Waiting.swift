import Postgres

/// What finds waiting jobs, and messages that a carrier does not have yet, without reading the rest of the line.
enum M0011 {
    static let waiting = Migration(
        id: 11, name: "waiting",
        sql: """
            DROP INDEX messages_held;
            -- admission.admit: of each platform, each user's oldest.
            CREATE INDEX messages_held ON messages (platform, user_id, id) WHERE is_held;
            DROP INDEX messages_by_user;
            -- messages.insert, profile.drop_messages; admission.admit and admission.overfull: what runs apart from what
            -- waits.
            CREATE INDEX messages_by_user ON messages (user_id, is_held, turn);

            -- publications.claim: one for each of its two orders; a message is in one of them at most.
            DROP INDEX messages_unpublished;
            CREATE INDEX messages_unpublished_in_line ON messages (turn, id)
                WHERE turn IS NOT NULL AND published_for IS DISTINCT FROM not_before AND NOT is_held;
            CREATE INDEX messages_unpublished_put_off ON messages (not_before, id)
                WHERE turn IS NULL AND published_for IS DISTINCT FROM not_before AND NOT is_held;
            """)
}
