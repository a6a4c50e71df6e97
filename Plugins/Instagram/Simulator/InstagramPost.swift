import Foundation
import Simulation

/// A post as its owner's profile shows it: a reel, a picture, or several pictures.
struct InstagramPost {
    private enum Kind: String { case reel = "GraphVideo", picture = "GraphImage", pictures = "GraphSidecar" }

    private let post: InventedPost
    private let owner: InstagramAccount
    private let kind: Kind

    init(_ seed: Seed, by owner: InstagramAccount, now: Date) {
        self.owner = owner
        post = InventedPost(seed, by: owner.person, now: now)
        kind = seed("kind").pick([.reel, .reel, .reel, .picture, .pictures]) ?? .reel
    }

    var json: SimulatedJSON { ["node": head.adding(video).adding(reception).adding(pictures)] }

    private var id: String { InstagramMedia.id(post.seed) }
    private var cover: String {
        InstagramPicture.address(post.seed("cover"), folder: "t51.2885-15", size: "s1080x1080")
    }

    private var head: SimulatedJSON {
        [
            "__typename": .string(kind.rawValue), "id": .string(id),
            "shortcode": .string(InstagramMedia.shortcode(of: id)),
            "dimensions": ["height": kind == .reel ? 1920 : 1350, "width": 1080], "display_url": .string(cover),
            "edge_media_to_tagged_user": ["edges": []],
            "owner": ["id": .string(owner.id), "username": .string(owner.handle)], "is_video": .bool(kind == .reel),
            "has_upcoming_event": false, "accessibility_caption": nil,
        ]
    }

    /// Only videos have these keys. As recorded, newer ones show no views.
    private var video: SimulatedJSON {
        guard kind == .reel else { return [:] }
        let address = InstagramPicture.address(post.seed("video"), folder: "t2/f2/m86", size: "e15", ending: "mp4")
        return [
            "has_audio": true, "video_url": .string(address),
            "video_view_count": .int(post.seed("uncounted").chance(0.7) ? 0 : post.views), "product_type": "clips",
        ]
    }

    private var reception: SimulatedJSON {
        let caption: SimulatedJSON = ["node": ["text": .string(post.caption)]]
        return [
            "edge_media_to_caption": ["edges": post.caption.isEmpty ? [] : [caption]],
            "edge_media_to_comment": ["count": .int(post.comments)], "comments_disabled": false,
            "taken_at_timestamp": .int(Int(post.publishedAt.timeIntervalSince1970)),
            "edge_liked_by": ["count": .int(post.likes)], "edge_media_preview_like": ["count": .int(post.likes)],
            "location": nil,
        ]
    }

    private var pictures: SimulatedJSON {
        [
            "thumbnail_src": .string(cover), "thumbnail_tall_src": .string(cover),
            "thumbnail_resources": [
                ["src": .string(cover), "config_width": 150, "config_height": 150]
            ],
            "tall_profile_grid_crop": nil, "profile_grid_thumbnail_fitting_style": "UNSET",
            "viewer_can_reshare": true, "like_and_view_counts_disabled": false,
        ]
    }
}
