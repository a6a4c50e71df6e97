/// One change of the schema. Never edited once it was released: the next change is the next migration.
public struct Migration: Hashable, Sendable {
    /// Counts upwards through the list.
    public let id: Int
    public let name: String
    /// Statements separated by semicolons. They run in one transaction, so no `CREATE INDEX CONCURRENTLY`.
    public let sql: String

    public init(id: Int, name: String, sql: String) {
        self.id = id
        self.name = name
        self.sql = sql
    }
}

/// Why the schema was left as it was.
public enum MigrationError: Error, Hashable, Sendable {
    /// The list's numbers do not count upwards at this one.
    case notIncreasing(id: Int)
    /// The database has it with another text: an old migration was edited.
    case edited(id: Int, name: String)
    /// The database has one that the program does not know: it was made by a newer program.
    case unknown(id: Int, name: String)
    /// It is older than one the database already has.
    case outOfOrder(id: Int, name: String)
    /// The migration itself was refused; those before it stay.
    case failed(id: Int, name: String, PostgresError)
    /// The database could not be asked.
    case database(PostgresError)
}

extension MigrationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notIncreasing(let id): "migration \(id) does not come after the one before it"
        case .edited(let id, let name):
            "migration \(id) (\(name)) was edited after it was applied; add a new migration instead"
        case .unknown(let id, let name):
            "the database has migration \(id) (\(name)), which this program does not know: it is of a newer version"
        case .outOfOrder(let id, let name): "migration \(id) (\(name)) is older than one already applied"
        case .failed(let id, let name, let error): "migration \(id) (\(name)): \(error)"
        case .database(let error): "\(error)"
        }
    }
}
