import Domain
import Foundation
import PlatformAPI
import Testing

@Suite("Creator filters")
struct CreatorFilterTests {
    struct Case: Sendable {
        var about: String
        var filter: @Sendable (inout CreatorFilter) -> Void
        var creator: @Sendable (inout Creator) -> Void = { _ in }
        var wanted: CreatorFilter.Verdict
    }

    @Test("a filter fits, does not fit, or cannot say", arguments: counts + facts + texts)
    func verdict(example: Case) {
        var filter = CreatorFilter()
        example.filter(&filter)
        let creator = Creator.toy { example.creator(&$0) }
        #expect(filter.verdict(on: creator, now: .sample) == example.wanted, "\(example.about)")
        #expect(!filter.isEmpty)
    }

    private static let counts: [Case] = [
        Case(about: "as many", filter: { $0.minFollowers = 10 }, creator: { $0.followers = 10 }, wanted: .fits),
        Case(about: "too few", filter: { $0.minFollowers = 10 }, creator: { $0.followers = 9 }, wanted: .doesNotFit),
        Case(about: "how many?", filter: { $0.minFollowers = 0 }, wanted: .unknown),
        Case(about: "no more", filter: { $0.maxFollowers = 10 }, creator: { $0.followers = 10 }, wanted: .fits),
        Case(about: "too many", filter: { $0.maxFollowers = 10 }, creator: { $0.followers = 11 }, wanted: .doesNotFit),
        Case(about: "how many at most?", filter: { $0.maxFollowers = 10 }, wanted: .unknown),
        Case(
            about: "engaging", filter: { $0.minEngagementRate = 0.1 },
            creator: { $0.content = [.post(views: 100, likes: 10)] }, wanted: .fits),
        Case(
            about: "not so engaging", filter: { $0.minEngagementRate = 0.1 },
            creator: { $0.content = [.post(views: 100, likes: 9)] }, wanted: .doesNotFit),
        Case(
            about: "how engaging?", filter: { $0.minEngagementRate = 0 }, creator: { $0.content = [.post(views: 100)] },
            wanted: .unknown),
        Case(
            about: "to the second", filter: { $0.postedWithinDays = 7 },
            creator: { $0.content = [.post(at: .sample - 9e6), .post("2", at: .sample - 604_800)] }, wanted: .fits),
        Case(
            about: "a second too old", filter: { $0.postedWithinDays = 7 },
            creator: { $0.content = [.post(at: .sample - 604_801)] }, wanted: .doesNotFit),
        Case(
            about: "posted when?", filter: { $0.postedWithinDays = 7 }, creator: { $0.content = [.post()] },
            wanted: .unknown),
    ]

    private static let facts: [Case] = [
        Case(about: "an address", filter: { $0.hasEmail = true }, creator: address, wanted: .fits),
        Case(about: "no address", filter: { $0.hasEmail = true }, wanted: .doesNotFit),
        Case(about: "none wanted", filter: { $0.hasEmail = false }, wanted: .fits),
        Case(about: "one too many", filter: { $0.hasEmail = false }, creator: address, wanted: .doesNotFit),
        Case(about: "verified", filter: { $0.verified = true }, creator: { $0.isVerified = true }, wanted: .fits),
        Case(about: "is not", filter: { $0.verified = true }, creator: { $0.isVerified = false }, wanted: .doesNotFit),
        Case(
            about: "is not, as asked", filter: { $0.verified = false }, creator: { $0.isVerified = false },
            wanted: .fits),
        Case(about: "verified?", filter: { $0.verified = false }, wanted: .unknown),
        Case(about: "language", filter: { $0.language = "en" }, creator: { $0.language = "en" }, wanted: .fits),
        Case(about: "other", filter: { $0.language = "en" }, creator: { $0.language = "de" }, wanted: .doesNotFit),
        Case(about: "which?", filter: { $0.language = "en" }, wanted: .unknown),
        Case(about: "country", filter: { $0.country = "US" }, creator: { $0.country = "US" }, wanted: .fits),
        Case(about: "elsewhere", filter: { $0.country = "US" }, creator: { $0.country = "AT" }, wanted: .doesNotFit),
        Case(about: "where?", filter: { $0.country = "US" }, wanted: .unknown),
    ]

    private static let texts: [Case] = [
        Case(about: "in the handle", filter: { $0.q = "COOK" }, creator: { $0.handle = "jane.cooks" }, wanted: .fits),
        Case(about: "in the name", filter: { $0.q = "jane" }, creator: { $0.displayName = "Jane" }, wanted: .fits),
        Case(about: "in the biography", filter: { $0.q = "creme" }, creator: { $0.bio = "Crème fan" }, wanted: .fits),
        Case(about: "nowhere", filter: { $0.q = "cook" }, creator: { $0.bio = "Travel" }, wanted: .doesNotFit),
        Case(
            about: "a pattern is taken by the letter", filter: { $0.q = "c.*k" }, creator: { $0.bio = "cook" },
            wanted: .doesNotFit),
        Case(
            about: "what does not fit outweighs what is unknown",
            filter: {
                $0.country = "US"
                $0.minFollowers = 10
            }, creator: { $0.followers = 1 }, wanted: .doesNotFit),
        Case(
            about: "one unknown is enough",
            filter: {
                $0.country = "US"
                $0.minFollowers = 10
            }, creator: { $0.followers = 10 }, wanted: .unknown),
    ]

    private static let address: @Sendable (inout Creator) -> Void = {
        $0.emails = [CreatorEmail(address: "jane@example.com", source: .bio, confidence: 1)]
    }

    @Test("an empty filter fits everybody")
    func empty() {
        #expect(CreatorFilter().isEmpty)
        #expect(CreatorFilter().verdict(on: .toy(), now: .sample) == .fits)
    }
}
