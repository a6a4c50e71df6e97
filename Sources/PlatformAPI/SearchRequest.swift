/// What one searcher is asked for: one term or one target. A job with several terms asks several times.
public struct SearchRequest: Hashable, Codable, Sendable {
    /// What is looked for.
    public enum Subject: Hashable, Codable, Sendable {
        /// Words to look for, as typed, without surrounding space.
        case keyword(String)
        /// The handle of the creator to resemble, without `@`.
        case similar(to: String)
    }

    /// What is looked for.
    public var subject: Subject
    /// ISO 3166-1 alpha-2, upper-case; `nil` lets the provider choose.
    public var region: String?
    /// How many creators the whole job still wants; a hint for providers that can return fewer.
    public var wanted: Int

    public init(subject: Subject, region: String? = nil, wanted: Int) {
        self.subject = subject
        self.region = region
        self.wanted = wanted
    }

    /// The term or the handle.
    public var text: String {
        switch subject {
        case .keyword(let text), .similar(to: let text): text
        }
    }
}

/// Where a search goes on: opaque to the host, made and read by one searcher, at most 4 KB, valid in any later process.
public struct Cursor: Hashable, Codable, Sendable {
    /// The most bytes of UTF-8 that a cursor may have.
    public static let maxBytes = 4096

    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
