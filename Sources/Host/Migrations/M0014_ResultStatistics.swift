import Postgres

/// What the planner is told of results.
enum M0014 {
    static let resultStatistics = Migration(
        id: 14, name: "result_statistics",
        sql: """
            -- The server would take a job that its statistics don't know yet for one row, and read all of a large one where
            -- results.known asks for fifty. Without statistics it takes each for a part of the table.
            ALTER TABLE job_results ALTER COLUMN job_id SET STATISTICS 0;
            """)
}
