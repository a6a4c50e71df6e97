import ContactExtraction
import FoundationEssentials
import PlatformAPI

extension InstagramTransformer {
    static func profileRequest(_ handle: String) -> ProviderRequest {
        ProviderRequest(path: "/v1/instagram/profile", query: ["handle": handle])
    }

    /// The account of a profile's body.
    ///
    /// - Throws: ``PlatformError/notFound(_:)`` for a body whose `data` has no `user`.
    static func user(of body: JSONReader, asked handle: String) throws(PlatformError) -> JSONReader {
        let data = try body.require("data", .object)
        guard data.exists("user") else { throw .notFound("@\(handle) does not exist") }
        return try body.require("data.user", .object)
    }

    /// A profile as a creator, with its latest posts and the accounts it relates to.
    static func profile(_ user: JSONReader, now: Date) throws(PlatformError) -> Creator {
        guard var creator = account(user) else { throw .badShape(path: user.path, reason: "no account id") }
        creator.bio = user.text("biography") ?? user.text("biography_with_entities.raw_text")
        creator.links = links(user, bio: creator.bio)
        creator.followers = user.count("edge_followed_by.count")
        creator.following = user.count("edge_follow.count")
        creator.posts = postCount(user, isPrivate: creator.isPrivate == true)
        creator.category = category(user)
        creator.profileFetchedAt = now
        creator.content = posts(user)
        creator.emails = emails(user, bio: creator.bio)
        creator.related = related(user.elements("edge_related_profiles.edges")).creators
        return creator
    }

    /// A private account hides its posts, how many they are among them: its 0 counts nothing.
    private static func postCount(_ user: JSONReader, isPrivate: Bool) -> Int? {
        let count = user.count("edge_owner_to_timeline_media.count")
        return isPrivate && count == 0 ? nil : count
    }

    /// The addresses written in the biography, then the one that a business gives.
    private static func emails(_ user: JSONReader, bio: String?) -> [CreatorEmail] {
        var emails = ContactExtraction.emails(in: bio ?? "", source: .bio)
        for email in ContactExtraction.emails(in: user.text("business_email") ?? "", source: .profile)
        where !emails.map(\.address).contains(email.address) {
            emails.append(email)
        }
        return emails
    }

    /// The links below the biography, then those written in it. `external_url` repeats the first of the former, or is
    /// the only one of a profile made before there were several.
    private static func links(_ user: JSONReader, bio: String?) -> [CreatorLink] {
        var links = user.elements("bio_links").compactMap { link in
            link.url("url").map { CreatorLink(url: $0, title: link.text("title"), source: .bioLink) }
        }
        if let url = user.url("external_url") { links.append(CreatorLink(url: url, source: .profile)) }
        links += ContactExtraction.links(in: bio ?? "").map { CreatorLink(url: $0, source: .bio) }
        var seen: Set<String> = []
        return links.filter { seen.insert($0.url).inserted }
    }

    /// What the account says it is. Recorded profiles have the word `None` in one of these fields.
    private static func category(_ user: JSONReader) -> String? {
        ["category_name", "business_category_name", "overall_category_name"].lazy
            .compactMap { user.text($0) }.first { $0 != "None" }
    }

    /// The latest posts that a profile shows, at most twelve, each once.
    private static func posts(_ user: JSONReader) -> [Content] {
        var seen: Set<String> = []
        return user.elements("edge_owner_to_timeline_media.edges").compactMap { post($0["node"]) }
            .filter { seen.insert($0.id).inserted }
    }

    private static func post(_ post: JSONReader) -> Content? {
        guard let id = post.id("id") else { return nil }
        let caption = post.text("edge_media_to_caption.edges[0].node.text")
        // What stands in hidden counts is not what was counted.
        let isCounted = post.bool("like_and_view_counts_disabled") != true
        return Content(
            id: id, url: address(ofPost: post.text("shortcode"), isReel: post.text("product_type") == "clips"),
            caption: caption, hashtags: Hashtags.all(in: caption ?? ""), publishedAt: post.date("taken_at_timestamp"),
            durationSeconds: post.double("video_duration").flatMap { $0 > 0 ? $0 : nil }, coverUrl: cover(of: post),
            views: isCounted ? views(of: post) : nil, likes: isCounted ? likes(of: post) : nil,
            comments: post.count("edge_media_to_comment.count"))
    }
}
