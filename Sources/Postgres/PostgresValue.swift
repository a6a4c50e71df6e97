public import Foundation

/// A parameter of a statement.
///
/// Values travel as text and the server reads them as the type it inferred, so `int` serves `int4`, `int8` and
/// `numeric` alike, and `text` serves `varchar` and `citext`. Only `bytes` travels raw.
public enum PostgresValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    /// Finite; sent in the shortest form that reads back as the same number.
    case double(Double)
    /// Without the NUL character, which Postgres cannot store.
    case text(String)
    case uuid(UUID)
    /// Exact to the microsecond, the server's own resolution.
    case timestamp(Date)
    /// A `bytea`.
    case bytes([UInt8])
    /// A JSON document in UTF-8, for `json` and `jsonb`.
    case json([UInt8])
    case textArray([String])
    case uuidArray([UUID])
    case intArray([Int])
    case doubleArray([Double])
    case boolArray([Bool])
    case timestampArray([Date])
    /// JSON documents, for `json[]` and `jsonb[]`.
    case jsonArray([[UInt8]])
}

/// What can be given as a parameter of a statement.
public protocol PostgresEncodable {
    var postgresValue: PostgresValue { get }
}

extension PostgresValue: PostgresEncodable {
    public var postgresValue: PostgresValue { self }
}

extension String: PostgresEncodable {
    public var postgresValue: PostgresValue { .text(self) }
}

extension Int: PostgresEncodable {
    public var postgresValue: PostgresValue { .int(self) }
}

extension Double: PostgresEncodable {
    public var postgresValue: PostgresValue { .double(self) }
}

extension Bool: PostgresEncodable {
    public var postgresValue: PostgresValue { .bool(self) }
}

extension UUID: PostgresEncodable {
    public var postgresValue: PostgresValue { .uuid(self) }
}

extension Date: PostgresEncodable {
    public var postgresValue: PostgresValue { .timestamp(self) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public var postgresValue: PostgresValue { self?.postgresValue ?? .null }
}

/// Enumerations travel as their raw value: declare `PostgresEncodable` and nothing more.
extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    public var postgresValue: PostgresValue { rawValue.postgresValue }
}
