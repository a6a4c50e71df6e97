import ContactExtraction
import FoundationEssentials
import PlatformAPI

/// The provider's TikTok bodies as creators. Pure.
enum TikTokTransformer {
    /// The authors of a page's videos, each once with all their videos, in the order of the page.
    static func authors(of items: [JSONReader]) -> Gathering {
        var gathering = Gathering()
        for item in items {
            let video = item["aweme_info"]
            let author = video["author"]
            guard video.kind == .object else {
                gathering.skip(video, "no video")
                continue
            }
            if video.bool("is_ads") == true {
                gathering.skip(video, Gathering.ad)
                continue
            }
            guard var creator = account(author) else {
                gathering.skip(author, "no author id")
                continue
            }
            guard let content = content(video, by: creator.handle) else {
                gathering.skip(video["aweme_id"], "no video id")
                continue
            }
            creator.content = [content]
            creator.emails = ContactExtraction.emails(in: content.caption ?? "", source: .content)
            gathering.add(creator)
        }
        return gathering
    }

    /// The accounts of a users search, each once, in the order of the page.
    static func users(_ users: [JSONReader]) -> Gathering {
        var gathering = Gathering()
        for user in users {
            let info = user["user_info"]
            guard var creator = account(info) else {
                gathering.skip(info, "no user id")
                continue
            }
            // Videos and likes are real here, while a video's author always has 0 of both.
            creator.posts = info.count("aweme_count")
            creator.likes = likes(info, posts: creator.posts)
            gathering.add(creator)
        }
        return gathering
    }

    /// Likes of all videos together. A sum that passes 32 bits comes as 0, so 0 says something only of an account
    /// without videos.
    private static func likes(_ user: JSONReader, posts: Int?) -> Int? {
        user.count("total_favorited").flatMap { $0 > 0 || posts == 0 ? $0 : nil }
    }

    /// What a video's author and a users search's hit have in common; `nil` without id and handle.
    private static func account(_ user: JSONReader) -> Creator? {
        let handle = handle(user, "unique_id")
        guard let id = exactID(user, "uid") ?? handle?.lowercased() else { return nil }
        return Creator(
            platform: TikTokPlatform.descriptor.id, externalId: id, handle: handle,
            displayName: user.text("nickname"), profileUrl: handle.flatMap(profileURL),
            avatarUrl: picture(user, at: ["avatar_larger", "avatar_medium", "avatar_thumb"]),
            followers: user.count("follower_count"), isVerified: verified(user.string("custom_verify")),
            isPrivate: user.bool("secret"))
    }

    private static func content(_ video: JSONReader, by handle: String?) -> Content? {
        guard let id = exactID(video, "aweme_id") else { return nil }
        return Content(
            id: id, url: address(of: video, id: id, by: handle), caption: video.text("desc"),
            hashtags: hashtags(video), publishedAt: published(video),
            durationSeconds: video.count("video.duration").flatMap { $0 > 0 ? Double($0) / 1000 : nil },
            coverUrl: picture(video, at: ["video.cover", "video.origin_cover"]),
            views: video.count("statistics.play_count"), likes: video.count("statistics.digg_count"),
            comments: video.count("statistics.comment_count"), shares: video.count("statistics.share_count"))
    }

    /// The video's page, without the query that tells who shared it.
    private static func address(of video: JSONReader, id: String, by handle: String?) -> String? {
        if let shared = video.url("share_url") {
            let end = shared.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
            return String(shared[..<(end ?? shared.endIndex)])
        }
        return handle.flatMap(profileURL).map { "\($0)/video/\(id)" }
    }

    /// The hashtags written in the caption, or, where the caption was not analysed, the challenges it takes part in.
    private static func hashtags(_ video: JSONReader) -> [String] {
        var names = video.elements("text_extra").compactMap { $0.text("hashtag_name") }
        if names.isEmpty { names = video.elements("cha_list").compactMap { $0.text("cha_name") } }
        var seen = Set<String>()
        return names.map { ($0.utf8.first == UInt8(ascii: "#") ? String($0.drop { $0 == "#" }) : $0).lowercased() }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// `nil` for a date before August 2014, when the first of TikTok's ancestors opened: such a number is no date.
    private static func published(_ video: JSONReader) -> Date? {
        video.date("create_time").flatMap { $0.timeIntervalSince1970 >= 1_406_851_200 ? $0 : nil }
    }

    /// The first picture that browsers show, of several sizes: HEIC stands first in most lists.
    private static func picture(_ value: JSONReader, at paths: [String]) -> String? {
        var list = PictureList()
        for path in paths where !list.isSettled { add(value[path].elements("url_list"), to: &list) }
        return list.best
    }

    /// The first of some addresses that is safe and no HEIC; a HEIC only where there is nothing else.
    static func picture(among addresses: [JSONReader]) -> String? {
        var list = PictureList()
        add(addresses, to: &list)
        return list.best
    }

    private static func add(_ addresses: [JSONReader], to list: inout PictureList) {
        for address in addresses where !list.isSettled {
            if let url = address.url(), url.utf8.starts(with: "https://".utf8) { list.add(url) }
        }
    }

    /// The badge's text. Other badges exist (`Popular creator`); what they say of verification is not known.
    private static func verified(_ badge: String?) -> Bool? {
        switch badge {
        case "": false
        case "Verified account": true
        default: nil
        }
    }

    /// An id that came as text, whole. Those that come as numbers (`author_user_id`, next to `author.uid`) were rounded
    /// to doubles on their way.
    static func exactID(_ value: JSONReader, _ path: String) -> String? {
        guard value[path].kind == .string, let id = value.id(path) else { return nil }
        return id == "0" ? nil : id
    }

    /// A handle without `@`; `nil` for what cannot be one.
    static func handle(_ user: JSONReader, _ path: String) -> String? {
        guard let text = user.text(path) else { return nil }
        if isPlain(text) { return text }
        let handle = String(text.drop { $0 == "@" })
        return handle.isEmpty || handle.contains { $0.isWhitespace || "/?#%@".contains($0) } ? nil : handle
    }

    /// Whether a handle is as TikTok makes them; nearly all are, and need no look at each character.
    private static func isPlain(_ handle: String) -> Bool {
        handle.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_")
        }
    }

    static func profileURL(of handle: String) -> String? {
        if isPlain(handle) { return "https://www.tiktok.com/@\(handle)" }
        return URL(string: "https://www.tiktok.com/@\(handle)")?.absoluteString
    }
}
