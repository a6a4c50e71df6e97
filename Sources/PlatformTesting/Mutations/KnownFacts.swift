import FixtureTape
import PlatformAPI

/// What a case's bodies say about one creator, in whatever key: a changed body may give another of these values, since
/// many facts stand in two places, and none besides.
struct KnownFacts: Sendable {
    private var numbers: Set<Double> = []
    private var text = ""

    /// - Parameters:
    ///   - entities: whole bodies, and elements of their lists.
    ///   - hosts: where public pages lie, which addresses are made with.
    ///   - names: the creator's id and handle; only entities that mention one count. `nil` takes all.
    init(_ entities: [JSONValue], hosts: [String], about names: Set<String>?) {
        text = hosts.joined(separator: " ")
        for entity in entities {
            if let names, !entity.mentions(names) { continue }
            gather(entity)
        }
    }

    private mutating func gather(_ value: JSONValue) {
        switch value {
        case .number(let digits):
            if let number = Double(digits) { numbers.insert(number) }
            text += " \(digits)"
        case .string(let words):
            if let number = CountText.count(from: words) { numbers.insert(Double(number)) }
            text += " \(words.lowercased())"
        case .array(let elements): for element in elements { gather(element) }
        case .object(let members): for member in members { gather(member.value) }
        case .null, .bool: break
        }
    }

    /// Whether a value that a changed body gave is one of them.
    ///
    /// - Parameter key: the result's key.
    func explain(_ value: JSONValue, key: String) -> Bool {
        switch value {
        case .number(let digits):
            // 0 is what unknown is mistaken for.
            guard let number = Double(digits), number != 0 else { return false }
            return key == "confidence" || numbers.contains(number) || numbers.contains((number * 1000).rounded())
        case .string(let words): return explain(words, key: key)
        case .bool: return key == "publishedAtApproximate" || key == "mixedScript"
        case .array(let elements): return elements.allSatisfy { explain($0, key: key) }
        case .object(let members): return members.allSatisfy { explain($0.value, key: $0.key) }
        case .null: return false
        }
    }

    private func explain(_ words: String, key: String) -> Bool {
        switch key {
        case "source", "platform": true
        case "publishedAt", "coverExpiresAt", "avatarExpiresAt":
            // Dates are told in many forms, which are T's to read; here they need only lie in time.
            Timestamp.date(from: words) != nil
        default:
            words.lowercased().split { !$0.isLetter && !$0.isNumber }
                .allSatisfy { text.contains($0) || Self.addressWords.contains(String($0)) }
        }
    }

    /// Words that addresses are made with.
    private static let addressWords: Set<String> = ["https", "http", "channel", "watch", "v", "video"]
}

extension JSONValue {
    /// Whether a text or number in it is one of some names, whatever its case, with or without `@`.
    func mentions(_ names: Set<String>) -> Bool {
        switch self {
        case .string(let text):
            let name = text.lowercased()
            return names.contains(name.hasPrefix("@") ? String(name.dropFirst()) : name)
        case .number(let digits): return names.contains(digits)
        case .array(let elements): return elements.contains { $0.mentions(names) }
        case .object(let members): return members.contains { $0.value.mentions(names) }
        case .null, .bool: return false
        }
    }

    /// The objects in the outermost lists.
    var listedObjects: [JSONValue] {
        switch self {
        case .array(let elements): elements.filter { $0.members != nil }
        case .object(let members): members.flatMap { $0.value.listedObjects }
        case .null, .bool, .number, .string: []
        }
    }
}
