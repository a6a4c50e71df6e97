public import struct FoundationEssentials.Date

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
