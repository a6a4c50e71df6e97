import Simulation

extension TikTokAccount {
    /// The account as the profile endpoint shows it.
    var profile: SimulatedJSON {
        let body: SimulatedJSON = ["user": user, "stats": stats, "statsV2": exactStats, "itemList": []]
        guard person.seed("envelope").chance(0.3) else { return body }
        return SimulatedJSON.credits.adding(body)
    }

    private var user: SimulatedJSON {
        let settings: SimulatedJSON = person.isPrivate ? .absent : 0
        return [
            "id": .string(id), "shortId": "", "uniqueId": .string(person.handle),
            "nickname": .string(person.displayName), "avatarLarger": .string(portrait(1080)),
            "avatarMedium": .string(portrait(720)), "avatarThumb": .string(portrait(100)),
            "signature": .string(person.biography),
            "createTime": .int(person.seed("created").integer(in: 1_480_000_000...1_740_000_000)),
            "verified": .bool(person.isVerified), "secUid": .string(secureID), "ftc": false, "relation": 0,
            "openFavorite": false, "bioLink": bioLink, "commentSetting": settings, "commerceUserInfo": commerce,
            "duetSetting": settings, "stitchSetting": settings, "privateAccount": .bool(person.isPrivate),
            "secret": .bool(person.isPrivate), "isADVirtual": false, "roomId": "", "uniqueIdModifyTime": 0,
            "ttSeller": .bool(person.seed("seller").chance(0.05)),
            "region": .string(person.country, orAbsent: person.seed("region").chance(0.41)), "downloadSetting": 0,
            "profileTab": ["showMusicTab": false, "showQuestionTab": false, "showPlayListTab": false],
            "followingVisibility": 1, "recommendReason": "", "nowInvitationCardUrl": "", "nickNameModifyTime": 0,
            "isEmbedBanned": false, "canExpPlaylist": true, "profileEmbedPermission": 1,
            "language": .string(person.language), "eventList": person.isPrivate ? .absent : [],
            "suggestAccountBind": false, "isOrganization": 0, "UserStoryStatus": 0,
        ]
    }

    private var bioLink: SimulatedJSON { person.link.map { ["link": .string($0), "risk": 3] } ?? .absent }

    private var commerce: SimulatedJSON {
        let categories = [
            "Media & Entertainment", "Sports, Fitness & Outdoors", "Shopping & Retail", "Health & Wellness", "Gaming",
            "Food & Beverage", "Education & Training",
        ]
        let seed = person.seed("commerce")
        guard seed.chance(0.33), let category = seed("category").pick(categories) else {
            return ["commerceUser": false]
        }
        return ["commerceUser": true, "category": .string(category), "categoryButton": false]
    }

    /// One address, always JPEG.
    private func portrait(_ size: Int) -> String {
        let file = person.seed("avatar").token(20, of: Array("0123456789abcdef"))
        return "https://p16-\(place.host)/\(place.folder)-avt-0068/\(file)~tplv-tiktokx-cropcenter:\(size):\(size).jpeg"
            + "?dr=4572&x-expires=1893456000&x-signature=\(person.seed("portrait").token(12))"
    }

    private var numbers: [(name: String, value: Int)] {
        [
            ("followerCount", person.followers), ("followingCount", person.following), ("heart", person.likes),
            ("heartCount", person.likes), ("videoCount", person.posts), ("diggCount", 0), ("friendCount", 3),
        ]
    }

    private var stats: SimulatedJSON {
        .object(numbers.map { SimulatedJSON.Member($0.name, .int(Self.rounded($0.value))) })
    }

    private var exactStats: SimulatedJSON {
        .object(numbers.map { SimulatedJSON.Member($0.name, .string(String($0.value))) })
    }

    /// As `stats` has them: whole below 10 000, then hundreds, from a million on hundred thousands.
    private static func rounded(_ number: Int) -> Int {
        let step = number < 10_000 ? 1 : number < 1_000_000 ? 100 : 100_000
        return (number + step / 2) / step * step
    }
}
