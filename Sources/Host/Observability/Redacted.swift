import Foundation
import Vendors

/// What is secret or personal as a log may show it: of it nothing but the mark is kept.
struct Redacted: Hashable, Sendable, CustomStringConvertible {
    let description: String

    private static let mark = "•••"

    /// A key, a token, a password: nothing of it is shown.
    static func secret(_ text: String) -> Redacted { Redacted(description: mark) }

    /// An address such as `j•••@example.com`.
    static func email(_ text: String) -> Redacted {
        Redacted(description: EmailAddress(text).description)
    }

    /// A caller's network address, without the part that tells one from the neighbours: the last byte of an IPv4
    /// address, all but the first half of an IPv6 one.
    static func network(_ text: String) -> Redacted {
        let bytes = text.split(separator: ".", omittingEmptySubsequences: false)
        if bytes.count == 4, bytes.allSatisfy({ UInt8($0) != nil }) {
            return Redacted(description: bytes.dropLast().joined(separator: ".") + ".•")
        }
        let groups = text.split(separator: ":", omittingEmptySubsequences: false).prefix(4)
        guard groups.count > 1, groups.allSatisfy({ $0.allSatisfy(\.isHexDigit) }) else {
            return Redacted(description: mark)
        }
        return Redacted(description: groups.prefix { !$0.isEmpty }.joined(separator: ":") + ":•")
    }
}

extension Redacted: LogValue {
    var logText: String { description }
}

/// A type that holds what must not be printed, whichever way it is printed.
protocol Concealed: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Concealed {
    public var description: String { "\(Self.self)(•••)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SecretText: Concealed {}
extension EmailAddress: Concealed {}
extension Credentials: Concealed {}
extension SignedInBrowser: Concealed {}
extension TestLogin: Concealed {}
