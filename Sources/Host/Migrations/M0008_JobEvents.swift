import Postgres

/// What a stream of a job's events is numbered by.
enum M0008 {
    static let jobEvents = Migration(
        id: 8, name: "job_events",
        sql: """
            -- Counts the changes of the row: every statement that updates a job adds one.
            ALTER TABLE jobs ADD COLUMN revision bigint NOT NULL DEFAULT 0;
            """)
}
