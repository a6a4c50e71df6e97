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

    /// What follows the number in words that the provider understands.
    private static let units = ["day", "days", "week", "weeks", "month", "months", "year", "years"].map { " \($0) ago" }

    /// Read by bytes: a regular expression literal is parsed each time, and splitting makes a string for each word.
    private static func isUnderstood(_ words: String) -> Bool {
        let unit = words.utf8.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return unit.startIndex > words.startIndex && units.contains { unit.elementsEqual($0.utf8) }
    }
}
