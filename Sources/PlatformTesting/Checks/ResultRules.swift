import FixtureTape
import Foundation
import PlatformAPI

/// What holds for every result of a platform, read from a transcript as JSON.
struct ResultRules {
    /// A value that breaks a rule, by its path.
    struct Violation: Hashable {
        let path: String
        let mistake: String

        init(_ path: String, _ mistake: String) {
            self.path = path
            self.mistake = mistake
        }
    }

    let descriptor: PlatformDescriptor
    /// The instant of the search.
    let now: Date

    func violations(in transcript: JSONValue) -> [Violation] {
        var found: [Violation] = []
        visit(transcript, key: "", path: "") { value, key, path in
            found += mistakes(in: value, key: key).map { Violation(path, $0) }
            if let name = ["creators": "externalId", "content": "id", "related": "externalId", "links": "url"][key] {
                let repeated = Self.repeats(in: (value.elements ?? []).compactMap { $0[name]?.string })
                found += repeated.map { Violation(path, "\($0) is there twice") }
            }
        }
        return found
    }

    private func visit(
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

    private func mistakes(in value: JSONValue, key: String) -> [String] {
        switch value {
        case .string(let text): textMistakes(text, key: key)
        case .number(let digits): Self.numberMistakes(digits, key: key)
        case .null: ["null; what is unknown is absent"]
        case .array(let emails) where key == "emails": EmailRules.mistakes(in: emails)
        case .bool, .array, .object: []
        }
    }

    private static let counts: Set = [
        "followers", "following", "posts", "likes", "views", "comments", "shares", "durationSeconds",
    ]
    private static let fractions: Set = ["score", "confidence"]

    private static func numberMistakes(_ digits: String, key: String) -> [String] {
        if counts.contains(key), digits.hasPrefix("-") {
            return ["\(digits) is negative; an unknown count is absent"]
        }
        if key == "durationSeconds", Double(digits) == 0 { return ["0 seconds; an unknown duration is absent"] }
        if fractions.contains(key), !(0...1).contains(Double(digits) ?? -1) { return ["\(digits) is not from 0 to 1"] }
        return []
    }

    private func textMistakes(_ text: String, key: String) -> [String] {
        if text.isEmpty { return ["an empty text; what is unknown is absent"] }
        var found: [String] = []
        if text.unicodeScalars.contains("\0") { found.append("a NUL") }
        if let mailbox = EmailRules.privateMailbox(in: text) { found.append("\(mailbox) may be a real person's") }
        switch key {
        case "profileUrl": found += addressMistakes(text, hosts: descriptor.profileHosts, named: "profileHosts")
        case "avatarUrl", "coverUrl":
            found += addressMistakes(text, hosts: descriptor.imageHosts, named: "imageHosts")
        case "url":
            if !text.hasPrefix("https://"), !text.hasPrefix("http://") { found.append("\(text) is no web address") }
        case "platform":
            if text != descriptor.id.rawValue { found.append("\(text) is not \(descriptor.id)") }
        case "handle":
            if text.contains("@") { found.append("\(text) has an @") }
        case "country":
            if !ISOCodes.countries.contains(text) { found.append("\(text) is no country's code") }
        case "language":
            if !ISOCodes.languages.contains(text) { found.append("\(text) is no language's code") }
        case "hashtags[]":
            if text.hasPrefix("#") || text.lowercased() != text {
                found.append("\(text) is no bare lower-case hashtag")
            }
        case "publishedAt", "profileFetchedAt": found += dateMistakes(text)
        default: break
        }
        return found
    }

    /// 2004, before the oldest of today's platforms opened.
    private static let beginning = Date(timeIntervalSince1970: 1_072_915_200)

    private func dateMistakes(_ text: String) -> [String] {
        guard let date = Timestamp.date(from: text) else { return ["\(text) is no date"] }
        // Clocks and time zones differ: a day ahead is no mistake.
        if date > now.addingTimeInterval(86_400) { return ["\(text) lies ahead of the search"] }
        return date < Self.beginning ? ["\(text) lies before 2004"] : []
    }

    private func addressMistakes(_ text: String, hosts: [String], named list: String) -> [String] {
        guard text.hasPrefix("https://") else { return ["\(text) does not begin with https://"] }
        let host = String(text.dropFirst("https://".count).prefix { !"/?#:".contains($0) }).lowercased()
        let isDeclared = hosts.contains { $0.hasPrefix(".") ? host.hasSuffix($0) : host == $0 }
        return isDeclared ? [] : ["\(host) is not among the descriptor's \(list)"]
    }

    static func repeats(in ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { !seen.insert($0).inserted }
    }
}

/// The codes that countries and languages go by.
enum ISOCodes {
    /// ISO 3166-1 alpha-2.
    static let countries = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { $0.count == 2 && $0.allSatisfy(\.isLetter) })
    /// ISO 639-1.
    static let languages: Set<String> = Set(
        Locale.LanguageCode.isoLanguageCodes.compactMap { $0.identifier(.alpha2) })
}
