import FoundationEssentials
import Simulation

/// One invented video: a take of a crowd's member about the crowd's term.
struct TikTokVideo {
    let term: String
    /// The author's number in the crowd.
    let member: Int
    /// Which of the author's videos about the term.
    let take: Int

    private var seed: Seed { Seed("tiktok", "video", term.lowercased())(member)(take) }

    /// The item of a keyword search. About one in a hundred lacks its author, as damaged ones do.
    func item(now: Date) -> SimulatedJSON {
        let account = TikTokAccount(handle: TikTokCrowd(term: term).handle(member))
        let post = InventedPost(seed, by: account.person, topic: term, now: now)
        let id = "7\(seed("id decade").integer(in: 0...4))\(seed("id").digits(17))"
        let address = "https://www.tiktok.com/@\(account.person.handle)/video/\(id)"
        let author: SimulatedJSON = account.searched.adding([
            "aweme_count": 0, "cha_list": nil, "item_list": nil, "name_field": "nickname", "total_favorited": 0,
        ])
        let info: SimulatedJSON = [
            "aigc_info": ["aigc_label_type": 0, "created_by_ai": false],
            "author": seed("damaged").chance(0.01) ? nil : author, "author_user_id": .int(Self.rounded(account.id)),
            "aweme_id": .string(id), "aweme_type": 0, "cha_list": challenges(post), "content_desc": "",
            "create_time": .int(Int(post.publishedAt.timeIntervalSince1970)), "desc": .string(post.caption),
            "desc_language": .string(account.person.language), "group_id": .string(id), "image_post_info": nil,
            "is_ads": false, "is_hash_tag": 1, "music": music(account), "region": .string(account.person.country),
            "share_url": .string("\(address)?_r=1&u_code=0&preview_pb=0&sharer_language=en"),
            "statistics": statistics(post, id: id), "text_extra": mentions(post), "video": video(post, account),
            "with_promotional_music": false,
        ]
        return ["aweme_info": info]
    }

    /// `text_extra`: where the hashtags stand in the caption, in UTF-16 units.
    private func mentions(_ post: InventedPost) -> SimulatedJSON {
        var searched = post.caption.startIndex
        return .array(
            post.hashtags.compactMap { tag in
                guard let range = post.caption[searched...].firstRange(of: "#\(tag)") else { return nil }
                searched = range.upperBound
                let start = post.caption.utf16.distance(from: post.caption.startIndex, to: range.lowerBound)
                return [
                    "end": .int(start + tag.utf16.count + 1), "hashtag_id": .string(Seed("hashtag", tag).digits(8)),
                    "hashtag_name": .string(tag), "is_commerce": false, "sec_uid": "", "start": .int(start), "type": 1,
                    "user_id": "",
                ]
            })
    }

    /// `cha_list`: null for one in eight.
    private func challenges(_ post: InventedPost) -> SimulatedJSON {
        guard !seed("challenges").chance(0.125) else { return .null }
        return .array(
            post.hashtags.map {
                [
                    "cha_name": .string($0), "cid": .string(Seed("hashtag", $0).digits(8)), "is_commerce": false,
                    "type": 1,
                ]
            })
    }

    private func statistics(_ post: InventedPost, id: String) -> SimulatedJSON {
        [
            "aweme_id": .string(id), "collect_count": .int(post.likes / 12), "comment_count": .int(post.comments),
            "digg_count": .int(post.likes), "download_count": 1, "forward_count": 0, "play_count": .int(post.views),
            "share_count": seed("unshared").chance(0.02) ? .absent : .int(post.shares),
        ]
    }

    private func music(_ account: TikTokAccount) -> SimulatedJSON {
        let id = "7\(seed("music").digits(18))"
        return [
            "author": .string(account.person.displayName), "duration": 60, "id": .int(Self.rounded(id)),
            "id_str": .string(id), "is_original": true, "mid": .string(id),
            "owner_handle": .string(account.person.handle), "title": "original sound",
        ]
    }

    private func video(_ post: InventedPost, _ account: TikTokAccount) -> SimulatedJSON {
        let cover = account.pictures("cover \(term) \(take)", form: "tplv-tiktokx-cropcenter:500:800")
        return [
            "cover": cover, "duration": .int(post.duration * 1000 + seed("milliseconds").integer(in: 0...999)),
            "has_watermark": true, "height": 1024, "ratio": "720p", "width": 576,
        ]
    }

    /// An id as a JavaScript program writes it after reading it as a number: the last digits are lost.
    private static func rounded(_ id: String) -> Int { ((Int(id) ?? 0) + 500) / 1000 * 1000 }
}
