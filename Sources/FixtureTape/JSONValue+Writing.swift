extension JSONValue {
    /// The value over many lines: two spaces a level, a member or element a line, `[]` and `{}` for empty ones, no
    /// line break at the end.
    public var pretty: String {
        var out = ""
        write(to: &out, indent: "\n")
        return out
    }

    /// The value on one line, without spaces.
    public var compact: String {
        var out = ""
        write(to: &out, indent: nil)
        return out
    }

    /// - Parameter indent: a line break and the indentation of this value; `nil` keeps to one line.
    private func write(to out: inout String, indent: String?) {
        switch self {
        case .null: out += "null"
        case .bool(let flag): out += flag ? "true" : "false"
        case .number(let digits): out += digits
        case .string(let text): Self.write(text, to: &out)
        case .array(let elements):
            Self.write(elements, between: "[", "]", to: &out, indent: indent) { $0.write(to: &$1, indent: $2) }
        case .object(let members):
            Self.write(members, between: "{", "}", to: &out, indent: indent) { member, out, deeper in
                Self.write(member.key, to: &out)
                out += indent == nil ? ":" : ": "
                member.value.write(to: &out, indent: deeper)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between open: String, _ close: String, to out: inout String, indent: String?,
        each: (Element, inout String, String?) -> Void
    ) {
        out += open
        let deeper = indent.map { $0 + "  " }
        for (index, element) in elements.enumerated() {
            if index > 0 { out += "," }
            out += deeper ?? ""
            each(element, &out, deeper)
        }
        if !elements.isEmpty { out += indent ?? "" }
        out += close
    }

    private static func write(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\u{0}"..."\u{1f}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}
