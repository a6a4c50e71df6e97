public import Foundation
public import PlatformAPI

/// What a reader wants creators to be like. A creator whose value is unknown does not pass a filter on it.
public struct CreatorFilter: Hashable, Codable, Sendable {
    public enum Verdict: Hashable, Sendable {
        case fits
        case doesNotFit
        /// Left out because a filtered value is unknown.
        case unknown
    }

    public var minFollowers: Int?
    public var maxFollowers: Int?
    /// 0 to 1.
    public var minEngagementRate: Double?
    public var hasEmail: Bool?
    public var verified: Bool?
    /// ISO 639-1, lower-case.
    public var language: String?
    /// ISO 3166-1 alpha-2, upper-case.
    public var country: String?
    public var postedWithinDays: Int?
    /// Looked for in handle, name and biography, whatever its case.
    public var q: String?

    public init() {}

    public var isEmpty: Bool { self == CreatorFilter() }

    public func verdict(on creator: Creator, now: Date) -> Verdict {
        let checks: [Bool?] = [
            holds(minFollowers) { minimum in creator.followers.map { $0 >= minimum } },
            holds(maxFollowers) { maximum in creator.followers.map { $0 <= maximum } },
            holds(minEngagementRate) { minimum in Engagement(of: creator).map { $0.rate >= minimum } },
            holds(hasEmail) { wanted in creator.emails.isEmpty != wanted },
            holds(verified) { wanted in creator.isVerified.map { $0 == wanted } },
            holds(language) { wanted in creator.language.map { $0 == wanted } },
            holds(country) { wanted in creator.country.map { $0 == wanted } },
            holds(postedWithinDays) { days in
                creator.content.compactMap(\.publishedAt).max().map {
                    now.timeIntervalSince($0) <= Double(days) * 86_400
                }
            },
            holds(q) { text in
                [creator.handle, creator.displayName, creator.bio].compactMap { $0 }
                    .contains { $0.range(of: text, options: [.caseInsensitive, .diacriticInsensitive]) != nil }
            },
        ]
        if checks.contains(false) { return .doesNotFit }
        return checks.contains(nil) ? .unknown : .fits
    }

    /// True where nothing is asked; `nil` where the creator's value is unknown.
    private func holds<Wanted>(_ wanted: Wanted?, _ check: (Wanted) -> Bool?) -> Bool? {
        guard let wanted else { return true }
        return check(wanted)
    }
}
