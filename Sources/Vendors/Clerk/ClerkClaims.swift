import Foundation

/// The JSON object in a part of a token.
struct ClerkClaims {
    private let members: [String: Value]

    private enum Value: Decodable {
        case text(String)
        case number(Double)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // Neither is an error: claims of other types are for others to read.
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .other
            }
        }
    }

    /// - Throws: ``ClerkTokenError/malformed(_:)``
    init(base64URL part: some Collection<UInt8>, part name: String) throws(ClerkTokenError) {
        guard let data = Data(base64URL: part) else { throw .malformed("the \(name) is no base64url") }
        do {
            members = try JSONDecoder().decode([String: Value].self, from: data)
        } catch {
            throw .malformed("the \(name) is no JSON object")
        }
    }

    func has(_ name: String) -> Bool { members[name] != nil }

    /// - Throws: ``ClerkTokenError/claim(_:)`` where there is no such text, or an empty one.
    func text(_ name: String) throws(ClerkTokenError) -> String {
        guard case .text(let text) = members[name], !text.isEmpty else { throw .claim(name) }
        return text
    }

    /// Unix seconds.
    ///
    /// - Throws: ``ClerkTokenError/claim(_:)`` where there is no such number.
    func time(_ name: String) throws(ClerkTokenError) -> TimeInterval {
        guard case .number(let seconds) = members[name] else { throw .claim(name) }
        return seconds
    }
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
