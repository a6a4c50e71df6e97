import Foundation
import Testing

@testable import Postgres

@Suite("Values to the server and back")
struct TypesTests {
    @Test("every scalar comes back as it went")
    func scalars() async throws {
        try await TestCluster.withPool { pool in
            for value in [Int.min, -1, 0, 1, 9_007_199_254_740_993, Int.max] {
                #expect(try await echo(value, "int8", pool) == value)
            }
            for value in [0.1, -0.0, 1e-7, 5e-324, 1.7976931348623157e308, 1.0 / 3, 123_456_789.123456789] {
                let back: Double = try await echo(value, "float8", pool)
                #expect(back.bitPattern == value.bitPattern)
            }
            for value in ["", "plain", "it's \"quoted\" \\ back", "a\nb\tc", "🧘🏽‍♀️ yoga ﷽ שלום", String(repeating: "é", count: 100_000)] {
                #expect(try await echo(value, "text", pool) == value)
            }
            #expect(try await echo(true, "bool", pool) == true)
            #expect(try await echo(false, "bool", pool) == false)
            let id = UUID()
            #expect(try await echo(id, "uuid", pool) == id)
            let bytes = (0...255).map { UInt8($0) }
            #expect(try await echo(bytes, "bytea", pool) == bytes)
            #expect(try await echo([UInt8](), "bytea", pool) == [])
        }
    }
}

/// Sends a value through the server as the named type.
func echo<T: PostgresEncodable & PostgresDecodable>(_ value: T, _ type: String, _ pool: Pool) async throws -> T {
    let statement = Statement("test.echo_\(type)", "SELECT $1::\(type) AS value")
    let rows = try await pool.query(statement, [value]) { row in try row.get("value", as: T.self) }
    return try #require(rows.first)
}
