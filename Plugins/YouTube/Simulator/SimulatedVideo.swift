import FoundationEssentials
import Simulation

/// One invented video of a channel.
struct SimulatedVideo {
    enum Kind: String { case video, short, live }

    let kind: Kind
    let channel: SimulatedChannel
    let post: InventedPost
    let now: Date

    init(_ seed: Seed, by channel: SimulatedChannel, topic: String?, kind: Kind, now: Date) {
        self.kind = kind
        self.channel = channel
        self.now = now
        post = InventedPost(seed, by: channel.person, topic: topic, now: now)
    }

    var id: String { post.seed("id").token(11) }

    /// As `videos`, `shorts`, `lives` and shelves hold it, with its channel.
    var item: SimulatedJSON { head.adding(["channel": channel.reference]).adding(numbers) }

    /// As a shelf of shorts holds it: nobody's, with a rounded count.
    var shelfShort: SimulatedJSON {
        let views = post.views < 1000 ? post.views : post.views / 1000 * 1000
        let text = views < 1_000_000 ? (views < 1000 ? "\(views)" : "\(views / 1000)K") : "\(views / 1_000_000)M"
        let exact = views < 1_000_000 ? views : views / 1_000_000 * 1_000_000
        return head.adding(["viewCountText": .string(text), "viewCountInt": .int(exact)])
    }

    /// As a mix holds it: a channel without id, no length, and now and then no view yet.
    var mixItem: SimulatedJSON {
        let isUnseen = post.seed("unseen").chance(0.1)
        let views = post.views % 1000 + 1
        return head.adding([
            "channel": ["title": "", "thumbnail": .string(channel.picture("https://yt3.ggpht.com", size: 68))],
            "viewCountText": .string(isUnseen ? "No views" : "\(views) views"),
            "viewCountInt": isUnseen ? .null : .int(views), "publishedTimeText": .string(age.text),
            "publishedTime": .string(Self.iso(age.time)), "lengthText": "", "lengthSeconds": nil, "badges": ["New"],
        ])
    }

    /// As the channel's own list of videos holds it.
    var ownItem: SimulatedJSON {
        head.adding([
            "description": .string(channel.person.biography), "channel": ["title": "", "thumbnail": nil],
        ]).adding(numbers)
    }

    private var head: SimulatedJSON {
        let form = kind == .short ? "oar2" : "hq720"
        let signature = post.seed("signature").token(12)
        return [
            "type": .string(kind.rawValue), "id": .string(id),
            "url": .string("https://www.youtube.com/watch?v=\(id)"), "title": .string(post.caption),
            "thumbnail": .string("https://i.ytimg.com/vi/\(id)/\(form).jpg?sqp=-oaymwE&rs=\(signature)"),
        ]
    }

    private var numbers: SimulatedJSON {
        let seconds = kind == .short ? min(post.duration, 60) : kind == .live ? post.duration * 60 : post.duration * 8
        let badges = kind == .short ? [] : ["4K", "CC", "New"].filter { post.seed("badge")($0).chance(0.3) }
        return [
            "viewCountText": .string(post.views == 1 ? "1 view" : "\(Counts.grouped(post.views)) views"),
            "viewCountInt": .int(post.views), "publishedTimeText": .string(age.text),
            "publishedTime": .string(Self.iso(age.time)), "lengthText": .string(Counts.length(seconds: seconds)),
            "lengthSeconds": .int(seconds), "badges": .strings(badges),
        ]
    }

    /// The video's age in words, and the time that the provider makes of them: it cannot read hours and lives, and
    /// gives the moment it was asked in their place.
    private var age: (text: String, time: Date) {
        let seconds = max(0, Int(now.timeIntervalSince(post.publishedAt)))
        let units = [("year", 31_536_000), ("month", 2_592_000), ("week", 604_800), ("day", 86_400)]
        // Ages below two weeks are told in days.
        for (unit, length) in units where seconds >= length && !(unit == "week" && seconds < 1_209_600) {
            let count = seconds / length
            let text = "\(count) \(unit)\(count == 1 ? "" : "s") ago"
            if kind == .live { return ("Streamed \(text)", now) }
            return (text, now.addingTimeInterval(-Double(count * length)))
        }
        let hours = max(1, seconds / 3600)
        return ("\(hours) hour\(hours == 1 ? "" : "s") ago", now)
    }

    private static func iso(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
