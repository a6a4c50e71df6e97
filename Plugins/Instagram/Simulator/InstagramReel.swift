import Foundation
import Simulation

/// A reel as the reels search shows it.
struct InstagramReel {
    let post: InventedPost
    let owner: InstagramAccount

    init(_ seed: Seed, by owner: InstagramAccount, topic: String, now: Date) {
        self.owner = owner
        post = InventedPost(seed, by: owner.person, topic: topic, now: now)
    }

    var id: String { InstagramMedia.id(post.seed) }

    var json: SimulatedJSON {
        let shortcode = InstagramMedia.shortcode(of: id)
        let head: SimulatedJSON = [
            "id": .string(id), "__typename": "XDTGraphVideo", "shortcode": .string(shortcode),
            "url": .string("https://www.instagram.com/reel/\(shortcode)/"), "caption": .string(post.caption),
        ]
        return head.adding(media).adding(standing)
    }

    private var media: SimulatedJSON {
        let picture = InstagramPicture.address(post.seed("cover"), folder: "t51.2885-15", size: "s640x640")
        let video = InstagramPicture.address(post.seed("video"), folder: "t2/f2/m86", size: "e15", ending: "mp4")
        // Views are counted by other rules than plays, and are fewer.
        let viewed = Int(Double(post.views) * (0.3 + 0.4 * Double(post.seed("viewed").integer(in: 0...100)) / 100))
        return [
            "thumbnail_src": .string(picture), "display_url": .string(picture), "video_url": .string(video),
            "has_audio": .bool(!post.seed("mute").chance(0.1)), "accessibility_caption": nil,
            "video_view_count": .int(viewed), "video_play_count": .int(post.views), "product_type": "clips",
            "video_duration": .double(duration), "clips_music_attribution_info": music, "is_video": true,
        ]
    }

    private var standing: SimulatedJSON {
        [
            "owner": ownerJSON, "taken_at": .string(Self.timestamp(post.publishedAt)),
            "is_ad": .bool(post.seed("ad").chance(0.02)),
            "like_count": .int(post.likes), "is_affiliate": false,
            "is_paid_partnership": .bool(post.seed("paid").chance(0.05)), "location": location,
            "comment_count": .int(post.comments), "comments": .array(comments),
        ]
    }

    private var ownerJSON: SimulatedJSON {
        [
            "id": .string(owner.id), "username": .string(owner.handle), "is_verified": .bool(owner.person.isVerified),
            "profile_pic_url": .string(owner.picture), "full_name": .string(owner.fullName),
            "is_private": .bool(owner.isPrivate), "is_unpublished": false,
            "follower_count": .int(owner.person.followers), "post_count": .int(owner.posts),
        ]
    }

    /// Seconds with a fraction, as the provider writes them.
    private var duration: Double {
        Double(min(post.duration, 90) * 1_000 + post.seed("fraction").integer(in: 0...999)) / 1_000
    }

    private var music: SimulatedJSON {
        [
            "artist_name": .string(InventedHandle.handle(post.seed("artist"))), "song_name": "Original audio",
            "uses_original_audio": .bool(post.seed("original").chance(0.7)), "should_mute_audio": false,
            "should_mute_audio_reason": "", "audio_id": .string(post.seed("audio").digits(16)),
        ]
    }

    /// `null` for four in five; else with JSON inside a string.
    private var location: SimulatedJSON {
        guard post.seed("located").chance(0.2) else { return nil }
        let name = InventedHandle.name(of: InventedHandle.handle(post.seed("location")))
        let address: SimulatedJSON = [
            "street_address": "", "zip_code": .string(post.seed("zip").digits(5)), "city_name": .string(name),
            "region_name": "", "country_code": "", "exact_city_match": true, "exact_region_match": false,
            "exact_country_match": false,
        ]
        return [
            "id": .string(post.seed("location id").digits(9)), "has_public_page": true, "name": .string(name),
            "slug": .string(name.lowercased().replacing(" ", with: "-")), "address_json": .string(address.text),
        ]
    }

    /// What others say, under their own names: nothing of it is the owner's.
    private var comments: [SimulatedJSON] {
        let texts = ["Love this 😍", "🔥🔥🔥", "Where did you get that?", "メール: fan@example.org", "Trying this tomorrow!"]
        return (0..<min(post.comments, post.seed("comments").integer(in: 0...3))).map { index in
            let seed = post.seed("comment")(index)
            let writer = InstagramAccount(InventedHandle.handle(seed("writer")))
            return [
                "id": .string(seed("id").digits(17)), "text": .string(seed("text").pick(texts) ?? ""),
                "owner": [
                    "id": .string(writer.id), "is_verified": false, "profile_pic_url": .string(writer.picture),
                    "username": .string(writer.handle),
                ],
                "like_count": .int(seed("likes").integer(in: 0...9)),
                "created_at": .string(Self.timestamp(post.publishedAt.addingTimeInterval(3_600 * Double(index + 1)))),
            ]
        }
    }

    /// Such as `2025-10-04T00:54:56.000Z`.
    private static func timestamp(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

/// Ids of posts, and what stands for them in addresses.
enum InstagramMedia {
    /// 19 digits, within 64 bits, as those of 2025 are.
    static func id(_ seed: Seed) -> String { "3\(seed("media id").integer(in: 6...8))\(seed("media").digits(17))" }

    /// The id in base64url, most significant digit first: 11 characters.
    static func shortcode(of id: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var number = UInt64(id) ?? 0
        var code: [Character] = []
        repeat {
            code.append(alphabet[Int(number & 63)])
            number >>= 6
        } while number > 0
        return String(code.reversed())
    }
}
