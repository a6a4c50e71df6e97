import Foundation

/// A statement's parameters in the form libpq sends: one buffer, and where each value lies in it.
///
/// Made on the caller's task, so that the connection's thread only hands pointers on.
struct ParameterList: Sendable {
    private(set) var buffer: [UInt8] = []
    /// Where each value begins; -1 for NULL.
    private(set) var offsets: [Int] = []
    private(set) var lengths: [Int32] = []
    /// 0 text, 1 binary.
    private(set) var formats: [Int32] = []

    /// The protocol counts parameters in 16 bits.
    static let limit = 65_535

    init() {}

    init(_ parameters: [(any PostgresEncodable)?]) throws(PostgresError) {
        guard parameters.count <= Self.limit else {
            throw .encoding(parameter: Self.limit + 1, reason: "more than \(Self.limit) parameters")
        }
        for (index, parameter) in parameters.enumerated() {
            do throws(Refusal) {
                try append(parameter?.postgresValue ?? .null)
            } catch {
                throw .encoding(parameter: index + 1, reason: error.reason)
            }
        }
    }

    /// Lends the pointers that libpq wants; they are valid inside of `body`.
    func withPointers<R>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32) -> R
    ) -> R {
        buffer.withUnsafeBytes { bytes in
            let values = offsets.map { offset in
                offset < 0 ? nil : bytes.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
            }
            return body(values, lengths, formats, Int32(offsets.count))
        }
    }

    private struct Refusal: Error {
        let reason: String
        static let nul = Refusal(reason: "holds the NUL character, which Postgres cannot store")
        static let infinite = Refusal(reason: "is not a finite number")
        static let date = Refusal(reason: "is a date outside of 4713 BC to 294276 AD")
    }

    private mutating func append(_ value: PostgresValue) throws(Refusal) {
        let start = buffer.count
        switch value {
        case .null:
            offsets.append(-1)
            lengths.append(0)
            formats.append(0)
            return
        case .bool(let value): buffer.append(UInt8(ascii: value ? "t" : "f"))
        case .int(let value): buffer.append(contentsOf: String(value).utf8)
        case .double(let value): buffer.append(contentsOf: try Self.text(value).utf8)
        case .text(let value): try appendText(value.utf8)
        case .uuid(let value): buffer.append(contentsOf: value.uuidString.utf8)
        case .timestamp(let value):
            guard let text = TimestampText.format(value) else { throw .date }
            buffer.append(contentsOf: text.utf8)
        case .bytes(let value): buffer.append(contentsOf: value)
        case .json(let value): try appendText(value)
        default: try appendArray(value)
        }
        offsets.append(start)
        lengths.append(Int32(clamping: buffer.count - start))
        if case .bytes = value { formats.append(1) } else { formats.append(0) }
        buffer.append(0)
    }

    private mutating func appendArray(_ value: PostgresValue) throws(Refusal) {
        switch value {
        case .intArray(let values): ArrayText.append(bare: values.lazy.map { String($0) }, to: &buffer)
        case .boolArray(let values): ArrayText.append(bare: values.lazy.map { $0 ? "t" : "f" }, to: &buffer)
        case .uuidArray(let values): ArrayText.append(bare: values.lazy.map(\.uuidString), to: &buffer)
        case .doubleArray(let values):
            var texts: [String] = []
            for value in values { texts.append(try Self.text(value)) }
            ArrayText.append(bare: texts, to: &buffer)
        case .timestampArray(let values):
            var texts: [String] = []
            for value in values {
                guard let text = TimestampText.format(value) else { throw .date }
                texts.append("\"\(text)\"")
            }
            ArrayText.append(bare: texts, to: &buffer)
        case .textArray(let values):
            guard !values.contains(where: { $0.utf8.contains(0) }) else { throw .nul }
            ArrayText.append(quoted: values.lazy.map(\.utf8), to: &buffer)
        case .jsonArray(let values):
            guard !values.contains(where: { $0.contains(0) }) else { throw .nul }
            ArrayText.append(quoted: values, to: &buffer)
        default: preconditionFailure("every scalar is written by append(_:)")
        }
    }

    private mutating func appendText(_ bytes: some Sequence<UInt8>) throws(Refusal) {
        let start = buffer.count
        buffer.append(contentsOf: bytes)
        // libpq measures text by its NUL, so one inside would cut the value short in silence.
        if buffer[start...].contains(0) { throw .nul }
    }

    /// Swift prints the shortest digits that read back as the same number, and Postgres reads them.
    private static func text(_ value: Double) throws(Refusal) -> String {
        guard value.isFinite else { throw .infinite }
        return "\(value)"
    }
}
