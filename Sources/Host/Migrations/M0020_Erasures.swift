import Postgres

/// In which session a user left, and marks that last until the user comes back.
enum M0020 {
    static let erasures = Migration(
        id: 20, name: "erasures",
        sql: """
            -- The issuer's session in which a user left by themselves: its tokens do not make them anew.
            ALTER TABLE erased_users ADD COLUMN session_id text;
            -- retention.drop_erased, which leaves alone who may still come back.
            DROP INDEX erased_users_by_age;
            CREATE INDEX erased_users_by_age ON erased_users (erased_at) WHERE is_final;
            """)
}
