import Foundation
import Simulation

/// The pages of a reels search: for every term eleven, with about a hundred owners altogether.
enum ReelPages {
    static let last = 11

    static func page(_ number: Int, query: String, now: Date) -> SimulatedJSON {
        let term = query.split(separator: " ").joined(separator: " ").lowercased()
        let reels = (0..<count(Seed("instagram", "reels", term)(number))).map { index in
            reel(Place(page: number, index: index), term: term, now: now).json
        }
        return envelope(reels)
    }

    static func envelope(_ reels: [SimulatedJSON]) -> SimulatedJSON {
        ["success": true, "credits_remaining": 998_812, "credits_charged": 1, "reels": .array(reels)]
    }

    private struct Place {
        var page: Int
        var index: Int
    }

    /// 9 to 11: a page of the real search is not always full.
    private static func count(_ page: Seed) -> Int { page("count").integer(in: 9...11) }

    /// The reel at a place. One in sixteen is one of the page before again, as in the real search; and one in twenty
    /// another reel by an owner of that page.
    private static func reel(_ place: Place, term: String, now: Date) -> InstagramReel {
        let seed = Seed("instagram", "reels", term)(place.page)(place.index)
        let before = Place(page: place.page - 1, index: seed("before").integer(in: 0...8))
        if before.page > 0, seed("again").chance(0.06) { return reel(before, term: term, now: now) }
        let isOwnerAgain = before.page > 0 && seed("owner again").chance(0.05)
        let owner = isOwnerAgain ? reel(before, term: term, now: now).owner : owner(seed("owner"))
        return InstagramReel(seed, by: owner, topic: term.isEmpty ? "life" : term, now: now)
    }

    /// Nearly all are strangers to the ring; one in fifty has no profile any more, one in a hundred is private.
    private static func owner(_ seed: Seed) -> InstagramAccount {
        let number = seed("number").integer(in: 0...999_999)
        let member: String? =
            switch seed("standing").integer(in: 1...100) {
            case 1...2: InstagramRing.member(.gone, number: number)
            case 3: InstagramRing.member(.hidden, number: number)
            default: nil
            }
        return InstagramAccount(member ?? InventedHandle.handle(seed))
    }
}
