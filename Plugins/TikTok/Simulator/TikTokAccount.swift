import Simulation

/// An invented account, the same in searches and as a profile, since everything follows from the handle.
struct TikTokAccount {
    /// Why an account has no profile to show.
    enum Closing { case turnedPrivate, deactivated }

    let person: InventedPerson
    let id: String
    let closing: Closing?

    /// - Parameters:
    ///   - id: the id it was asked by, when not by handle.
    init(handle: String, id: String? = nil) {
        let spelling = handle.lowercased()
        person = InventedPerson(handle: spelling, on: "tiktok")
        // 19 digits below 2^63, in the part of the range that accounts of the last years have.
        self.id = id ?? "6\(5 + person.seed("id decade").integer(in: 0...4))\(person.seed("id").digits(17))"
        switch spelling {
        case "gemz.private": closing = .turnedPrivate
        case "gemz.closed": closing = .deactivated
        case _ where spelling.hasSuffix(TikTokCrowd.closedEnding):
            closing = person.seed("closing").chance(0.6) ? .turnedPrivate : .deactivated
        default: closing = nil
        }
    }

    var secureID: String { "MS4wLjABAAAA\(person.seed("secure id").token(43))" }

    /// `Verified account` for the verified; some others have another badge.
    var badge: String {
        if person.isVerified { return "Verified account" }
        return person.seed("badge").chance(0.01) ? "Popular creator" : ""
    }

    /// The host and folder that the account's pictures are kept in.
    var place: (host: String, folder: String) {
        let places = [
            ("common-sign-va.tiktokcdn-us.com", "tos-maliva"), ("common-sign-sg.tiktokcdn-us.com", "tos-alisg"),
            ("pu-sign-useast8.tiktokcdn-us.com", "tos-useast8"), ("sign-va.tiktokcdn.com", "tos-maliva"),
        ]
        return person.seed("place").pick(places) ?? places[0]
    }

    /// A picture's list of addresses as searches have it: HEIC first for nine in ten.
    func pictures(_ name: String, form: String) -> SimulatedJSON {
        let seed = person.seed(name)
        let file = seed.token(20, of: Array("0123456789abcdef"))
        let address = { (edge: String, kind: String) in
            "https://\(edge)-\(place.host)/\(place.folder)-avt-0068/\(file)~\(form).\(kind)"
                + "?dr=7241&ps=59f2f31a&x-expires=1893456000&x-signature=\(seed("signature").token(12))"
        }
        let isHEIC = seed("heic").chance(0.9)
        let first = isHEIC ? [address("p16", "heic"), address("p19", "heic")] : [address("p16", "webp")]
        return [
            "height": 720, "uri": .string("\(place.folder)-avt-0068/\(file)"),
            "url_list": .strings(first + [address("p16", "jpeg")]), "url_prefix": nil, "width": 720,
        ]
    }

    func avatar(_ size: Int) -> SimulatedJSON {
        pictures("avatar", form: "tplv-tiktokx-cropcenter-q:\(size):\(size):q70")
    }

    /// What a video's author and a users search's hit have in common. Neither has the biography.
    var searched: SimulatedJSON {
        [
            "accept_private_policy": false, "account_labels": nil, "authority_status": 0,
            "avatar_larger": avatar(1080), "avatar_medium": avatar(720), "avatar_thumb": avatar(100),
            "commerce_user_level": 0, "cover_url": nil, "custom_verify": .string(badge),
            "enterprise_verify_reason": "", "events": nil, "follow_status": 0, "follower_count": .int(person.followers),
            "following_count": .int(person.following), "geofencing": nil, "ins_id": "", "is_block": false,
            "is_star": false, "nickname": .string(person.displayName), "prevent_download": false, "room_id": 0,
            "search_user_desc": .string(person.handle), "search_user_name": .string(person.displayName),
            "sec_uid": .string(secureID), "secret": person.isPrivate ? 1 : 0, "short_id": "0", "special_lock": 1,
            "status": 1, "uid": .string(id), "unique_id": .string(person.handle), "user_canceled": false,
            "user_mode": 1, "verification_type": 0, "with_commerce_entry": false,
        ]
    }
}
