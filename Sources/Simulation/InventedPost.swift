public import Foundation

/// A video, short or reel that nobody ever made.
public struct InventedPost: Hashable, Sendable {
    public let seed: Seed
    /// Text with the topic in it and hashtags behind it, in the author's language. May be hashtags only.
    public let caption: String
    /// Those of ``caption``, without `#`, in order, lower-case.
    public let hashtags: [String]
    /// A whole second, counted back from the beginning of the day (UTC) of `now`: the same all day.
    public let publishedAt: Date
    /// Seconds, 3 to 600.
    public let duration: Int
    public let views: Int
    public let likes: Int
    public let comments: Int
    public let shares: Int

    /// - Parameters:
    ///   - seed: names the post; such as `Seed("tiktok", "search", term)(page)(index)`.
    ///   - person: the author; a larger audience means more views.
    ///   - topic: what was searched for; `nil` takes one of the person's own topics.
    ///   - now: the simulator's clock.
    public init(_ seed: Seed, by person: InventedPerson, topic: String? = nil, now: Date) {
        let subject = topic ?? seed("topic").pick(person.topics) ?? "life"
        let culture = InventedCulture.all.first { $0.language == person.language } ?? .english
        let tags = Self.hashtags(seed("tags"), subject: subject, person: person)
        let words = seed("caption").pick(culture.captions)?.replacing("%", with: subject) ?? subject
        let marks = tags.map { "#\($0)" }.joined(separator: " ")
        self.seed = seed
        hashtags = tags
        caption = [seed("wordless").chance(0.08) ? "" : words, marks].filter { !$0.isEmpty }.joined(separator: " ")
        var draw = seed("numbers").generator()
        let day = (now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400
        publishedAt = Date(timeIntervalSince1970: day - Double(draw.integer(in: 3_600...60_000_000)))
        duration = min(max(draw.logNormal(median: 32, spread: 0.9), 3), 600)
        let views = draw.logNormal(median: Double(max(person.followers, 500)), spread: 1.2)
        self.views = views
        likes = Int(Double(views) * (0.01 + 0.11 * draw.unit()))
        comments = Int(Double(views) * 0.005 * draw.unit())
        shares = Int(Double(views) * 0.008 * draw.unit())
    }

    private static func hashtags(_ seed: Seed, subject: String, person: InventedPerson) -> [String] {
        var draw = seed.generator()
        let own = subject.lowercased().filter { $0.isLetter || $0.isNumber }
        let usual = ["\(own)tok", "\(own)life", "fyp", "learn\(own)", "tips", "viral", "日常", "diy"] + person.topics
        let drawn = [own] + draw.sample(draw.integer(in: 0...4), of: usual)
        var seen: Set<String> = []
        return drawn.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
