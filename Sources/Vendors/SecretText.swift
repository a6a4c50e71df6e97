/// A key, a token, a cookie: it prints as `•••`, whichever way it is printed. Who needs the text says so.
public struct SecretText: Hashable, Sendable {
    /// The text itself, which belongs in no line of a log.
    public let exposed: String

    public init(_ exposed: String) { self.exposed = exposed }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "•••" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretText: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(exposed)
    }
}
