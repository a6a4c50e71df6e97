public import Foundation

/// What a Postgres array can hold.
///
/// `[UInt8]` stands for a `bytea` instead, since an array of bytes has no use in SQL.
public protocol PostgresArrayElement {
    static func postgresValue(of elements: [Self]) -> PostgresValue
    static func elements(of field: Field) throws(DecodingRefusal) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    public var postgresValue: PostgresValue { Element.postgresValue(of: self) }
}

extension String: PostgresArrayElement {
    public static func postgresValue(of elements: [String]) -> PostgresValue { .textArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [String] {
        try field.elements { String(decoding: $0, as: UTF8.self) }
    }
}

extension Int: PostgresArrayElement {
    public static func postgresValue(of elements: [Int]) -> PostgresValue { .intArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [Int] {
        try field.elements(ScalarText.int)
    }
}

extension Double: PostgresArrayElement {
    public static func postgresValue(of elements: [Double]) -> PostgresValue { .doubleArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [Double] {
        try field.elements(ScalarText.double)
    }
}

extension Bool: PostgresArrayElement {
    public static func postgresValue(of elements: [Bool]) -> PostgresValue { .boolArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [Bool] {
        try field.elements(ScalarText.bool)
    }
}

extension UUID: PostgresArrayElement {
    public static func postgresValue(of elements: [UUID]) -> PostgresValue { .uuidArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [UUID] {
        try field.elements(ScalarText.uuid)
    }
}

extension Date: PostgresArrayElement {
    public static func postgresValue(of elements: [Date]) -> PostgresValue { .timestampArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [Date] {
        try field.elements(TimestampText.parse)
    }
}

/// An array of `[UInt8]` is an array of JSON documents.
extension [UInt8]: PostgresArrayElement {
    public static func postgresValue(of elements: [[UInt8]]) -> PostgresValue { .jsonArray(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [[UInt8]] {
        try field.elements { Array($0) }
    }
}

extension UInt8: PostgresArrayElement {
    /// `bytea`, by its place in `pg_type.dat`.
    private static let byteaType: UInt32 = 17

    public static func postgresValue(of elements: [UInt8]) -> PostgresValue { .bytes(elements) }
    public static func elements(of field: Field) throws(DecodingRefusal) -> [UInt8] {
        guard field.type == byteaType else { return try field.read(as: "value") { Array($0) } }
        return try field.read(as: "bytea", ScalarText.bytes)
    }
}

extension Field {
    fileprivate func elements<T>(
        _ decode: (UnsafeBufferPointer<UInt8>) -> T?
    ) throws(DecodingRefusal) -> [T] {
        let texts = try read(as: "one-dimensional array", ArrayText.parse)
        var elements: [T] = []
        elements.reserveCapacity(texts.count)
        for text in texts {
            guard let text else { throw DecodingRefusal("holds a NULL inside its array") }
            guard let element = text.withUnsafeBufferPointer(decode) else {
                throw DecodingRefusal("holds an element that is no \(T.self)")
            }
            elements.append(element)
        }
        return elements
    }
}
