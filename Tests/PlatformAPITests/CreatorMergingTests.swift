import Foundation
import PlatformAPI
import Testing

@Suite("Two sightings of one creator")
struct CreatorMergingTests {
    private static let first = Creator(
        platform: "toy", externalId: "1", handle: "jane.cooks", bio: "first", emails: [email("a@example.com")],
        links: [link("https://a.example.com")], followers: 0, isVerified: false,
        similarity: SimilarityScore(0.5, reasons: ["first"]), content: [.post("1", views: 1), .post("2")])

    private static let second = Creator(
        platform: "toy", externalId: "jane.cooks", handle: "JANE.cooks", displayName: "Jane",
        profileUrl: "https://toy.example.com/jane", avatarUrl: "https://toy.example.com/jane.jpg", bio: "second",
        emails: [email("a@example.com", 0.1), email("b@example.com")],
        links: [link("https://b.example.com"), link("https://a.example.com")], followers: 5, following: 6, posts: 7,
        likes: 8, isVerified: true, isPrivate: true, country: "US", language: "en", category: "Food",
        profileFetchedAt: .sample, similarity: SimilarityScore(0.9, reasons: ["second"]),
        content: [.post("2", views: 9), .post("3")], related: [.toy("4")])

    private static let both = Creator(
        platform: "toy", externalId: "1", handle: "jane.cooks", displayName: "Jane",
        profileUrl: "https://toy.example.com/jane", avatarUrl: "https://toy.example.com/jane.jpg", bio: "first",
        emails: [email("a@example.com"), email("b@example.com")],
        links: [link("https://a.example.com"), link("https://b.example.com")], followers: 0, following: 6, posts: 7,
        likes: 8, isVerified: false, isPrivate: true, country: "US", language: "en", category: "Food",
        profileFetchedAt: .sample, similarity: SimilarityScore(0.5, reasons: ["first"]),
        content: [.post("1", views: 1), .post("2"), .post("3")], related: [.toy("4")])

    @Test("the first one's facts stay, gaps are filled, lists hold each thing once")
    func fills() { #expect(Self.first.merged(with: Self.second) == Self.both) }

    @Test("merging again changes nothing")
    func idempotent() {
        #expect(Self.both.merged(with: Self.second) == Self.both)
        #expect(Self.both.merged(with: Self.first) == Self.both)
        #expect(Self.first.merged(with: Self.first) == Self.first)
    }

    @Test("nothing is learned from an empty sighting, and an empty one learns all but the identity")
    func empty() {
        var named = Self.second
        named.externalId = "9"
        #expect(Self.second.merged(with: .toy("9")) == Self.second)
        #expect(Creator.toy("9").merged(with: Self.second) == named)
    }

    @Test("a profile keeps nothing of what one search saw: neither posts nor their addresses nor a similarity")
    func profile() {
        var seen = Self.both
        seen.emails.append(CreatorEmail(address: "ads@example.com", source: .content, confidence: 0.9))
        var wanted = Self.both
        wanted.similarity = nil
        wanted.content = []
        #expect(!Self.both.content.isEmpty && Self.both.similarity != nil)
        #expect(seen.profile == wanted)
    }

    @Test("a sighting is completed by a profile: its facts, and the search's own posts where there are any")
    func completed() {
        var sighting = Creator.toy("1")
        sighting.followers = 5
        sighting.content = [Content(id: "seen")]
        var profile = Creator.toy("1")
        profile.followers = 6
        profile.bio = "hello"
        profile.content = [Content(id: "latest")]
        var wanted = profile
        wanted.content = [Content(id: "seen")]
        #expect(sighting.completed(by: profile) == wanted)
        sighting.content = []
        #expect(sighting.completed(by: profile) == profile)
    }

    private static func email(_ address: String, _ confidence: Double = 0.9) -> CreatorEmail {
        CreatorEmail(address: address, source: .bio, confidence: confidence)
    }

    private static func link(_ url: String) -> CreatorLink { CreatorLink(url: url, source: .bioLink) }
}

extension Creator {
    fileprivate static func toy(_ id: String) -> Creator { Creator(platform: "toy", externalId: id) }
}

extension Content {
    fileprivate static func post(_ id: String, views: Int? = nil) -> Content { Content(id: id, views: views) }
}

extension Date {
    fileprivate static let sample = Date(timeIntervalSince1970: 1_767_323_045)
}
