import FoundationEssentials
import PlatformAPI
import Testing

@testable import InstagramPlatform

@Suite("Instagram profiles")
struct ProfileTests {
    static let found = Creator(
        platform: "instagram", externalId: "7", handle: "ann", displayName: "Ann from search",
        profileUrl: "https://www.instagram.com/ann/", avatarUrl: "https://x.cdninstagram.com/small.jpg", followers: 7,
        isVerified: false, isPrivate: false, content: [Content(id: "71", views: 5)])

    func enriched(_ creator: Creator = found, user: String) async throws -> Creator {
        try await enriched(creator, json: #"{"success":true,"data":{"user":\#(user)},"status":"ok"}"#)
    }

    func enriched(_ creator: Creator = found, json: String, status: Int = 200) async throws -> Creator {
        let provider = ScriptedProvider(json: json, status: status)
        return try await InstagramEnricher().enrich(creator, in: SearchContext(provider: provider, now: .ofTests))
    }

    static let user = #"""
        {"id":"7","username":"ann","full_name":"Ann","biography":"Bread.\nann@example.com\nann.example.com/shop ann.example.org/b","is_verified":true,
         "is_private":false,"business_email":"Office@Example.org","external_url":"https://ann.example.net/a",
         "bio_links":[{"title":"Shop","url":"ann.example.com/shop"},{"title":"","url":"https://ann.example.net/a"},
          {"title":"no address","url":null}],
         "edge_followed_by":{"count":1234},"edge_follow":{"count":0},
         "edge_owner_to_timeline_media":{"count":3,"edges":[{"node":{"id":"90","shortcode":"Zz_-1"}}]},
         "category_name":null,"business_category_name":"None","overall_category_name":"Food",
         "profile_pic_url":"https://x.cdninstagram.com/small.jpg","profile_pic_url_hd":"https://x.fbcdn.net/hd.jpg",
         "edge_related_profiles":{"edges":[
          {"node":{"id":"8","username":"bo","full_name":"","is_private":true,"is_verified":false,
           "profile_pic_url":"https://x.fbcdn.net/bo.jpg"}}]}}
        """#

    @Test("everything a profile tells is taken; what only the search knew stays, its reels among it")
    func wholeProfile() async throws {
        let creator = try await enriched(user: Self.user)
        var expected = Self.found
        expected.displayName = "Ann"
        expected.avatarUrl = "https://x.fbcdn.net/hd.jpg"
        expected.bio = "Bread.\nann@example.com\nann.example.com/shop ann.example.org/b"
        expected.emails = creator.emails
        expected.links = [
            CreatorLink(url: "https://ann.example.com/shop", title: "Shop", source: .bioLink),
            CreatorLink(url: "https://ann.example.net/a", source: .bioLink),
            CreatorLink(url: "https://ann.example.org/b", source: .bio),
        ]
        expected.followers = 1_234
        expected.following = 0
        expected.posts = 3
        expected.isVerified = true
        expected.category = "Food"
        expected.profileFetchedAt = .ofTests
        expected.related = [
            Creator(
                platform: "instagram", externalId: "8", handle: "bo", profileUrl: "https://www.instagram.com/bo/",
                avatarUrl: "https://x.fbcdn.net/bo.jpg", isVerified: false, isPrivate: true)
        ]
        #expect(creator == expected)
        #expect(creator.emails.map(\.address) == ["ann@example.com", "office@example.org"])
        #expect(creator.emails.map(\.source) == [.bio, .profile])
        #expect(try await enriched(creator, user: Self.user) == creator)
        #expect(InstagramEnricher().needsEnriching(Self.found) && !InstagramEnricher().needsEnriching(creator))
    }

    @Test("an empty profile takes nothing away")
    func emptyProfile() async throws {
        var expected = Self.found
        expected.profileFetchedAt = .ofTests
        #expect(try await enriched(user: #"{"id":"7","username":"ann"}"#) == expected)
        let nulls = #"""
            {"id":"7","username":"ann","full_name":"","biography":"","is_verified":null,"is_private":null,
             "edge_followed_by":{"count":null},"edge_follow":null,"bio_links":null,"external_url":"",
             "profile_pic_url":null,"edge_related_profiles":{"edges":null}}
            """#
        #expect(try await enriched(user: nulls) == expected)
    }

    @Test("the profile's posts stand in where the search showed none, each once, hidden counts unknown")
    func posts() async throws {
        var related = Self.found
        related.content = []
        let user = #"""
            {"id":"7","username":"ann","edge_owner_to_timeline_media":{"count":9,"edges":[
             {"node":{"id":"90","shortcode":"Zz_-1","product_type":"clips","taken_at_timestamp":1741364573,
              "edge_media_to_caption":{"edges":[{"node":{"text":"Rye #Bread"}}]},"edge_media_to_comment":{"count":6},
              "edge_media_preview_like":{"count":220},"video_view_count":1679,"video_duration":37.3,
              "display_url":"https://x.fbcdn.net/90.jpg"}},
             {"node":{"id":"90","shortcode":"Zz_-1"}},{"node":{"shortcode":"no id"}},
             {"node":{"id":"91","shortcode":"Yy","edge_media_to_caption":{"edges":[]},"edge_liked_by":{"count":5},
              "video_view_count":0,"thumbnail_src":"https://x.fbcdn.net/91.jpg"}},
             {"node":{"id":"92","like_and_view_counts_disabled":true,"edge_media_preview_like":{"count":3},
              "video_view_count":4,"edge_media_to_comment":{"count":0}}}]}}
            """#
        let creator = try await enriched(related, user: user)
        #expect(
            creator.content == [
                Content(
                    id: "90", url: "https://www.instagram.com/reel/Zz_-1/", caption: "Rye #Bread", hashtags: ["bread"],
                    publishedAt: Date(timeIntervalSince1970: 1_741_364_573), durationSeconds: 37.3,
                    coverUrl: "https://x.fbcdn.net/90.jpg", views: 1_679, likes: 220, comments: 6),
                Content(
                    id: "91", url: "https://www.instagram.com/p/Yy/", coverUrl: "https://x.fbcdn.net/91.jpg", likes: 5),
                Content(id: "92", comments: 0),
            ])
        #expect(try await enriched(creator, user: user) == creator)
    }

    @Test("a private profile is read, but it hides its posts: its 0 of them takes nothing away")
    func privateProfile() async throws {
        var found = Self.found
        found.posts = 44
        let creator = try await enriched(
            found,
            user: #"""
                {"id":"7","username":"ann","is_private":true,"edge_followed_by":{"count":4},
                 "edge_owner_to_timeline_media":{"count":0,"edges":[]},"edge_related_profiles":{"edges":[]}}
                """#)
        #expect(creator.isPrivate == true)
        #expect(creator.followers == 4)
        #expect(creator.posts == 44)
        #expect(creator.content == Self.found.content)
    }

    @Test(
        "answers that are no profile of the creator",
        arguments: [
            (
                #"{"data":{"user":{"id":"8","username":"ann"}}}"#,
                PlatformError.notFound("@ann belongs to somebody else now")
            ),
            (#"{"success":true,"data":{},"status":"ok"}"#, .notFound("@ann does not exist")),
            (#"{"data":{"user":null}}"#, .notFound("@ann does not exist")),
            (#"{"data":{"user":{"full_name":"?"}}}"#, .badShape(path: "data.user", reason: "no account id")),
        ])
    func otherAnswers(_ json: String, _ error: PlatformError) async {
        await #expect(throws: error) { try await enriched(json: json) }
    }

    @Test("without data, or with text for an account, an answer is not what this was written for")
    func badShapes() async {
        for json in [#"{"success":true}"#, #"{"data":[]}"#, #"{"data":{"user":"ann"}}"#] {
            do {
                _ = try await enriched(json: json)
                Issue.record("\(json) was taken for a profile")
            } catch PlatformError.badShape(let path, _) {
                #expect(path == "data" || path == "data.user")
            } catch {
                Issue.record("\(json) gave \(error)")
            }
        }
    }

    @Test("where no id is known the handle decides, whatever its case")
    func byHandle() async throws {
        let creator = Creator(platform: "instagram", externalId: "ann", handle: "Ann")
        let profile = try await enriched(creator, user: #"{"id":"7","username":"ann","biography":"hi"}"#)
        #expect(profile.externalId == "ann")
        #expect(profile.handle == "Ann")
        #expect(profile.bio == "hi")
        await #expect(throws: PlatformError.notFound("@Ann belongs to somebody else now")) {
            try await enriched(creator, user: #"{"id":"7","username":"anna"}"#)
        }
    }

    @Test("a creator without a handle cannot be looked up")
    func withoutHandle() async {
        let creator = Creator(platform: "instagram", externalId: "7")
        #expect(!InstagramEnricher().needsEnriching(creator))
        await #expect(throws: PlatformError.notFound("an account without a handle has no profile")) {
            try await enriched(creator, user: Self.user)
        }
    }
}
