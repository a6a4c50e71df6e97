public import PlatformAPI

/// Finds channels that publish about a target's own subjects.
///
/// YouTube names no related channels, so the target's tags, name and description are turned into terms, and each term
/// is looked for among videos: one page of one term at a time, the terms taking turns. The first page also reads the
/// target's channel, and its list of videos where the channel has no words of its own.
public struct SimilarYouTubeSearcher: Searcher {
    public static let mode = SearchMode.similar
    /// The most terms that one target is searched with.
    static let maxTerms = 5

    public init() {}

    public func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        if let cursor {
            return try await found(at: SimilarPosition(reading: cursor), region: request.region, in: context)
        }
        let body = try await context.provider.send(Self.targetRequest(request.text)).json()
        let target = try YouTubeTransformer.channel(body, now: context.now)
        var terms = Self.terms(of: body)
        if terms.isEmpty { terms = try await titleTerms(of: target, in: context) }
        guard let position = SimilarPosition(target: target.externalId, terms: terms) else {
            context.log.debug("neither the target's channel nor its videos have words to search with")
            return Page(creators: [], next: .end, target: target)
        }
        var page = try await found(at: position, region: request.region, in: context)
        page.target = target
        return page
    }

    /// A channel's id in place of a handle comes from pasted addresses of the form `/channel/UC…`.
    static func targetRequest(_ handle: String) -> ProviderRequest {
        let query = ChannelName.isID(handle) ? ["channelId": handle] : ["handle": "@\(handle)"]
        return ProviderRequest(path: "/v1/youtube/channel", query: query)
    }

    /// What to search for: tags of several words as their owner wrote them, since these are the phrases that the
    /// channel wants to be found by, then single words of name, tags and description.
    static func terms(of channel: JSONReader) -> [String] {
        let tags = YouTubeTransformer.tags(channel)
        let texts = ["name", "description"].compactMap { YouTubeTransformer.ownText(channel, $0) }
            .map(SearchTerms.ownWords)
        let phrases = SearchTerms.phrases(from: tags, texts: texts, limit: maxTerms)
        let covered = Set(phrases.flatMap { $0.lowercased().split(separator: " ").map(String.init) })
        // Twice as many as needed, because words of the phrases would find the same videos again.
        let words = SearchTerms.terms(from: texts + tags, limit: 2 * maxTerms).filter { !covered.contains($0) }
        return Array((phrases + words).prefix(maxTerms))
    }

    /// Words of the titles of the target's newest videos.
    private func titleTerms(of target: Creator, in context: SearchContext) async throws(PlatformError) -> [String] {
        let request = ProviderRequest(path: "/v1/youtube/channel-videos", query: ["channelId": target.externalId])
        do {
            let titles = try await context.provider.send(request).json().require("videos", .array).elements()
                .compactMap { $0.text("title") }
            return SearchTerms.terms(from: titles, limit: Self.maxTerms)
        } catch .notFound {
            // A channel without any video has no such list.
            return []
        }
    }

    private func found(
        at position: SimilarPosition, region: String?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        guard let (text, continuation) = position.current else { return Page(creators: [], next: .end) }
        let body: JSONReader
        do {
            body = try await context.provider.send(continuation.request(for: text, region: region)).json()
        } catch .notFound {
            // Nothing for one term: that says nothing about the target or the other terms.
            return Page(creators: [], next: Self.next(position.next(after: nil)))
        }
        let found = try YouTubeTransformer.channels(foundIn: body, now: context.now)
        let further = continuation.next(after: body, isBlank: found.items == 0)
        return Page(
            creators: found.creators.filter { $0.externalId != position.target },
            next: Self.next(position.next(after: further)), skipped: found.skipped)
    }

    private static func next(_ cursor: Cursor?) -> Page.Next { cursor.map { .more($0) } ?? .end }
}
