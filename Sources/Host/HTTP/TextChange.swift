/// What a merge patch does to a text that may be absent.
enum TextChange: Hashable, Sendable {
    case keep
    case clear
    case set(String)

    var isChange: Bool { self != .keep }

    /// What is written where it is a change; `nil` empties.
    var text: String? {
        switch self {
        case .keep, .clear: nil
        case .set(let text): text
        }
    }
}
