import Foundation
import Simulation

extension InstagramAccount {
    /// The body of a profile, with the 69 keys under `data.user` that recorded ones have.
    func profile(now: Date) -> SimulatedJSON {
        let user = description.adding(audience).adding(business).adding(standingJSON).adding(edges(now: now))
        return ["success": true, "credits_remaining": 998_812, "data": ["user": user], "status": "ok"]
    }

    /// An account as another's profile names it: these six keys and no more.
    var node: SimulatedJSON {
        [
            "node": [
                "id": .string(id), "full_name": .string(fullName), "is_private": .bool(isPrivate),
                "is_verified": .bool(person.isVerified), "profile_pic_url": .string(picture),
                "username": .string(handle),
            ]
        ]
    }

    private var biography: String { isPrivate ? "" : person.biography }

    /// The link below the biography, always with a scheme.
    private var link: String? {
        guard !isPrivate, let link = person.link else { return nil }
        return link.hasPrefix("https://") ? link : "https://\(link)"
    }

    private var description: SimulatedJSON {
        [
            "ai_agent_owner_username": nil, "ai_agent_type": nil, "biography": .string(biography),
            "bio_links": .array(bioLinks), "fb_profile_biolink": nil,
            "biography_with_entities": ["raw_text": .string(biography), "entities": []],
            "blocked_by_viewer": false, "restricted_by_viewer": nil, "country_block": false,
            "eimu_id": .string(seed("eimu").digits(15)), "external_url": .optional(link),
            "external_url_linkshimmed": .optional(link.map(shimmed)),
        ]
    }

    private var bioLinks: [SimulatedJSON] {
        guard let link else { return [] }
        let title = seed("link title").pick(["", "", "My free guide", "Shop 🛍️", "book a call"]) ?? ""
        return [
            [
                "title": .string(title), "lynx_url": .string(shimmed(link)), "url": .string(link),
                "link_type": "external",
            ]
        ]
    }

    private func shimmed(_ link: String) -> String {
        let escaped = link.replacing(":", with: "%3A").replacing("/", with: "%2F")
        return "https://l.instagram.com/?u=\(escaped)&e=\(seed("shim").token(12))"
    }

    private var audience: SimulatedJSON {
        [
            "edge_followed_by": ["count": .int(person.followers)], "fbid": .string("1784140\(seed("fbid").digits(10))"),
            "followed_by_viewer": false, "edge_follow": ["count": .int(person.following)], "follows_viewer": false,
            "full_name": .string(fullName), "group_metadata": nil, "has_ar_effects": false,
            "has_clips": .bool(posts > 0), "has_guides": false, "has_channel": false, "has_blocked_viewer": false,
            "highlight_reel_count": .int(isPrivate ? 0 : seed("highlights").integer(in: 0...20)),
            "has_onboarded_to_text_post_app": .bool(seed("threads").chance(0.6)), "has_requested_viewer": false,
            "hide_like_and_view_counts": false, "id": .string(id),
        ]
    }

    private var business: SimulatedJSON {
        let isBusiness = !isPrivate && seed("business").chance(0.3)
        let isProfessional = isBusiness || !isPrivate && seed("professional").chance(0.7)
        let unknown: SimulatedJSON = nil
        let address: SimulatedJSON = [
            "city_name": nil, "city_id": nil, "latitude": nil, "longitude": nil, "street_address": nil, "zip_code": nil,
        ]
        return [
            "is_business_account": .bool(isBusiness), "is_professional_account": .bool(isProfessional),
            "is_supervision_enabled": false, "is_guardian_of_viewer": false, "is_supervised_by_viewer": false,
            "is_supervised_user": false, "is_embeds_disabled": false, "is_joined_recently": false, "guardian_id": nil,
            "business_address_json": isPrivate ? [:] : address, "business_contact_method": "UNKNOWN",
            "business_email": .optional(isBusiness && seed("shown").chance(0.2) ? person.email : nil),
            "business_phone_number": nil, "business_category_name": isBusiness ? "None" : unknown,
            "overall_category_name": nil, "category_enum": nil,
            "category_name": isProfessional ? .optional(category) : unknown,
        ]
    }

    private var category: String? {
        seed("category").pick([
            "Digital creator", "Digital creator", "Reel creator", "Fitness Trainer", "Nutritionist", "Blogger",
            "Artist",
            "Health/beauty", "Personal blog", "Photographer",
        ])
    }

    private var standingJSON: SimulatedJSON {
        [
            "is_private": .bool(isPrivate), "is_verified": .bool(person.isVerified), "is_verified_by_mv4b": false,
            "is_regulated_c18": false, "edge_mutual_followed_by": ["count": 0, "edges": []],
            "pinned_channels_list_count": 0, "profile_pic_url": .string(picture),
            "profile_pic_url_hd": .string(largePicture), "requested_by_viewer": false,
            "should_show_category": .bool(!isPrivate), "should_show_public_contacts": .bool(!isPrivate),
            "show_account_transparency_details": true, "show_text_post_app_badge": nil,
            "remove_message_entrypoint": false, "transparency_label": nil, "transparency_product": nil,
            "username": .string(handle), "pronouns": .strings(seed("pronouns").chance(0.1) ? ["she", "her"] : []),
        ]
    }

    private func edges(now: Date) -> SimulatedJSON {
        let none: SimulatedJSON = [
            "count": 0, "page_info": ["has_next_page": false, "end_cursor": nil], "edges": [],
        ]
        let latest = (0..<min(posts, 12)).map { InstagramPost(seed("posts")($0), by: self, now: now).json }
        let isMore = posts > latest.count
        return [
            "edge_felix_video_timeline": none,
            "edge_owner_to_timeline_media": [
                "count": .int(posts),
                "page_info": [
                    "has_next_page": .bool(isMore),
                    "end_cursor": .optional(isMore ? seed("posts after").token(120) + "==" : nil),
                ],
                "edges": .array(latest),
            ],
            "edge_saved_media": none, "edge_media_collections": none,
            "edge_related_profiles": ["edges": .array(related.map(\.node))],
        ]
    }
}
