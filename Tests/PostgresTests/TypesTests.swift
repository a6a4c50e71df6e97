import Foundation
import Testing

@testable import Postgres

@Suite("Values to the server and back", .timeLimit(.minutes(10)))
struct TypesTests {
    @Test("every scalar comes back as it went")
    func scalars() async throws {
        try await TestCluster.withPool { (pool) async throws in
            for value in [Int.min, -1, 0, 1, 9_007_199_254_740_993, Int.max] {
                #expect(try await echo(value, "int8", pool) == value)
            }
            let doubles = [0.1, -0.0, 1e-7, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude, 1.0 / 3]
            for value in doubles {
                let back: Double = try await echo(value, "float8", pool)
                #expect(back.bitPattern == value.bitPattern)
            }
            #expect(try await echo(true, "bool", pool) == true)
            #expect(try await echo(false, "bool", pool) == false)
            let id = UUID()
            #expect(try await echo(id, "uuid", pool) == id)
        }
    }

    @Test("a text that is no UUID is refused, and one that is comes back as its bytes")
    func uuids() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let value = Statement("test.text", "SELECT $1::text AS value")
            func read(_ text: String) async throws -> UUID? {
                try await pool.first(value, [text]) { row in try row.get("value", as: UUID.self) }
            }
            for id in [UUID(), UUID(), UUID()] { #expect(try await read(id.uuidString.lowercased()) == id) }
            for text in [
                "", "00112233-4455-6677-8899-aabbccddeef", "00112233-4455-6677-8899-aabbccddeefg",
                "001122334455-6677-8899-aabbccddeeff0", "00112233445566778899aabbccddeeff0000",
                "00112233-4455-6677-8899aabbccddeeff00", "0011223-34455-6677-8899-aabbccddeeff",
            ] {
                await #expect(throws: PostgresError.self, "\(text)") { try await read(text) }
            }
        }
    }

    @Test("text of any script, length and punctuation comes back as it went")
    func texts() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let texts = [
                "", "plain", "it's \"quoted\" \\ back", "a\nb\tc\r", "🧘🏽‍♀️ yoga ﷽ שלום", "{a,b}", "NULL",
                String(repeating: "é", count: 100_000),
            ]
            for value in texts { #expect(try await echo(value, "text", pool) == value) }
            let bytes = (0...255).map { UInt8($0) }
            #expect(try await echo(bytes, "bytea", pool) == bytes)
            #expect(try await echo([UInt8](), "bytea", pool) == [])
        }
    }

    @Test("instants are exact to the microsecond, before and after 1970 and 2000")
    func instants() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let instants: [(seconds: Double, text: String)] = [
                (0, "1970-01-01 00:00:00+00"), (-0.000001, "1969-12-31 23:59:59.999999+00"),
                (951_782_400, "2000-02-29 00:00:00+00"), (1_795_424_100.000001, "2026-11-23 08:55:00.000001+00"),
                (-12_219_292_801, "1582-10-14 23:59:59+00"), (-62_135_596_800, "0001-01-01 00:00:00+00"),
                (-62_135_596_801, "0001-12-31 23:59:59+00 BC"), (253_402_300_800, "10000-01-01 00:00:00+00"),
            ]
            let statement = Statement("test.instants", "SELECT $1::timestamptz AS value, $1::timestamptz::text AS text")
            for instant in instants {
                let sent = Date(timeIntervalSince1970: instant.seconds)
                let row = try await pool.first(statement, [sent]) { row in
                    (try row.get("value", as: Date.self), try row.get("text", as: String.self))
                }
                let (value, text) = try #require(row)
                #expect(text == instant.text)
                #expect(abs(value.timeIntervalSince(sent)) < 0.000_000_5)
                #expect(try await echo(value, "timestamptz", pool) == value)
            }
        }
    }

    @Test("dates, zoneless timestamps, numerics and enumerations can be read")
    func otherTypes() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let statement = Statement(
                "test.other",
                """
                SELECT date '2026-11-23' AS day, timestamp '2026-11-23 01:02:03' AS local, 12::int2 AS small,
                    sum(v) AS total, avg(v) AS mean, 1.5::float4 AS real, 'b'::text AS letter, 3::int4 AS rank,
                    interval '90 minutes' AS length FROM (VALUES (1::int8), (2)) AS t(v)
                """)
            let row = try #require(try await pool.first(statement) { $0 })
            #expect(try row.get("day") == Date(timeIntervalSince1970: 1_795_392_000))
            #expect(try row.get("local") == Date(timeIntervalSince1970: 1_795_392_000 + 3723))
            #expect(try row.get("small") == 12)
            #expect(try row.get("total") == 3)
            #expect(try row.get("mean") == 1.5)
            #expect(try row.get("real") == 1.5)
            #expect(try row.get("length") == "PT1H30M")
            #expect(try row.get("letter", as: Letter.self) == .second)
            #expect(try row.get("rank", as: Rank.self) == .third)
            #expect(try row.get(at: 2, as: Int.self) == 12)
        }
    }

    @Test("NULL goes and comes for every type, and is refused where a value was asked for")
    func nulls() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let statement = Statement(
                "test.nulls",
                "SELECT $1::int8 AS a, $2::text AS b, $3::timestamptz AS c, $4::text[] AS d, $5::jsonb AS e")
            let absent: String? = nil
            let row = try #require(try await pool.first(statement, [nil, absent, nil, nil, nil]) { $0 })
            #expect(try row.get("a", as: Int?.self) == nil)
            #expect(try row.get("b", as: String?.self) == nil)
            #expect(try row.get("c", as: Date?.self) == nil)
            #expect(try row.get("d", as: [String]?.self) == nil)
            #expect(try row.get("e", as: [UInt8]?.self) == nil)
            #expect(
                throws: PostgresError.decoding(column: "a", reason: "is NULL where whole number was asked for")
            ) { try row.get("a", as: Int.self) }
        }
    }

    @Test("arrays keep quotes, commas, braces, backslashes and the word NULL")
    func arrays() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let texts = ["a,b", "say \"hi\"", "\\", "{}", "NULL", "", " spaced ", "🎈", "line\nbreak"]
            #expect(try await echo(texts, "text[]", pool) == texts)
            #expect(try await echo([String](), "text[]", pool) == [])
            #expect(try await echo([1, -2, Int.max], "int8[]", pool) == [1, -2, .max])
            #expect(try await echo([0.1, -1e300], "float8[]", pool) == [0.1, -1e300])
            #expect(try await echo([true, false], "bool[]", pool) == [true, false])
            let ids = [UUID(), UUID()]
            #expect(try await echo(ids, "uuid[]", pool) == ids)
            let dates = [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_795_424_100.25)]
            #expect(try await echo(dates, "timestamptz[]", pool) == dates)
            let documents = [Array(#"{"a": "x,\"y\""}"#.utf8), Array("[1, 2]".utf8)]
            #expect(try await echo(documents, "jsonb[]", pool) == documents)
        }
    }

    @Test("an array with a NULL in it is refused, and one of two dimensions too")
    func refusedArrays() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let statement = Statement("test.odd", "SELECT ARRAY['a', NULL] AS holed, ARRAY[[1, 2], [3, 4]] AS square")
            let row = try #require(try await pool.first(statement) { $0 })
            #expect(throws: PostgresError.decoding(column: "holed", reason: "holds a NULL inside its array")) {
                try row.get("holed", as: [String].self)
            }
            #expect(throws: PostgresError.decoding(column: "square", reason: "holds no one-dimensional array")) {
                try row.get("square", as: [Int].self)
            }
        }
    }

    @Test("a large jsonb comes back, key by key")
    func largeJSON() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let document = Array(
                "{\"id\": 7412345678901234567, \"text\": \"\(String(repeating: "ü🎈", count: 400_000))\"}".utf8)
            let statement = Statement("test.json", "SELECT $1::jsonb AS value, $1::jsonb ->> 'id' AS id")
            let row = try #require(try await pool.first(statement, [PostgresValue.json(document)]) { $0 })
            #expect(try row.get("value", as: [UInt8].self) == document)
            #expect(try row.get("id", as: String.self) == "7412345678901234567")
        }
    }

    @Test(
        "what cannot be stored is refused before it is sent",
        arguments: [
            (PostgresValue.double(.nan), "is not a finite number"),
            (.double(.infinity), "is not a finite number"),
            (.doubleArray([1, -.infinity]), "is not a finite number"),
            (.timestamp(Date(timeIntervalSince1970: .infinity)), "is a date outside of 4713 BC to 294276 AD"),
            (.timestampArray([Date(timeIntervalSince1970: 1e13)]), "is a date outside of 4713 BC to 294276 AD"),
            (.text("a\0b"), "holds the NUL character, which Postgres cannot store"),
            (.textArray(["a", "\0"]), "holds the NUL character, which Postgres cannot store"),
            (.json([0]), "holds the NUL character, which Postgres cannot store"),
        ])
    func refusedParameters(value: PostgresValue, reason: String) {
        #expect(throws: PostgresError.encoding(parameter: 2, reason: reason)) {
            try ParameterList([1, value])
        }
    }

    @Test("what does not fit is refused by column and reason")
    func refusedValues() async throws {
        try await TestCluster.withPool { (pool) async throws in
            let statement = Statement(
                "test.refused",
                "SELECT 'x' AS text, 'infinity'::timestamptz AS never, 'NaN'::float8 AS nan, 1.5 AS fraction, 'c' AS c")
            let row = try #require(try await pool.first(statement) { $0 })
            func refusal(_ column: String, _ reason: String) -> PostgresError {
                .decoding(column: column, reason: reason)
            }
            #expect(throws: refusal("text", "holds no whole number")) { try row.get("text", as: Int.self) }
            #expect(throws: refusal("text", "holds no UUID")) { try row.get("text", as: UUID.self) }
            #expect(throws: refusal("text", "holds no boolean")) { try row.get("text", as: Bool.self) }
            #expect(throws: refusal("never", "holds no finite timestamp")) { try row.get("never", as: Date.self) }
            #expect(throws: refusal("nan", "holds no finite number")) { try row.get("nan", as: Double.self) }
            #expect(throws: refusal("fraction", "holds no whole number")) { try row.get("fraction", as: Int.self) }
            #expect(throws: refusal("c", "holds \"c\", which is no Letter")) { try row.get("c", as: Letter.self) }
            #expect(throws: refusal("gone", "test.refused returns no such column")) {
                try row.get("gone", as: String.self)
            }
        }
    }
}

private enum Letter: String, PostgresDecodable {
    case first = "a"
    case second = "b"
}

private enum Rank: Int, PostgresDecodable {
    case third = 3
}

/// Sends a value through the server as the named type.
private func echo<T: PostgresEncodable & PostgresDecodable>(
    _ value: T, _ type: String, _ pool: Pool
) async throws -> T {
    let statement = Statement("test.echo", "SELECT $1::\(type) AS value")
    let rows = try await pool.query(statement, [value]) { row in try row.get("value", as: T.self) }
    return try #require(rows.first)
}
