import ContactExtraction
import FoundationEssentials
import PlatformAPI

/// The provider's YouTube bodies as creators. Pure.
enum YouTubeTransformer {
    /// The channels behind a search's answer, each once with all its videos: those of videos, shorts and lives, those
    /// of the items on shelves, and those that the answer lists themselves.
    ///
    /// - Throws: ``PlatformError/badShape(path:reason:)`` for a body without `videos`, which every answer has, or
    ///   with items most of which cannot be read.
    static func channels(foundIn body: JSONReader, now: Date) throws(PlatformError) -> Gathering {
        guard body["videos"].kind == .array else {
            throw .badShape(path: "videos", reason: "expected an array, found \(body["videos"].kind.rawValue)")
        }
        var gathering = Gathering()
        for list in ["videos", "shorts", "lives"] {
            for item in body.elements(list) { add(item, to: &gathering, now: now) }
        }
        let (items, unread) = (gathering.items, gathering.skipped)
        if unread.count * 2 > items, let first = unread.first {
            throw .badShape(path: first.path, reason: "\(unread.count) of \(items) items: \(first.reason)")
        }
        // Not counted above: shorts and mixes on shelves never name their channel.
        for item in body.elements("shelves").flatMap({ $0.elements("items") }) {
            add(item, to: &gathering, now: now)
        }
        for entry in body.elements("channels") { addChannel(entry, to: &gathering) }
        return gathering
    }

    private static func add(_ item: JSONReader, to gathering: inout Gathering, now: Date) {
        if item.string("type") == "channel" {
            addChannel(item, to: &gathering)
            return
        }
        let channel = item["channel"]
        guard let id = channel.text("id") else { return gathering.skip(item, "no channel") }
        guard let content = content(item, now: now) else { return gathering.skip(item, "no video id") }
        let handle = ChannelName.handle(channel.text("handle"))
        gathering.add(
            Creator(
                platform: YouTubePlatform.descriptor.id, externalId: id, handle: handle,
                displayName: channel.text("title"), profileUrl: ChannelName.address(handle: handle, id: id),
                avatarUrl: picture(channel, "thumbnail"), content: [content]))
    }

    /// A channel that the search itself found, with a shortened description.
    private static func addChannel(_ entry: JSONReader, to gathering: inout Gathering) {
        guard let id = entry.text("id") else { return gathering.skip(entry, "no channel") }
        let handle = ChannelName.handle(entry.text("handle"))
        let bio = entry.text("description")
        let badges = entry.elements("badges").compactMap { $0.text() }
        gathering.add(
            Creator(
                platform: YouTubePlatform.descriptor.id, externalId: id, handle: handle,
                displayName: entry.text("channelName"), profileUrl: ChannelName.address(handle: handle, id: id),
                avatarUrl: picture(entry, "thumbnail"), bio: bio,
                emails: bio.map { ContactExtraction.emails(in: uncut($0), source: .bio) } ?? [],
                followers: entry.count("subscriberCountInt") ?? entry.count("subscriberCountText"),
                // A badge that is missing may also be one that the provider did not see.
                isVerified: badges.contains("Verified") ? true : nil))
    }

    /// A shortened description without the word that the cut goes through: of `jane@example.com` it may leave
    /// `jane@example.co…`, which is somebody else's.
    private static func uncut(_ description: String) -> String {
        guard let mark = ["…", "..."].first(where: description.hasSuffix) else { return description }
        let rest = description.dropLast(mark.count)
        return rest.lastIndex(where: \.isWhitespace).map { String(rest[..<$0]) } ?? ""
    }

    private static func content(_ item: JSONReader, now: Date) -> Content? {
        guard let id = item.text("id") else { return nil }
        let title = item.text("title")
        let published = PublicationDate.date(of: item, now: now)
        return Content(
            id: id, url: item.url("url") ?? "https://www.youtube.com/watch?v=\(id)", caption: title,
            hashtags: title.map(Hashtags.all) ?? [], publishedAt: published,
            publishedAtApproximate: published == nil ? nil : true,
            durationSeconds: item.double("lengthSeconds").flatMap { $0 > 0 ? $0 : nil },
            coverUrl: picture(item, "thumbnail"), views: views(item))
    }

    /// `viewCountInt` is the text's number, and null for `No views`. A running live counts who is watching instead.
    private static func views(_ item: JSONReader) -> Int? {
        let text = item.text("viewCountText")
        // Asked for the letter first, which `views` lacks: a search for words takes as long as the rest of a video.
        if let text, text.utf8.contains(UInt8(ascii: "g")), text.contains("watching") || text.contains("waiting") {
            return nil
        }
        return item.count("viewCountInt") ?? item.count("viewCountText")
    }

    /// A picture's address; the list of channels has them with `http`, for hosts that serve both.
    static func picture(_ value: JSONReader, _ path: String) -> String? {
        guard let url = value.url(path) else { return nil }
        return url.hasPrefix("http://") ? "https://" + url.dropFirst("http://".count) : url
    }
}
