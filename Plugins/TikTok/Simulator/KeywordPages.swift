import FoundationEssentials
import Simulation

/// The pages of a keyword search: 12 to 30 videos each, the cursor growing by 30 whatever the number.
enum KeywordPages {
    static func page(query: String, cursor: Int, now: Date) -> SimulatedJSON {
        let crowd = TikTokCrowd(term: query)
        let page = cursor / 30
        guard page < crowd.pages else { return empty(query: query, cursor: cursor) }
        let count = crowd.seed("page size")(page).integer(in: 12...30)
        let items = (0..<count).map { video(at: $0, from: cursor, of: query).item(now: now) }
        return envelope(
            query: query, cursor: cursor, hasMore: page + 1 < crowd.pages && !isLying(page),
            list: ["search_item_list": .array(items)])
    }

    /// Behind the last page: no list, the reason for it, and a cursor that goes on growing.
    static func empty(query: String, cursor: Int) -> SimulatedJSON {
        let reason: SimulatedJSON = [
            "is_load_more": "is_load_more", "search_nil_item": "federation_empty", "search_nil_type": "",
            "text_type": 10,
        ]
        return envelope(query: query, cursor: cursor, hasMore: false, list: ["search_nil_info": reason])
    }

    /// Now and then a page says that it is the last, and is not; never two neighbours.
    static func isLying(_ page: Int) -> Bool { page % 13 == 4 }

    /// What stands at a place of a page: usually the next member's video, for about one in ten a video of the page
    /// before, and now and then a second one of the author just above.
    private static func video(at place: Int, from cursor: Int, of query: String) -> TikTokVideo {
        let seed = Seed("tiktok", "place", query.lowercased())(cursor + place)
        let member = cursor + place
        if cursor >= 30, place < 12, seed("repeated").chance(0.2) {
            return TikTokVideo(term: query, member: member - 30, take: 0)
        }
        if place > 0, seed("second").chance(0.08) { return TikTokVideo(term: query, member: member - 1, take: 1) }
        return TikTokVideo(term: query, member: member, take: 0)
    }

    /// The older envelope, or for one term in four the newer one, which has no `has_more`.
    private static func envelope(
        query: String, cursor: Int, hasMore: Bool, list: SimulatedJSON
    ) -> SimulatedJSON {
        let next: SimulatedJSON = ["cursor": .int(cursor + 30)]
        if Seed("tiktok", "envelope", query.lowercased()).chance(0.25) {
            return SimulatedJSON.credits.adding(next).adding(list)
        }
        let id = SimulatedJSON.string(
            Seed("tiktok", "log", query)(cursor).token(34, of: Array("0123456789ABCDEF")))
        let before: SimulatedJSON = ["aweme_list": nil, "backtrace": "", "components": nil]
        let after: SimulatedJSON = [
            "extra": ["fatal_item_ids": [], "logid": id], "feedback_type": "video", "has_more": hasMore ? 1 : 0,
            "log_pb": ["impr_id": id], "status_code": 0,
        ]
        return before.adding(next).adding(after).adding(list)
    }
}
