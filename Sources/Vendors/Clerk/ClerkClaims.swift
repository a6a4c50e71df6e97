import Foundation
import PlatformAPI

/// The JSON object in a part of a token.
struct ClerkClaims: Sendable {
    private let members: [String: Value]

    private enum Value {
        case text(String)
        case number(Double)
        case bool(Bool)
        /// For others to read.
        case other
    }

    /// - Throws: ``ClerkTokenError/malformed(_:)``, also where a name stands twice: which of them counts is no reader's
    ///   to guess.
    init(base64URL part: some Collection<UInt8>, part name: String) throws(ClerkTokenError) {
        guard let data = Data(base64URL: part) else { throw .malformed("the \(name) is no base64url") }
        let json: JSONReader
        do throws(PlatformError) {
            json = try JSONReader(parsing: Array(data), mending: .numbers)
        } catch {
            throw .malformed("the \(name) is no JSON object")
        }
        guard json.kind == .object else { throw .malformed("the \(name) is no JSON object") }
        var members: [String: Value] = [:]
        for (key, value) in json.members() {
            guard members.updateValue(Self.value(value), forKey: key) == nil else {
                throw .malformed("the \(name) says something twice")
            }
        }
        self.members = members
    }

    private static func value(_ json: JSONReader) -> Value {
        switch json.kind {
        case .string: json.string().map(Value.text) ?? .other
        case .number: json.double().map(Value.number) ?? .other
        case .bool: json.bool().map(Value.bool) ?? .other
        default: .other
        }
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// - Throws: ``ClerkTokenError/claim(_:)`` where there is no such text, or an empty one.
    func text(_ name: String) throws(ClerkTokenError) -> String {
        guard case .text(let text) = members[name], !text.isEmpty else { throw .claim(name) }
        return text
    }

    /// An id: a text of at most 255 printable characters of ASCII.
    ///
    /// - Throws: ``ClerkTokenError/claim(_:)``
    func id(_ name: String) throws(ClerkTokenError) -> String {
        let text = try text(name)
        guard text.utf8.count <= 255, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .claim(name) }
        return text
    }

    /// Unix seconds, up to the year 9999.
    ///
    /// - Throws: ``ClerkTokenError/claim(_:)`` where there is no such number.
    func time(_ name: String) throws(ClerkTokenError) -> TimeInterval {
        guard case .number(let seconds) = members[name], (0..<253_402_300_800).contains(seconds) else {
            throw .claim(name)
        }
        return seconds
    }

    /// Whether a claim is `true`.
    func isTrue(_ name: String) -> Bool { if case .bool(true) = members[name] { true } else { false } }
}

extension Data {
    /// Reads base64 with the alphabet for URLs and without padding (RFC 4648, section 5); `nil` for anything else.
    init?(base64URL text: some Collection<UInt8>) {
        var standard = [UInt8]()
        standard.reserveCapacity(text.count + 3)
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: standard.append(byte)
            }
        }
        while standard.count % 4 != 0 { standard.append(UInt8(ascii: "=")) }
        self.init(base64Encoded: Data(standard))
    }
}
