/// A request as a vendor's stand-in sees it: below its own mount point, the body read.
struct VendorRequest: Sendable {
    let method: String
    /// Path and query as they stand in the request line, behind the mount point; empty for the mount point itself.
    let target: String
    /// The raw path behind the mount point, not decoded: `/v1/users/user_1`.
    let path: String
    /// Decoded, in the order sent.
    let parameters: [(name: String, value: String)]
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    /// - Parameter target: path and query as they stand in the request line, without the mount point.
    init(method: String, target: Substring, headers: [String: String], body: [UInt8]) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first.map(String.init) ?? ""
        self.method = method
        self.target = String(target)
        self.path = path.isEmpty ? "/" : path
        self.parameters = parts.count > 1 ? Self.parameters(of: parts[1]) : []
        self.headers = headers
        self.body = body
    }

    /// The parameters by name; of a repeated one the first.
    var query: [String: String] { Dictionary(parameters.map { ($0.name, $0.value) }) { first, _ in first } }

    /// The fields of a body that is a form, decoded, in the order sent.
    var formFields: [(name: String, value: String)] { Self.parameters(of: Substring(decoding: body, as: UTF8.self)) }

    /// The fields of a body that is a form; of a repeated one the first.
    var form: [String: String] { Dictionary(formFields.map { ($0.name, $0.value) }) { first, _ in first } }

    /// Every value of a parameter, also of the spelling `name[]`.
    func values(of name: String) -> [String] {
        parameters.filter { $0.name == name || $0.name == name + "[]" }.map(\.value)
    }

    private static func parameters(of query: Substring) -> [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(sides[0]), sides.count > 1 ? decoded(sides[1]) : "")
        }
    }

    /// Form decoding: `+` is a space, `%41` an `A`; what is no such code stays as it is.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"),
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
