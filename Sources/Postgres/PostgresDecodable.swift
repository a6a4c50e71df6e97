public import Foundation

/// What can be read from a column.
public protocol PostgresDecodable {
    init(field: Field) throws(DecodingRefusal)
}

/// Why a value does not fit; the row adds the column's name.
public struct DecodingRefusal: Error, Hashable, Sendable {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}

/// One value of one row, as text.
public struct Field: Sendable {
    let result: ResultSet
    let row: Int
    let column: Int

    public var isNull: Bool { result.value(row: row, column: column) == nil }

    /// The server's number of the column's type (`pg_type.oid`).
    public var type: UInt32 { result.type(ofColumn: column) }

    /// Lends the value's bytes.
    ///
    /// - Throws: for NULL, and where `body` returns nil: then the value is no `expected`.
    public func read<T>(
        as expected: String, _ body: (UnsafeBufferPointer<UInt8>) -> T?
    ) throws(DecodingRefusal) -> T {
        try withExtendedLifetime(result) { () throws(DecodingRefusal) -> T in
            guard let bytes = result.value(row: row, column: column) else {
                throw DecodingRefusal("is NULL where \(expected) was asked for")
            }
            guard let value = body(bytes) else { throw DecodingRefusal("holds no \(expected)") }
            return value
        }
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = field.isNull ? nil : try Wrapped(field: field)
    }
}

/// Any type can be read as the text the server writes for it.
extension String: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = try field.read(as: "text") { String(decoding: $0, as: UTF8.self) }
    }
}

/// `int2`, `int4`, `int8`, and `numeric` without a fraction.
extension Int: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = try field.read(as: "whole number", ScalarText.int)
    }
}

/// `float4`, `float8`, `numeric` and the integers; NaN and the infinities are refused.
extension Double: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = try field.read(as: "finite number", ScalarText.double)
    }
}

extension Bool: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = try field.read(as: "boolean", ScalarText.bool)
    }
}

extension UUID: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = try field.read(as: "UUID", ScalarText.uuid)
    }
}

/// `timestamptz`; `timestamp` and `date` are taken as UTC. `infinity` is refused.
extension Date: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        self = try field.read(as: "finite timestamp", TimestampText.parse)
    }
}

/// `int[]`, `text[]`, … without NULL; `[UInt8]` is a `bytea`'s bytes, and of any other type (`jsonb`) its text's.
extension Array: PostgresDecodable where Element: PostgresArrayElement {
    public init(field: Field) throws(DecodingRefusal) {
        self = try Element.elements(of: field)
    }
}

/// Enumerations are read by their raw value: declare `PostgresDecodable` and nothing more.
extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    public init(field: Field) throws(DecodingRefusal) {
        let raw = try RawValue(field: field)
        guard let value = Self(rawValue: raw) else {
            throw DecodingRefusal("holds \"\(raw)\", which is no \(Self.self)")
        }
        self = value
    }
}
