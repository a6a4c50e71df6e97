public import Foundation
public import PlatformAPI

/// Runs a search as the host does: page after page, each creator completed from its profile, then refined.
///
///     let replay = SearchReplay(searcher: searcher, enricher: platform.enricher, provider: provider, now: now)
///     let transcript = await replay.run(request)
///
/// Creators are enriched one after the other, in order, and an enricher's failure keeps the creator as it was. Nothing
/// is retried, and further rings of related creators are not walked.
public struct SearchReplay: Sendable {
    public var searcher: any Searcher
    public var enricher: (any Enricher)?
    public var provider: any ProviderClient
    /// The instant of every step.
    public var now: Date
    /// After so many pages the search is cut off.
    public var maxPages: Int

    public init(
        searcher: any Searcher, enricher: (any Enricher)?, provider: any ProviderClient, now: Date, maxPages: Int = 100
    ) {
        self.searcher = searcher
        self.enricher = enricher
        self.provider = provider
        self.now = now
        self.maxPages = maxPages
    }

    /// The search from a cursor on.
    ///
    /// - Parameters:
    ///   - cursor: where to begin; `nil` for the first page.
    ///   - target: the first page's target, for a search that goes on behind it.
    ///   - pageEnded: is called after every page, with what follows it not yet asked for.
    public func run(
        _ request: SearchRequest, after cursor: Cursor? = nil, target: Creator? = nil,
        pageEnded: (ReplayedPage) -> Void = { _ in }
    ) async -> SearchTranscript {
        var transcript = SearchTranscript()
        var position = cursor
        var target = target
        repeat {
            do throws(PlatformError) {
                let context = SearchContext(provider: provider, now: now)
                let page = try await searcher.page(request, after: position, in: context)
                target = target ?? page.target
                let replayed = await complete(page, target: target, in: context)
                transcript.pages.append(replayed)
                position = replayed.next
                pageEnded(replayed)
            } catch {
                transcript.failure = SearchTranscript.Failure(error)
                return transcript
            }
            if transcript.pages.count == maxPages { break }
        } while position != nil
        transcript.isCutOff = position != nil
        return transcript
    }

    private func complete(_ page: Page, target: Creator?, in context: SearchContext) async -> ReplayedPage {
        var replayed = ReplayedPage(skipped: page.skipped, target: page.target)
        if case .more(let cursor) = page.next { replayed.next = cursor }
        for found in page.creators {
            var creator = found
            if let enricher, enricher.needsEnriching(found) {
                do throws(PlatformError) {
                    creator = try await enricher.enrich(found, in: context)
                } catch {
                    if case .privateAccount = error { creator.isPrivate = true }  // as the host does
                    replayed.unenriched.append(
                        ReplayedPage.Unenriched(externalId: found.externalId, failure: SearchTranscript.Failure(error)))
                }
            }
            if let refined = searcher.refine(creator, as: Candidate(target: target)) {
                replayed.creators.append(refined)
            } else {
                replayed.leftOut.append(creator.externalId)
            }
        }
        return replayed
    }
}
