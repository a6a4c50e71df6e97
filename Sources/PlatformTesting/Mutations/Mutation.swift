import FixtureTape
import PlatformAPI

/// One change to a body: a provider's mistake, or its next version.
struct Mutation: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable, CaseIterable {
        case dropped, null, retyped, emptied
        /// All keys of one name are gone, as where a provider renames it: a fact that stands in two places often has
        /// the same name in both.
        case droppedEverywhere = "dropped everywhere"
        /// The body ends early.
        case cut = "cut off"
        /// A web page stands in place of the body.
        case html = "HTML"

        /// Whether the change is to keys, and leaves JSON.
        var isOfKey: Bool { self != .cut && self != .html }
    }

    let kind: Kind
    /// The changed key; empty for a change to the whole body.
    var path: [BodyPath.Step] = []
    /// What stood there.
    var value = JSONValue.null

    /// Such as `search_item_list[0].aweme_info.desc`.
    var place: String { BodyPath.text(of: path) }

    /// The first key on the way there.
    var root: String { BodyPath.text(of: Array(path.prefix(1))) }

    /// A number that no body holds: where it comes out, a text was read as something else.
    static let oddNumber = "40417"

    /// What a change makes of a value; `nil` where it makes nothing new of it. A retyped value keeps its meaning where
    /// the other type can carry it.
    static func replacement(of value: JSONValue, _ kind: Kind) -> String? {
        switch (kind, value) {
        case (.null, .null), (.retyped, .null): nil
        case (.null, _): "null"
        case (.emptied, .string(let text)): text.isEmpty ? nil : #""""#
        case (.emptied, .array(let elements)): elements.isEmpty ? nil : "[]"
        case (.emptied, .object(let members)): members.isEmpty ? nil : "{}"
        case (.retyped, .string(let text)): number(of: text)
        case (.retyped, .number(let digits)): "\"\(digits)\""
        case (.retyped, .bool(let flag)): "\"\(flag)\""
        case (.retyped, .array(let elements)): elements.isEmpty ? "{}" : "{\"0\":\(elements[0].compact)}"
        case (.retyped, .object): "[\(value.compact)]"
        default: nil
        }
    }

    private static func number(of text: String) -> String {
        if let number = Int(text), String(number) == text { return text }
        return CountText.count(from: text).map(String.init) ?? oddNumber
    }
}

/// Paths in bodies.
enum BodyPath {
    enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    /// - Parameter collapsed: whether indices are left out: `users[].uid`.
    static func text(of path: [Step], collapsed: Bool = false) -> String {
        path.reduce(into: "") { text, step in
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += collapsed ? "[]" : "[\(index)]"
            }
        }
    }
}
