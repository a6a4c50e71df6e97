import Simulation

/// The pages of a users search: members of the term's crowd, after an account named like the term itself.
enum UserPages {
    static func page(query: String, cursor: Int) -> SimulatedJSON {
        let crowd = TikTokCrowd(term: query)
        let page = cursor / 30
        let isLast = page + 1 >= crowd.pages
        // Half of the terms end in a cursor that stands still, the others in an empty page.
        let standsStill = crowd.seed("ending").chance(0.5)
        let next: SimulatedJSON = ["cursor": .int(isLast && standsStill ? cursor : cursor + 30)]
        let users = page < crowd.pages ? handles(query: query, cursor: cursor, in: crowd).map(user) : []
        let body = next.adding(["users": .array(users)])
        return crowd.seed("envelope").chance(0.3) ? SimulatedJSON.credits.adding(body) : body
    }

    private static func handles(query: String, cursor: Int, in crowd: TikTokCrowd) -> [String] {
        let count = crowd.seed("users")(cursor).integer(in: 20...30)
        let namesake = query.lowercased()
        let isHandle =
            (3...24).contains(namesake.count) && namesake.allSatisfy { $0.isASCII && ($0.isLetter || $0 == ".") }
        // About one in ten has been on the page before.
        let members = (0..<count).map { place in
            let isRepeated = cursor >= 30 && place < 12 && crowd.seed("repeated")(cursor + place).chance(0.2)
            return crowd.handle(cursor + place - (isRepeated ? 30 : 0))
        }
        return cursor == 0 && isHandle ? [namesake] + members : members
    }

    private static func user(_ handle: String) -> SimulatedJSON {
        let account = TikTokAccount(handle: handle)
        let info = account.searched.adding([
            "aweme_count": .int(account.person.posts), "is_private_account": account.person.isPrivate ? 1 : 0,
            "room_id_str": "0", "total_favorited": .int(account.person.likes),
        ])
        return [
            "challenges": nil, "effects": nil, "items": nil, "mix_list": nil, "musics": nil, "position": nil,
            "uniqid_position": nil, "user_info": info,
        ]
    }
}
