/// Somebody's e-mail address: it prints as `j•••@example.com`, whichever way it is printed. Who needs all of it says so.
public struct EmailAddress: Hashable, Sendable {
    /// All of it, which belongs in no line of a log.
    public let exposed: String

    public init(_ exposed: String) { self.exposed = exposed }
}

extension EmailAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        guard let at = exposed.lastIndex(of: "@"), let first = exposed.first, first != "@" else { return "•••" }
        return "\(first)•••\(exposed[at...])"
    }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension EmailAddress: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(exposed)
    }
}
