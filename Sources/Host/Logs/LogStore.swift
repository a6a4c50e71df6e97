import Foundation
import PlatformAPI
import Postgres

/// Questions and answers of hosts about their lines.
struct LogStore: Sendable {
    static let ask = Statement("logs.ask", "SELECT pg_notify('gemz_logs', $1)")

    static let answer = Statement(
        "logs.answer",
        """
        WITH answered AS (
            INSERT INTO log_answers (question_id, answerer, lines) VALUES ($1, $2, $3)
            ON CONFLICT (question_id, answerer) DO NOTHING RETURNING question_id
        )
        SELECT pg_notify('gemz_logs', $4) FROM answered
        """)

    /// Takes the answers to a question away, and those that came too late to others.
    static let collect = Statement(
        "logs.collect",
        """
        WITH taken AS (
            DELETE FROM log_answers
            WHERE question_id = $1 OR answered_at < clock_timestamp() - interval '1 minute'
            RETURNING question_id, lines
        )
        SELECT lines FROM taken WHERE question_id = $1
        """)

    func say(_ word: LogWord, on db: some Queryable) async throws {
        try await db.execute(Self.ask, [try Self.text(of: word)])
    }

    func answer(_ lines: [LogLine], to question: UUID, by host: UUID, on db: some Queryable) async throws {
        let word = LogWord.answer(to: question, by: host)
        try await db.execute(
            Self.answer, [question, host, PostgresValue.json(try GemzJSON.bytes(of: lines)), try Self.text(of: word)])
    }

    /// Every line that hosts have answered with so far, host by host.
    func collect(_ question: UUID, on db: some Queryable) async throws -> [LogLine] {
        try await db.query(Self.collect, [question]) { row in
            try GemzJSON.decoder().decode([LogLine].self, from: Data(row.get("lines", as: [UInt8].self)))
        }.flatMap { $0 }
    }

    /// What was said; `nil` for what a host of another build says.
    static func word(in text: String) -> LogWord? {
        try? GemzJSON.decoder().decode(LogWord.self, from: Data(text.utf8))  // nothing that this host could answer
    }

    private static func text(of word: LogWord) throws -> String {
        String(decoding: try GemzJSON.encoder().encode(word), as: UTF8.self)
    }
}
