import ContactExtraction
import FoundationEssentials
import PlatformAPI

extension TikTokTransformer {
    /// A profile as a creator.
    ///
    /// - Throws: ``PlatformError/privateAccount(_:)`` and ``PlatformError/notFound(_:)`` for closed accounts, which the
    ///   provider answers with status 200 and a body without `user`.
    static func profile(_ body: JSONReader, now: Date) throws(PlatformError) -> Creator {
        let user = body["user"]
        guard user.kind == .object else { throw closed(body) }
        let handle = handle(user, "uniqueId")
        guard let id = exactID(user, "id") ?? handle?.lowercased() else {
            throw .badShape(path: "user.id", reason: "neither id nor handle")
        }
        let bio = user.text("signature")
        return Creator(
            platform: TikTokPlatform.descriptor.id, externalId: id, handle: handle,
            displayName: user.text("nickname"), profileUrl: handle.flatMap(profileURL),
            avatarUrl: picture(among: ["avatarLarger", "avatarMedium", "avatarThumb"].map { user[$0] }),
            bio: bio, emails: ContactExtraction.emails(in: bio ?? "", source: .bio), links: links(user, bio: bio),
            followers: stat(body, "followerCount"), following: stat(body, "followingCount"),
            posts: stat(body, "videoCount"), likes: stat(body, "heart", "heartCount"),
            isVerified: user.bool("verified"), isPrivate: user.bool("privateAccount") ?? user.bool("secret"),
            country: code(user, "region")?.uppercased(), language: code(user, "language")?.lowercased(),
            category: user.text("commerceUserInfo.category"), profileFetchedAt: now)
    }

    private static func closed(_ body: JSONReader) -> PlatformError {
        let handle = body.text("handle").map { "@\($0)" } ?? "the account"
        if body.bool("account_private") == true { return .privateAccount("\(handle) is private") }
        if body.bool("account_deactivated") == true { return .notFound("\(handle) does not exist any more") }
        return .badShape(path: "user", reason: "expected an object, found \(body["user"].kind.rawValue)")
    }

    /// A number of the profile under one of its names. `stats` is rounded above 10 000, and its likes pass 32 bits under
    /// one name or the other; `statsV2`, where it comes, is exact.
    private static func stat(_ body: JSONReader, _ names: String...) -> Int? {
        let paths = ["statsV2", "stats"].flatMap { form in names.map { "\(form).\($0)" } }
        return paths.lazy.compactMap { body.count($0) }.first
    }

    /// A two-letter code of a country or a language.
    private static func code(_ user: JSONReader, _ path: String) -> String? {
        user.text(path).flatMap { $0.utf8.count == 2 && $0.allSatisfy { $0.isASCII && $0.isLetter } ? $0 : nil }
    }

    /// The link below the biography, then those written in it.
    private static func links(_ user: JSONReader, bio: String?) -> [CreatorLink] {
        var links: [CreatorLink] = []
        if let url = user.url("bioLink.link") { links.append(CreatorLink(url: url, source: .bioLink)) }
        for url in ContactExtraction.links(in: bio ?? "") where !links.contains(where: { $0.url == url }) {
            links.append(CreatorLink(url: url, source: .bio))
        }
        return links
    }
}
