import Postgres

/// How many searches users have started of late.
enum M0018 {
    static let searchAllowances = Migration(
        id: 18, name: "search_allowances",
        sql: """
            -- What is lost with a crash is a minute's count. Rows are updated in place.
            CREATE UNLOGGED TABLE search_allowances (
                user_id uuid PRIMARY KEY,
                full_at timestamptz NOT NULL
            ) WITH (fillfactor = 50);
            """)
}
