/// Somebody who does not exist, with all that a profile shows.
///
/// A person follows from platform and handle alone, so that a search page, a profile and a related list that name one
/// handle agree, whatever was asked before. Addresses and links lead to example domains only.
public struct InventedPerson: Hashable, Sendable {
    public let seed: Seed
    /// Without `@`, as asked for.
    public let handle: String
    public let displayName: String
    /// May be empty; may have line breaks, emoji and several scripts. Holds ``email`` where there is one.
    public let biography: String
    /// The address meant by the biography, lower-case; `nil` for about two in three.
    public let email: String?
    /// How the biography writes ``email``.
    public let emailForm: EmailForm?
    /// ISO 3166-1 alpha-2, upper-case.
    public let country: String
    /// ISO 639-1, lower-case.
    public let language: String
    /// A web address as the person typed it: with `https://`, or without any scheme for one in six. `nil` for half.
    public let link: String?
    /// What the person publishes about: one to three lower-case words.
    public let topics: [String]
    /// Log-normal around 12,000.
    public let followers: Int
    public let following: Int
    public let posts: Int
    /// Likes received altogether.
    public let likes: Int
    /// About one in twenty.
    public let isVerified: Bool
    /// About one in fifty, as in recorded profiles (34 of 1,830).
    public let isPrivate: Bool

    /// - Parameters:
    ///   - handle: as asked for, without `@`; its case changes nothing but ``handle``.
    ///   - platform: such as `tiktok`; the same handle elsewhere is another person.
    public init(handle: String, on platform: String) {
        let seed = Seed(platform, "person", handle.lowercased())
        let culture = InventedWords.culture(seed("culture"))
        let topics = InventedWords.topics(seed("topics"))
        let email = InventedWords.email(seed("email"), handle: handle)
        self.seed = seed
        self.handle = handle
        self.email = email?.address
        self.emailForm = email?.form
        self.topics = topics
        country = seed("country").pick(culture.countries) ?? "US"
        language = culture.language
        displayName = InventedWords.displayName(seed("name"), handle: handle, culture: culture, topic: topics.first)
        biography = InventedWords.biography(seed("biography"), culture: culture, topics: topics, email: email)
        link = InventedWords.link(seed("link"), handle: handle)
        var draw = seed("counts").generator()
        let followers = draw.logNormal(median: 12_000, spread: 1.8)
        let posts = draw.logNormal(median: 180, spread: 1.1)
        self.followers = followers
        self.posts = posts
        following = draw.logNormal(median: 350, spread: 1.0)
        likes = Int(Double(followers) * (1 + 30 * draw.unit()))
        isVerified = seed("verified").chance(0.05)
        isPrivate = seed("private").chance(0.02)
    }
}

/// How somebody writes an address into a biography.
public enum EmailForm: String, Hashable, Sendable, CaseIterable {
    /// `jane@example.com`
    case plain
    /// `📩jane@example.com✨`
    case besideEmoji
    /// `(Jane@Example.COM).`
    case bracketedUpperCase
    /// `jane [at] example [dot] com`
    case spelledOut
    /// `jane(at)example.com`
    case bracketedAt
    /// `jane＠example．com`
    case fullWidth
    /// `メールjane@example.com`
    case besideLetters
    /// `mailto:jane@example.com`
    case mailto

    /// An address of the form `name@example.com` written this way.
    public func writing(_ address: String) -> String {
        switch self {
        case .plain: address
        case .besideEmoji: "📩\(address)✨"
        case .bracketedUpperCase: "(\(address.replacing("@example", with: "@Example").capitalizedFirst))."
        case .spelledOut: address.replacing("@", with: " [at] ").replacing(".", with: " [dot] ", behind: "[at] ")
        case .bracketedAt: address.replacing("@", with: "(at)")
        case .fullWidth: address.replacing("@", with: "＠").replacing(".", with: "．", behind: "＠")
        case .besideLetters: "メール\(address)"
        case .mailto: "mailto:\(address)"
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    /// Replaces only behind the first occurrence of a mark, so that dots in the name before it stay.
    fileprivate func replacing(_ old: String, with new: String, behind mark: String) -> String {
        guard let range = firstRange(of: mark) else { return self }
        return String(self[..<range.upperBound]) + self[range.upperBound...].replacing(old, with: new)
    }
}
