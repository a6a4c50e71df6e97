import FoundationEssentials
import Simulation

/// The pages of a search: some 20 videos and shorts each, and shelves below them.
struct SearchPages {
    /// Members of the crowd that each page brings in.
    private static let membersPerPage = 26

    let query: String
    private let seed: Seed

    init(query: String) {
        self.query = query
        seed = Seed("youtube", "search", query.lowercased())
    }

    static let empty: SimulatedJSON = [
        "videos": [], "channels": [], "playlists": [], "shorts": [], "shelves": [], "lives": [],
        "continuationToken": nil,
    ]

    /// Enough for over 3,000 different channels.
    private var pages: Int { seed("pages").integer(in: 160...185) }

    private var tokens: Tokens { Tokens(seed: seed("token")) }

    /// The page that a token leads to; an empty last one where no search gave that token.
    func page(after token: String?, now: Date) -> SimulatedJSON {
        guard let page = token.map(tokens.page) ?? 0, page < pages else { return Self.empty }
        let here = seed("page")(page)
        let top = here("full").chance(0.86) ? 20 : here("size").integer(in: 18...19)
        let videos = here("videos").integer(in: 10...15)
        let isLast = page + 1 == pages
        // The provider's last page is not recorded: it may say null, or nothing.
        let end: SimulatedJSON = seed("silent end").chance(0.3) ? .absent : .null
        let hits = page == 0 ? namesake + firstHit(here) : firstHit(here)
        return [
            "videos": .array((0..<videos).map { video(at: $0, of: page, kind: .video, now: now).item }),
            "channels": .array(hits), "playlists": [],
            "shorts": .array((videos..<top).map { video(at: $0, of: page, kind: .short, now: now).item }),
            "shelves": isLast ? [] : .array(shelves(of: page, now: now)),
            "lives": here("live").chance(0.08) ? [video(at: top, of: page, kind: .live, now: now).item] : [],
            "continuationToken": isLast ? end : .string(tokens.token(for: page + 1)),
        ]
    }

    /// What stands at a place of a page: usually the next member's video, for one in ten a member of the page before,
    /// and now and then a second video of the channel just above.
    private func video(at place: Int, of page: Int, kind: SimulatedVideo.Kind, now: Date) -> SimulatedVideo {
        let here = seed("page")(page)(place)
        var member = page * Self.membersPerPage + place
        var take = 0
        if page > 0, here("repeated").chance(0.1) {
            member -= Self.membersPerPage
        } else if place > 0, here("second").chance(0.05) {
            member -= 1
            take = 1
        }
        return SimulatedVideo(
            seed("video")(member)(take), by: channel(of: member), topic: query.isEmpty ? nil : query, kind: kind,
            now: now)
    }

    /// A member of the term's crowd. One in fifty has closed the channel since, one in twenty-five has no handle.
    private func channel(of member: Int) -> SimulatedChannel {
        let handle = InventedHandle.handle(seed("member")(member))
        let fate = seed("fate")(member).integer(in: 0...99)
        if fate < 2 { return SimulatedChannel(handle: handle + SimulatedChannel.closedEnding) }
        if fate < 6 { return SimulatedChannel(handle: handle + SimulatedChannel.namelessEnding) }
        return SimulatedChannel(handle: handle)
    }

    /// For one page in seven, the channel of the first video.
    private func firstHit(_ here: Seed) -> [SimulatedJSON] {
        here("hit").chance(0.14) ? [channel(of: here("hit member").integer(in: 0...19)).hit] : []
    }

    /// Somebody who goes by the term itself.
    private var namesake: [SimulatedJSON] {
        let isHandle =
            (5...22).contains(query.count) && query.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return isHandle ? [SimulatedChannel(handle: query).hit] : []
    }

    /// Videos of further members, a shelf of shorts, for half the pages a mix, and now and then a shelf of posts, which
    /// has no items. Shorts and mixes don't say whose they are.
    private func shelves(of page: Int, now: Date) -> [SimulatedJSON] {
        let here = seed("page")(page)
        let ids = (21..<Self.membersPerPage).map { video(at: $0, of: page, kind: .video, now: now).item }
        func others(_ name: String) -> [SimulatedVideo] {
            (0..<here(name).integer(in: 4...6)).map { index in
                let member = here(name)(index).integer(in: 0...10_000)
                return SimulatedVideo(
                    here(name)(index), by: channel(of: member), topic: query, kind: name == "mix" ? .video : .short,
                    now: now)
            }
        }
        var shelves = [
            shelf("People also watched", Array(ids.prefix(3))),
            shelf("Shorts", others("shorts").map(\.shelfShort)),
            shelf("From related searches", Array(ids.dropFirst(3))),
        ]
        if here("mixed").chance(0.5) { shelves.append(shelf("\(query) mix", others("mix").map(\.mixItem))) }
        if here("posts").chance(0.1) { shelves.append(shelf("Latest posts", [])) }
        return shelves
    }

    private func shelf(_ title: String, _ items: [SimulatedJSON]) -> SimulatedJSON {
        ["type": "shelf", "title": .string(title), "items": .array(items)]
    }
}
