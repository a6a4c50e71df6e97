import ContactExtraction
import FoundationEssentials
import PlatformAPI

extension YouTubeTransformer {
    /// A channel's own body as a creator.
    ///
    /// The title of each of its links is a key of the body too (`twitter`, `new:_channel_membership`, anything), and
    /// may be the name of one read here: whatever is one of the links, or has not the expected form, counts as unknown.
    ///
    /// - Throws: ``PlatformError/badShape(path:reason:)`` for a body without the channel's id.
    static func channel(_ body: JSONReader, now: Date) throws(PlatformError) -> Creator {
        guard let id = body.text("channelId") else {
            throw .badShape(path: "channelId", reason: "expected string, found \(body["channelId"].kind.rawValue)")
        }
        let handle = ChannelName.handle(ownText(body, "handle")) ?? ChannelName.handle(ownText(body, "channel"))
        let bio = ownText(body, "description")
        return Creator(
            platform: YouTubePlatform.descriptor.id, externalId: id, handle: handle, displayName: ownText(body, "name"),
            profileUrl: ChannelName.address(handle: handle, id: id), avatarUrl: avatar(body), bio: bio,
            emails: emails(body, bio: bio), links: links(body, bio: bio),
            followers: body.count("subscriberCount") ?? body.count("subscriberCountText"),
            posts: body.count("videoCount") ?? body.count("videoCountText"),
            country: body.text("country").flatMap(CountryNames.code), profileFetchedAt: now)
    }

    /// The text of a field; `nil` where a link of that title stands in its place.
    static func ownText(_ body: JSONReader, _ field: String) -> String? {
        guard let text = body.text(field), !body.elements("links").contains(where: { $0.text() == text }) else {
            return nil
        }
        return text
    }

    /// The phrases that the channel wants to be found by, each once.
    static func tags(_ body: JSONReader) -> [String] {
        guard let text = ownText(body, "tags"), !text.contains("://") else { return [] }
        var seen: Set<String> = []
        return text.split(separator: ",").map { $0.split { $0.isWhitespace }.joined(separator: " ") }
            .filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
    }

    /// The largest of the channel's pictures.
    private static func avatar(_ body: JSONReader) -> String? {
        let sources = body.elements("avatar.image.sources").filter { picture($0, "url") != nil }
        return sources.max { ($0.integer("width") ?? 0) < ($1.integer("width") ?? 0) }.flatMap { picture($0, "url") }
    }

    /// The address meant for business first, then those in the description.
    private static func emails(_ body: JSONReader, bio: String?) -> [CreatorEmail] {
        var emails = body.text("email").map { ContactExtraction.emails(in: $0, source: .profile) } ?? []
        for email in ContactExtraction.emails(in: bio ?? "", source: .bio)
        where !emails.contains(where: { $0.address == email.address }) {
            emails.append(email)
        }
        return emails
    }

    /// The links below the description, then those written in it.
    private static func links(_ body: JSONReader, bio: String?) -> [CreatorLink] {
        var links: [CreatorLink] = []
        for url in body.elements("links").compactMap({ $0.url() }) where !links.contains(where: { $0.url == url }) {
            links.append(CreatorLink(url: url, source: .profile))
        }
        for url in ContactExtraction.links(in: bio ?? "") where !links.contains(where: { $0.url == url }) {
            links.append(CreatorLink(url: url, source: .bio))
        }
        return links
    }
}
