import Postgres

/// Who waits for which circuit, and when schedules were last taken.
enum M0012 {
    static let pauses = Migration(
        id: 12, name: "pauses",
        sql: """
            -- The circuit that the message waits for, as vendor, space and endpoint; NULL for all others.
            ALTER TABLE messages ADD COLUMN waits_for text;
            -- circuits.next_waiting, circuits.wake
            CREATE INDEX messages_by_circuit ON messages (waits_for, not_before) WHERE waits_for IS NOT NULL;

            -- By the server's clock, which all hosts share.
            ALTER TABLE schedules ADD COLUMN claimed_at timestamptz;
            """)
}
