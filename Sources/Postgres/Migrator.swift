/// Brings a database's schema up to the program's.
///
/// Each migration runs in a transaction of its own, under a lock that one migrator at a time holds, so any number of
/// processes may start at once. What was applied stands in `schema_migrations` with the SHA-256 of its text, which
/// the server computes.
public struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: all there are, in order.
    public init(migrations: [Migration]) {
        self.migrations = migrations
    }

    /// Applies what is missing.
    ///
    /// - Returns: the migrations this call has applied.
    public nonisolated(nonsending) func migrate(_ pool: Pool) async throws(MigrationError) -> [Migration] {
        for (previous, next) in zip(migrations, migrations.dropFirst()) where next.id <= previous.id {
            throw .notIncreasing(id: next.id)
        }
        var applied: [Migration] = []
        while let migration = try await applyNext(pool) { applied.append(migration) }
        return applied
    }

    private nonisolated(nonsending) func applyNext(_ pool: Pool) async throws(MigrationError) -> Migration? {
        do {
            return try await pool.transaction { transaction in
                try await applyNext(in: transaction)
            }
        } catch let error as MigrationError {
            throw error
        } catch let error as PostgresError {
            throw .database(error)
        } catch {
            throw .database(.connection("\(error)"))
        }
    }

    private nonisolated(nonsending) func applyNext(in transaction: Transaction) async throws -> Migration? {
        try await transaction.execute(Self.lock)
        try await transaction.execute(Self.createTable)
        guard let next = try await missing(in: transaction).first else { return nil }
        do {
            let text = Statement("migration \(next.id) \(next.name)", next.sql, deadline: Self.patience)
            try await transaction.run(script: text)
        } catch {
            guard error.sqlState != nil else { throw error }
            throw MigrationError.failed(id: next.id, name: next.name, error)
        }
        try await transaction.execute(Self.record, [next.id, next.name, next.sql])
        return next
    }

    /// Compares the list with the database.
    private nonisolated(nonsending) func missing(in transaction: Transaction) async throws -> [Migration] {
        let rows = try await transaction.query(
            Self.compare, [migrations.map(\.id), migrations.map(\.sql)]
        ) { row in
            (
                id: try row.get("version", as: Int.self), name: try row.get("name", as: String.self),
                isKnown: try row.get("is_known", as: Bool.self), isSame: try row.get("is_same", as: Bool.self)
            )
        }
        for row in rows {
            guard row.isKnown else { throw MigrationError.unknown(id: row.id, name: row.name) }
            guard row.isSame else { throw MigrationError.edited(id: row.id, name: row.name) }
        }
        let present = Set(rows.map(\.id))
        let missing = migrations.filter { !present.contains($0.id) }
        if let late = missing.first, let newest = present.max(), late.id < newest {
            throw MigrationError.outOfOrder(id: late.id, name: late.name)
        }
        return missing
    }

    /// A migration over a large table takes its time, and so does waiting for another migrator.
    private static let patience: Duration = .seconds(3600)

    /// The number is arbitrary; it is the same in every version, or two versions would not exclude each other.
    private static let lock = Statement(
        "migrations.lock", "SELECT pg_advisory_xact_lock(7162094308411)", deadline: patience)

    private static let createTable = Statement(
        "migrations.create_table",
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp())
        """)

    private static let compare = Statement(
        "migrations.compare",
        """
        SELECT applied.version, applied.name, listed.id IS NOT NULL AS is_known,
            coalesce(encode(sha256(convert_to(listed.sql, 'UTF8')), 'hex') = applied.checksum, false) AS is_same
        FROM schema_migrations AS applied
        LEFT JOIN unnest($1::int[], $2::text[]) AS listed(id, sql) ON listed.id = applied.version
        ORDER BY applied.version
        """)

    private static let record = Statement(
        "migrations.record",
        """
        INSERT INTO schema_migrations (version, name, checksum)
        VALUES ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'))
        """)
}
