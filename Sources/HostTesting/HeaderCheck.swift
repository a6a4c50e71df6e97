import Foundation
import PlatformAPI

/// The headers of an answer against those that the API document declares for it.
struct HeaderCheck: Sendable {
    /// The whole document.
    var document: JSONReader

    /// What a server sends for the connection's sake or for the browser's safety: no client counts on it.
    private static let unsaid: Set<String> = [
        "content-type", "content-length", "transfer-encoding", "connection", "date", "server", "x-accel-buffering",
        "x-content-type-options", "content-security-policy", "x-frame-options", "referrer-policy",
        "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "strict-transport-security",
        "vary", "access-control-allow-origin", "access-control-expose-headers",
    ]

    func findings(in headers: [(name: String, value: String)], against response: JSONReader) -> [String] {
        let declared = response.members("headers").map { (name: $0.key.lowercased(), header: resolved($0.value)) }
        let sent = headers.map { (name: $0.name.lowercased(), value: $0.value) }
        let missing = declared.filter { one in
            one.header.bool("required") == true && !sent.contains { $0.name == one.name }
        }
        return missing.map { "the header \($0.name) is declared as required, and was not sent" }
            + sent.filter { !Self.unsaid.contains($0.name) }.flatMap { name, value -> [String] in
                guard let header = declared.first(where: { $0.name == name })?.header else {
                    return ["the header \(name) was sent, and is not declared"]
                }
                return findings(in: value, of: name, against: header["schema"])
            }
    }

    private func findings(in value: String, of name: String, against schema: JSONReader) -> [String] {
        let isNumber = schema.string("type") == "integer" && Int(value) != nil
        let json: [String: Any] = ["header \(name)": isNumber ? Int(value) ?? 0 : value]
        guard let bytes = try? JSONSerialization.data(withJSONObject: json),
            let member = try? JSONReader(parsing: Array(bytes), mending: .numbers).members().first
        else { return ["the header \(name) is no text"] }
        return SchemaCheck(components: document["components.schemas"]).findings(in: member.value, against: schema)
    }

    private func resolved(_ header: JSONReader) -> JSONReader {
        guard let name = header.string("$ref")?.split(separator: "/").last else { return header }
        return document.members("components.headers").first { $0.key == name }?.value ?? header
    }
}
