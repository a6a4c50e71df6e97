import FoundationEssentials
import PlatformAPI

/// When a video was published. YouTube tells it in words alone, so it is always approximate.
enum PublicationDate {
    /// - Parameter now: the instant that words count from where the provider gives none.
    ///
    /// The provider makes `publishedTime` from the words, counting from the moment it was asked. It understands `3 weeks
    /// ago`, in days and above, and answers with that moment itself for everything else: in recorded bodies `Streamed 3
    /// months ago`, `14 hours ago` and `26 minutes ago` all have the same time. From there the words count back.
    static func date(of item: JSONReader, now: Date) -> Date? {
        let time = item.date("publishedTime")
        guard let words = item.text("publishedTimeText") else { return time }
        if let time, isUnderstood(words) { return time }
        return RelativeDate.date(from: words, now: time ?? now)
    }

    private static let units: Set<String> = ["day", "week", "month", "year"]

    private static func isUnderstood(_ words: String) -> Bool {
        // By hand: a regular expression literal is parsed each time, and took half of a page's time.
        let parts = words.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2] == "ago", !parts[0].isEmpty, parts[0].allSatisfy(\.isNumber) else {
            return false
        }
        return units.contains(parts[1].hasSuffix("s") ? String(parts[1].dropLast()) : String(parts[1]))
    }
}
