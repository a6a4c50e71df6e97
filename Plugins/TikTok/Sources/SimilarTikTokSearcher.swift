public import PlatformAPI

/// Finds creators who name and describe themselves with a target's own words.
///
/// TikTok names no related accounts, so the target's nickname, biography and handle are turned into terms, and each
/// term is looked for among users: one users search a page, the terms taking turns. The first page also reads the
/// target's profile.
public struct SimilarTikTokSearcher: Searcher {
    public static let mode = SearchMode.similar

    public init() {}

    public func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        if let cursor {
            return try await users(at: SimilarPosition(reading: cursor), in: context)
        }
        let target = try await target(request.text, in: context)
        guard let position = SimilarPosition(target: target) else {
            context.log.debug("the target's profile has no words to search with")
            return Page(creators: [], next: .end, target: target)
        }
        var page = try await users(at: position, in: context)
        page.target = target
        return page
    }

    /// The creator to resemble. A closed account has no profile to take words from; a private one that still shows
    /// its profile has.
    private func target(_ handle: String, in context: SearchContext) async throws(PlatformError) -> Creator {
        let request = ProviderRequest(path: "/v1/tiktok/profile", query: ["handle": handle])
        let body = try await context.provider.send(request).json()
        do {
            return try TikTokTransformer.profile(body, now: context.now)
        } catch .privateAccount(let reason) {
            throw .notFound(reason)
        }
    }

    private func users(at position: SimilarPosition, in context: SearchContext) async throws(PlatformError) -> Page {
        guard let term = position.term else { return Page(creators: [], next: .end) }
        let query = ["query": term.text, "cursor": String(term.cursor)]
        let body: JSONReader
        do {
            body = try await context.provider.send(
                ProviderRequest(path: "/v1/tiktok/search/users", query: query)
            ).json()
        } catch .notFound {
            // No users for one term: that says nothing about the target or the other terms.
            return Page(creators: [], next: Self.next(position.next(after: nil)))
        }
        return try Self.page(of: body, at: position)
    }

    /// A users search's answer as a page: without the target and without private accounts, who have nothing to show.
    static func page(of body: JSONReader, at position: SimilarPosition) throws(PlatformError) -> Page {
        let users = try Self.users(of: body, at: position)
        let found = TikTokTransformer.users(users)
        try found.refuseMostlyUnreadable(of: users.count, named: "users")
        let further = users.isEmpty ? nil : body.count("cursor")
        let wanted = found.creators.filter { $0.isPrivate != true && !position.isTarget($0) }
        return Page(creators: wanted, next: next(position.next(after: further)), skipped: found.skipped)
    }

    /// The list of users. The page after a term's last one is not recorded: one that counts on and has no list is taken
    /// for an end, but never as the first answer to a term.
    private static func users(of body: JSONReader, at position: SimilarPosition) throws(PlatformError) -> [JSONReader] {
        if let term = position.term, term.cursor > 0, !body.exists("users"), body.count("cursor") != nil { return [] }
        return try body.require("users", .array).elements()
    }

    private static func next(_ position: SimilarPosition?) -> Page.Next {
        position.map { .more($0.asCursor) } ?? .end
    }
}
