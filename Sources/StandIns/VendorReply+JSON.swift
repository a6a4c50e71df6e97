import FixtureTape

extension VendorReply {
    /// A JSON reply; JSON is said to be JSON also where it is an error, since clients look at the type first.
    static func json(_ value: JSONValue, status: Int = 200) -> VendorReply {
        VendorReply(
            status: status, headers: ["content-type": "application/json; charset=utf-8"],
            body: Array(value.compact.utf8))
    }
}

extension JSONValue {
    /// An object, its members in the order written.
    static func record(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member($0.key, $0.value) })
    }

    static func integer(_ number: Int) -> JSONValue { .number(String(number)) }

    /// `null` for `nil`.
    static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// `null` for `nil`.
    static func optional(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }

    var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }
}
