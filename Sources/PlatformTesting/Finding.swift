/// One thing that a platform does wrong.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// What was checked. The raw value stands in the failure, so that it can be looked up.
    public enum Check: String, Hashable, Sendable, CaseIterable {
        /// The case can be read, lies in the folder of its mode, and the platform offers that mode.
        case fixture
        /// The tape holds every request that the search makes.
        case requests
        /// The search makes every request that the tape holds.
        case consumed
        /// The results equal `expected.json`.
        case expected
        /// The search ends.
        case ending
        /// A fresh platform goes on from every cursor with the same pages.
        case resume
        /// A cursor is short enough and never comes back.
        case cursor
        /// Results keep the rules that hold for every platform.
        case results
        /// Fixtures are not rewritten where nobody reads the difference.
        case update
    }

    public let check: Check
    /// What is wrong, over one or more lines.
    public let message: String

    public init(_ check: Check, _ message: String) {
        self.check = check
        self.message = message
    }

    public var description: String { "[\(check.rawValue)] \(message)" }
}
