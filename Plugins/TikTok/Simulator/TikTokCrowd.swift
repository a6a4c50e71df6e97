import Simulation

/// The accounts that have to do with a term, numbered from 0 without end.
struct TikTokCrowd {
    /// What members who closed their account end in. Only they do, so that a handle somebody types is never closed.
    static let closedEnding = "_0"

    let seed: Seed

    init(term: String) {
        seed = Seed("tiktok", "crowd", term.lowercased())
    }

    /// A member's handle. About one in fifty has closed the account since the search saw it.
    func handle(_ index: Int) -> String {
        let member = seed(index)
        let handle = InventedHandle.handle(member)
        return member("closed").chance(0.02) ? handle + Self.closedEnding : handle
    }

    /// How many pages of 30 a search for the term has: enough for some thousands of different accounts.
    var pages: Int { seed("pages").integer(in: 190...210) }
}
