public import struct FoundationEssentials.Date

/// Reads a provider's JSON by path, over simdjson. SKELETON: signatures are settled, bodies to be written.
///
/// Asking for something that is not there, is null, or has another type gives `nil` or an empty list, so transformers
/// stay free of casts; `require…` throws with the full path where a thing is indispensable.
/// Paths are dotted, with indices in brackets: `data.user.edge_followed_by.count`, `url_list[0]`.
public struct JSONReader: Sendable {
    public enum Kind: String, Sendable { case absent, null, bool, number, string, array, object }
    /// Where this value stands in the whole body, such as `search_item_list[3].aweme_info`; empty for the root.
    public let path: String

    public init(parsing bytes: [UInt8]) throws(PlatformError) { fatalError() }

    /// The value at a path below this one; a reader of kind ``Kind/absent`` where there is none.
    public subscript(_ path: String) -> JSONReader { fatalError() }
    public var kind: Kind { fatalError() }
    /// Whether there is a value other than null.
    public func exists(_ path: String) -> Bool { fatalError() }
    /// The elements of an array at a path; empty where there is no array.
    public func elements(_ path: String = "") -> [JSONReader] { fatalError() }
    /// The members of an object in order.
    public func members(_ path: String = "") -> [(key: String, value: JSONReader)] { fatalError() }
    /// A string exactly as it stands (may be empty).
    public func string(_ path: String = "") -> String? { fatalError() }
    /// A string for people: NUL and lone surrogates out, trimmed at both ends, `nil` when nothing is left.
    public func text(_ path: String = "") -> String? { fatalError() }
    /// true/false, or 1/0.
    public func bool(_ path: String = "") -> Bool? { fatalError() }
    /// An exact integer (integral floats within 2^53 included).
    public func integer(_ path: String = "") -> Int? { fatalError() }
    public func double(_ path: String = "") -> Double? { fatalError() }
    /// A count in any form (int, float, digits in a string, `1.2M`, `12K subscribers`, `No views`…); `nil` when negative, overflowed, unreadable.
    public func count(_ path: String = "") -> Int? { fatalError() }
    /// An id: a non-empty string, or an integer's exact digits.
    public func id(_ path: String = "") -> String? { fatalError() }
    /// An absolute http or https address; scheme-less ones (`example.com/x`) get `https://`.
    public func url(_ path: String = "") -> String? { fatalError() }
    /// unix seconds, unix milliseconds, or ISO 8601.
    public func date(_ path: String = "") -> Date? { fatalError() }
    /// The value at a path. Throws `badShape` with the full path when absent, null, or not of that kind.
    public func require(_ path: String, _ kind: Kind) throws(PlatformError) -> JSONReader { fatalError() }
}

/// Relative dates (`3 weeks ago`, `Streamed 2 days ago`): always approximate.
public enum RelativeDate { public static func date(from text: String, now: Date) -> Date? { fatalError() } }
/// Counts in words (§10 of the provider notes).
public enum CountText { public static func count(from text: String) -> Int? { fatalError() } }
/// The words that describe a creator best.
public enum SearchTerms {
    /// At most `limit` lower-cased words of 3–19 letters: fewest occurrences first, then longest, then alphabetical.
    public static func terms(from texts: [String], limit: Int = 5) -> [String] { fatalError() }
}
/// The first address of a list of pictures that is not HEIC.
public enum PictureList { public static func best(of urls: [String]) -> String? { fatalError() } }
/// Similarity of an enriched creator to the target of a similar search.
public enum Similarity {
    public static func score(of creator: Creator, to target: Creator, as candidate: Candidate) -> SimilarityScore? { fatalError() }
}
