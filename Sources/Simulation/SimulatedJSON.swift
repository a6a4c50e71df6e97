/// JSON as a simulator writes it: keys in the order given, integers exact, absent members left out.
///
///     let body: SimulatedJSON = [
///         "status_code": 0,
///         "user": ["id": .string(person.id), "nickname": .string(person.displayName), "fans": .int(person.followers)],
///         "region": .string(person.country, orAbsent: person.seed("region").chance(0.4)),
///         "items": .array(videos.map(item)),
///     ]
///     return .json(body)
public enum SimulatedJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([SimulatedJSON])
    case object([Member])
    /// As a member's value or an element: it is not written at all.
    case absent

    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: SimulatedJSON

        public init(_ key: String, _ value: SimulatedJSON) {
            self.key = key
            self.value = value
        }
    }

    /// A string, or `null` for `nil`.
    public static func optional(_ text: String?) -> SimulatedJSON { text.map { .string($0) } ?? .null }

    /// An integer, or `null` for `nil`.
    public static func optional(_ number: Int?) -> SimulatedJSON { number.map { .int($0) } ?? .null }

    /// A string, or nothing at all where the flag says that the provider leaves the key out.
    public static func string(_ text: String, orAbsent isAbsent: Bool) -> SimulatedJSON {
        isAbsent ? .absent : .string(text)
    }

    /// A list of strings.
    public static func strings(_ texts: [String]) -> SimulatedJSON { .array(texts.map { .string($0) }) }

    /// This object with further members behind its own; anything but an object stays as it is.
    public func adding(_ members: SimulatedJSON) -> SimulatedJSON {
        guard case .object(let own) = self, case .object(let further) = members else { return self }
        return .object(own + further)
    }
}

extension SimulatedJSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    public init(dictionaryLiteral elements: (String, SimulatedJSON)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
    public init(arrayLiteral elements: SimulatedJSON...) { self = .array(elements) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
}

extension SimulatedJSON {
    /// The compact text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The compact text as UTF-8.
    public var bytes: [UInt8] {
        var written: [UInt8] = []
        write(to: &written)
        return written
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .null, .absent: out += "null".utf8
        case .bool(let flag): out += (flag ? "true" : "false").utf8
        case .int(let number): out += String(number).utf8
        case .double(let number): out += (number.isFinite ? String(number) : "null").utf8
        case .string(let text): Self.write(text, to: &out)
        case .array(let elements):
            Self.write(elements.filter { $0 != .absent }, between: "[", "]", to: &out) { $0.write(to: &$1) }
        case .object(let members):
            Self.write(members.filter { $0.value != .absent }, between: "{", "}", to: &out) { member, out in
                Self.write(member.key, to: &out)
                out += ":".utf8
                member.value.write(to: &out)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between open: String, _ close: String, to out: inout [UInt8],
        each: (Element, inout [UInt8]) -> Void
    ) {
        out += open.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { out += ",".utf8 }
            each(element, &out)
        }
        out += close.utf8
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out += "\"".utf8
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out += "\\\"".utf8
            case UInt8(ascii: "\\"): out += "\\\\".utf8
            case UInt8(ascii: "\n"): out += "\\n".utf8
            case UInt8(ascii: "\r"): out += "\\r".utf8
            case UInt8(ascii: "\t"): out += "\\t".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                out += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: out.append(byte)
            }
        }
        out += "\"".utf8
    }
}
