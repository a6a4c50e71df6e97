import ContactExtraction
import FoundationEssentials
import PlatformAPI

/// The provider's Instagram bodies as creators. Pure.
enum InstagramTransformer {
    /// The owners of a page's reels, each once with all their reels, in the order of the page.
    ///
    /// Of a reel, only what its owner says is read: `comments` and `clips_music_attribution_info` name others.
    static func owners(of reels: [JSONReader]) -> Gathering {
        var gathering = Gathering()
        for reel in reels {
            if reel.bool("is_ad") == true {
                gathering.skip(reel, Gathering.ad)
                continue
            }
            guard var creator = account(reel["owner"]) else {
                gathering.skip(reel["owner"], "no owner id")
                continue
            }
            creator.followers = reel.count("owner.follower_count")
            creator.posts = reel.count("owner.post_count")
            if let content = content(reel) {
                creator.content = [content]
                creator.emails = ContactExtraction.emails(in: content.caption ?? "", source: .content)
            } else {
                gathering.skip(reel["id"], "no reel id")  // its owner is found all the same
            }
            gathering.add(creator)
        }
        return gathering
    }

    /// The accounts of `edge_related_profiles`, private ones among them: the host leaves those out.
    static func related(_ edges: [JSONReader]) -> Gathering {
        var gathering = Gathering()
        for edge in edges {
            if let creator = account(edge["node"]) {
                gathering.add(creator)
            } else {
                gathering.skip(edge["node"], "no account id")
            }
        }
        return gathering
    }

    /// What a reel's owner, a related account and a profile have in common; `nil` without id and handle.
    static func account(_ user: JSONReader) -> Creator? {
        let handle = user.text("username").flatMap(handle)
        guard let id = user.id("id") ?? handle?.lowercased() else { return nil }
        return Creator(
            platform: InstagramPlatform.descriptor.id, externalId: id, handle: handle,
            displayName: user.text("full_name"), profileUrl: handle.map { "https://www.instagram.com/\($0)/" },
            avatarUrl: PictureList.best(of: ["profile_pic_url_hd", "profile_pic_url"].compactMap { user.url($0) }),
            isVerified: user.bool("is_verified"), isPrivate: user.bool("is_private"))
    }

    private static func content(_ reel: JSONReader) -> Content? {
        guard let id = reel.id("id") else { return nil }
        let caption = reel.text("caption")
        return Content(
            id: id, url: reel.url("url") ?? address(ofPost: reel.text("shortcode"), isReel: true), caption: caption,
            hashtags: Hashtags.all(in: caption ?? ""), publishedAt: reel.date("taken_at"),
            durationSeconds: reel.double("video_duration").flatMap { $0 > 0 ? $0 : nil }, coverUrl: cover(of: reel),
            views: views(of: reel), likes: likes(of: reel), comments: reel.count("comment_count"))
    }

    /// The first picture of a post that browsers show.
    static func cover(of post: JSONReader) -> String? {
        PictureList.best(of: ["display_url", "thumbnail_src"].compactMap { post.url($0) })
    }

    /// How often a post was played, or else viewed. `video_view_count` is 0 for many reels that thousands like: only
    /// where nobody liked it either was 0 counted.
    static func views(of post: JSONReader) -> Int? {
        let counts = [post.count("video_play_count"), post.count("video_view_count")].compactMap(\.self)
        return counts.first { $0 > 0 } ?? (likes(of: post) == 0 ? counts.first : nil)
    }

    /// The likes of a post in any of the provider's forms; -1, where the owner hides them, is unknown.
    static func likes(of post: JSONReader) -> Int? {
        ["like_count", "edge_media_preview_like.count", "edge_liked_by.count"].lazy.compactMap { post.count($0) }.first
    }

    static func address(ofPost shortcode: String?, isReel: Bool) -> String? {
        shortcode.map { "https://www.instagram.com/\(isReel ? "reel" : "p")/\($0)/" }
    }

    /// A handle without `@`; `nil` for what cannot be one. Instagram's have letters, digits, `.` and `_` only.
    private static func handle(_ text: String) -> String? {
        let handle = text.drop { $0 == "@" }
        let isPlausible = handle.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_")
        }
        return isPlausible && !handle.isEmpty ? String(handle) : nil
    }
}
