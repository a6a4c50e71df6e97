import FoundationEssentials
import Simulation

/// A channel's own list of videos: pages of 30, newest first.
struct VideoPages {
    let channel: SimulatedChannel

    static let empty: SimulatedJSON = ["videos": [], "continuationToken": nil]

    private var tokens: Tokens { Tokens(seed: channel.person.seed("video token")) }

    func page(after token: String?, now: Date) -> SimulatedJSON {
        guard let page = token.map(tokens.page) ?? 0 else { return SimulatedJSON.credits.adding(Self.empty) }
        let first = page * 30
        let last = min(first + 30, channel.person.posts)
        let videos = (first..<max(first, last)).map { index in
            SimulatedVideo(channel.person.seed("video")(index), by: channel, topic: nil, kind: .video, now: now)
        }
        let newestFirst = videos.sorted { $0.post.publishedAt > $1.post.publishedAt }
        return SimulatedJSON.credits.adding([
            "videos": .array(newestFirst.map(\.ownItem)),
            "continuationToken": last < channel.person.posts ? .string(tokens.token(for: page + 1)) : .null,
        ])
    }
}
