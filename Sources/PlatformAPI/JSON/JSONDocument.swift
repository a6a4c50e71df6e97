import CSimdJSON

/// A parsed body, kept for as long as anybody reads from it.
///
/// `@unchecked Sendable` is safe: the document is written by the initialiser alone, simdjson's DOM reads without
/// changing anything, and the pointer never leaves this file but as elements that a ``JSONReader`` holds together
/// with this object.
final class JSONDocument: @unchecked Sendable {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    let root: csj_element
    private let pointer: OpaquePointer

    init(parsing bytes: [UInt8], mending: JSONReader.Mending) throws(PlatformError) {
        let bytes = bytes.starts(with: Self.byteOrderMark) ? Array(bytes.dropFirst(Self.byteOrderMark.count)) : bytes
        var parsed = Self.parse(bytes)
        if case .refused(let status) = parsed, let repaired = JSONRepair.repaired(bytes, after: status, mending) {
            parsed = Self.parse(repaired)
        }
        switch parsed {
        case .document(let pointer):
            self.pointer = pointer
            root = csj_root(pointer)
        case .refused(let status):
            throw .badShape(path: "", reason: Self.reason(status, bytes))
        }
    }

    deinit { csj_free(pointer) }

    private enum Parsed {
        case document(OpaquePointer)
        case refused(csj_status)
    }

    private static func parse(_ bytes: [UInt8]) -> Parsed {
        var pointer: OpaquePointer?
        let status = bytes.withUnsafeBufferPointer { csj_parse($0.baseAddress, $0.count, &pointer) }
        guard status == CSJ_OK, let pointer else { return .refused(status) }
        return .document(pointer)
    }

    /// What was seen instead of JSON, in words.
    private static func reason(_ status: csj_status, _ bytes: [UInt8]) -> String {
        let first = bytes.first { !$0.isJSONSpace }
        switch first {
        case nil: return "an empty body"
        case UInt8(ascii: "<"): return "HTML instead of JSON"
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if status == CSJ_TOO_DEEP { return "JSON that is nested too deep" }
            return isCutOff(bytes) ? "JSON that is cut off after \(bytes.count) bytes" : "malformed JSON"
        default: return "something that is no JSON"
        }
    }

    /// Whether the bytes begin an object or an array and end inside it.
    static func isCutOff(_ bytes: [UInt8]) -> Bool {
        let first = bytes.first { !$0.isJSONSpace && !byteOrderMark.contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return isInString || depth > 0
    }
}

extension UInt8 {
    var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
