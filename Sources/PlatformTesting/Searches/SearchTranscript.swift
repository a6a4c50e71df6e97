public import FixtureTape
import Foundation
public import PlatformAPI

/// All that a search gave: what `expected.json` holds.
public struct SearchTranscript: Hashable, Encodable, Sendable {
    public var pages: [ReplayedPage] = []
    /// The error that ended the search, behind the last of ``pages``.
    public var failure: Failure?
    /// True where the search was stopped before its end. Not part of `expected.json`.
    public var isCutOff = false

    public init(pages: [ReplayedPage] = [], failure: Failure? = nil) {
        self.pages = pages
        self.failure = failure
    }

    private enum CodingKeys: CodingKey { case pages, failure }

    /// A `PlatformError` in two words: its case, and what it says.
    public struct Failure: Hashable, Codable, Sendable {
        /// The case's name, such as `notFound`.
        public var code: String
        /// The reason; for `badShape` with its path before it.
        public var message: String?

        public init(code: String, message: String? = nil) {
            self.code = code
            self.message = message
        }

        public init(_ error: PlatformError) {
            switch error {
            case .invalidInput(let reason): self.init(code: "invalidInput", message: reason)
            case .unauthorized(let reason): self.init(code: "unauthorized", message: reason)
            case .outOfCredits(let reason): self.init(code: "outOfCredits", message: reason)
            case .forbidden(let reason): self.init(code: "forbidden", message: reason)
            case .notFound(let reason): self.init(code: "notFound", message: reason)
            case .privateAccount(let reason): self.init(code: "privateAccount", message: reason)
            case .rateLimited(let delay):
                self.init(code: "rateLimited", message: delay.map { "\($0.components.seconds) s" })
            case .unavailable(let reason): self.init(code: "unavailable", message: reason)
            case .badShape(let path, let reason): self.init(code: "badShape", message: "\(path): \(reason)")
            case .paused(_, let reason): self.init(code: "paused", message: reason)
            case .cancelled: self.init(code: "cancelled")
            }
        }
    }

    /// As `expected.json` holds it: keys sorted, absent values left out.
    ///
    /// - Throws: what a platform's values throw that cannot be encoded, such as a number that is not finite.
    public func json() throws -> JSONValue {
        try JSONValue(parsing: Array(GemzJSON.encoder().encode(self))).sorted()
    }
}

/// One page, its creators as after enrichment and refinement.
public struct ReplayedPage: Hashable, Encodable, Sendable {
    public var creators: [Creator] = []
    public var skipped: [Skipped] = []
    public var target: Creator?
    /// `nil` where the search ends.
    public var next: Cursor?
    /// Ids that refinement left out.
    public var leftOut: [String] = []
    /// Creators whose profile could not be read.
    public var unenriched: [Unenriched] = []

    /// A creator that stayed as the search found it.
    public struct Unenriched: Hashable, Codable, Sendable {
        public var externalId: String
        public var failure: SearchTranscript.Failure

        public init(externalId: String, failure: SearchTranscript.Failure) {
            self.externalId = externalId
            self.failure = failure
        }
    }

    public init(creators: [Creator] = [], skipped: [Skipped] = [], target: Creator? = nil, next: Cursor? = nil) {
        self.creators = creators
        self.skipped = skipped
        self.target = target
        self.next = next
    }

    private enum CodingKeys: CodingKey { case creators, skipped, target, next, end, leftOut, unenriched }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(creators, forKey: .creators)
        try fields.encode(skipped, forKey: .skipped)
        try fields.encodeIfPresent(target, forKey: .target)
        try fields.encodeIfPresent(next, forKey: .next)
        if next == nil { try fields.encode(true, forKey: .end) }
        if !leftOut.isEmpty { try fields.encode(leftOut, forKey: .leftOut) }
        if !unenriched.isEmpty { try fields.encode(unenriched, forKey: .unenriched) }
    }
}
