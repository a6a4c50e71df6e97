import FixtureTape
import PlatformAPI

/// What holds for every result of every platform, read from a transcript as JSON.
enum ResultRules {
    /// Where a transcript breaks a rule, each with its path.
    ///
    /// - Parameter areAddressesInvented: whether addresses must be at example domains, as in all that is committed.
    static func violations(in transcript: JSONValue, areAddressesInvented: Bool) -> [String] {
        var found: [String] = []
        visit(transcript, key: "", path: "") { value, key, path in
            found += scalarViolations(value, key: key).map { "\(path): \($0)" }
            if key == "emails", let emails = value.elements {
                found += emailViolations(emails, areInvented: areAddressesInvented).map { "\(path): \($0)" }
            }
            if let name = ["creators": "externalId", "content": "id", "related": "externalId"][key] {
                let repeated = repeats(in: (value.elements ?? []).compactMap { $0[name]?.string })
                found += repeated.map { "\(path): \($0) is there twice" }
            }
        }
        return found
    }

    private static func visit(
        _ value: JSONValue, key: String, path: String, _ body: (JSONValue, String, String) -> Void
    ) {
        body(value, key, path)
        for member in value.members ?? [] where member.key != "skipped" {
            visit(member.value, key: member.key, path: path.isEmpty ? member.key : "\(path).\(member.key)", body)
        }
        // An element answers to its list's name with a mark, so that rules for the list do not meet it.
        for (index, element) in (value.elements ?? []).enumerated() {
            visit(element, key: key + "[]", path: "\(path)[\(index)]", body)
        }
    }

    private static let counts: Set = [
        "followers", "following", "posts", "likes", "views", "comments", "shares", "durationSeconds",
    ]
    private static let pages: Set = ["profileUrl", "avatarUrl", "coverUrl"]
    private static let fractions: Set = ["score", "confidence"]

    private static func scalarViolations(_ value: JSONValue, key: String) -> [String] {
        switch value {
        case .string(let text): textViolations(text, key: key)
        case .number(let digits):
            if counts.contains(key), digits.hasPrefix("-") {
                ["\(digits) is negative; an unknown count is absent"]
            } else if fractions.contains(key), !(0...1).contains(Double(digits) ?? -1) {
                ["\(digits) is not from 0 to 1"]
            } else {
                []
            }
        case .null: ["null; what is unknown is absent"]
        case .bool, .array, .object: []
        }
    }

    private static func textViolations(_ text: String, key: String) -> [String] {
        if text.isEmpty { return ["an empty text; what is unknown is absent"] }
        var found: [String] = []
        if text.unicodeScalars.contains("\0") { found.append("a NUL") }
        if pages.contains(key), !text.hasPrefix("https://") { found.append("\(text) does not begin with https://") }
        if key == "url", !text.hasPrefix("https://"), !text.hasPrefix("http://") {
            found.append("\(text) is no web address")
        }
        if key == "handle", text.hasPrefix("@") { found.append("\(text) begins with @") }
        if key == "country", text.count != 2 || text.uppercased() != text {
            found.append("\(text) is no country's code")
        }
        if key == "language", text.count != 2 || text.lowercased() != text {
            found.append("\(text) is no language's code")
        }
        if key == "hashtags[]", text.hasPrefix("#") || text.lowercased() != text {
            found.append("\(text) is no bare lower-case hashtag")
        }
        return found
    }

    private static func emailViolations(_ emails: [JSONValue], areInvented: Bool) -> [String] {
        let addresses = emails.compactMap { $0["address"]?.string }
        let repeated = repeats(in: addresses).map { "\($0) is there twice" }
        return repeated
            + addresses.flatMap { address in
                let parts = address.split(separator: "@", omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, isDomain(parts[1]), !address.contains(where: \.isWhitespace)
                else { return ["\(address) is no address"] }
                var found: [String] = []
                if address.lowercased() != address { found.append("\(address) is not lower-case") }
                if areInvented, !isExample(parts[1]) { found.append("\(address) is not at an example domain") }
                return found
            }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy { !$0.isEmpty }
    }

    /// Domains that RFC 2606 keeps for examples, so that nobody is written to.
    private static func isExample(_ domain: Substring) -> Bool {
        ["example.com", "example.org", "example.net"].contains { domain == $0 || domain.hasSuffix(".\($0)") }
            || domain.hasSuffix(".example")
    }

    private static func repeats(in ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { !seen.insert($0).inserted }
    }
}
