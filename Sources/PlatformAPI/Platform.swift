/// A platform whose creators can be searched: TikTok, Instagram, YouTube, or the next one.
///
/// The host knows a platform through this protocol alone. A platform holds no state: what a search needs from one
/// page to the next travels in its ``Cursor``, so that any host may run any step, twice if it must.
public protocol Platform: Sendable {
    /// What the host shows and checks without running anything.
    static var descriptor: PlatformDescriptor { get }

    init()

    /// One searcher for each mode that the descriptor declares.
    var searchers: [any Searcher] { get }

    /// Completes creators whose search results lack a biography. `nil` where results are complete as they come.
    var enricher: (any Enricher)? { get }
}

extension Platform {
    public var enricher: (any Enricher)? { nil }

    /// The searcher of a mode, or `nil` when the platform does not offer that mode.
    public func searcher(for mode: SearchMode) -> (any Searcher)? {
        searchers.first { type(of: $0).mode == mode }
    }
}

/// How creators are looked for.
public enum SearchMode: String, Hashable, Codable, Sendable, CaseIterable {
    /// By words: creators who publish about them.
    case keyword
    /// By example: creators like a given one.
    case similar
}

/// A platform's name in addresses, rows and fixtures: lower-case letters, digits and dashes, such as `tiktok`.
public struct PlatformID: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public var description: String { rawValue }
}
