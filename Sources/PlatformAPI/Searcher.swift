public import struct FoundationEssentials.Date

/// Finds creators page by page, in one mode of one platform.
///
/// A searcher is a value without state. Calling it twice with equal arguments and equal provider answers gives equal
/// pages.
public protocol Searcher: Sendable {
    /// The mode this searcher serves.
    static var mode: SearchMode { get }

    /// One page of a search.
    ///
    /// - Parameters:
    ///   - cursor: what the page before returned; `nil` for the first page.
    /// - Throws: ``PlatformError``; ``PlatformError/notFound(_:)`` when the target of a similar search does not exist.
    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page

    /// Last word on a candidate once it is enriched: its similarity, or `nil` to leave it out.
    ///
    /// Pure. The default keeps keyword results as they are; for similar searches it leaves out the target and private
    /// accounts and scores the rest with ``Similarity``.
    func refine(_ creator: Creator, as candidate: Candidate) -> Creator?
}

extension Searcher {
    public func refine(_ creator: Creator, as candidate: Candidate) -> Creator? {
        guard Self.mode == .similar else { return creator }
        guard creator.isPrivate != true else { return nil }
        guard let target = candidate.target else { return creator }
        guard !creator.isSameAccount(as: target) else { return nil }
        var scored = creator
        scored.similarity = Similarity.score(of: creator, to: target, as: candidate)
        return scored
    }
}

/// The usual searcher: one provider call a page, in two pure halves.
public protocol PagedSearcher: Searcher {
    /// The provider call that fetches the page after `cursor`.
    func providerRequest(for request: SearchRequest, after cursor: Cursor?) throws(PlatformError) -> ProviderRequest

    /// A provider's answer as a page.
    ///
    /// - Parameters:
    ///   - cursor: the cursor that the answer was asked with.
    ///   - now: the instant that relative dates count from.
    func transform(
        _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
    ) throws(PlatformError) -> Page
}

extension PagedSearcher {
    public func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        let response = try await context.provider.send(providerRequest(for: request, after: cursor))
        return try transform(response.json(), for: request, after: cursor, now: context.now)
    }
}

/// Completes creators from their profiles.
public protocol Enricher: Sendable {
    /// Provider calls that one ``enrich(_:in:)`` makes; 1 for the usual profile call.
    var callsPerCreator: Int { get }

    /// Whether a creator lacks what its profile would tell.
    func needsEnriching(_ creator: Creator) -> Bool

    /// The creator with what its profile tells. Never turns known into unknown, never changes the identity, and gives
    /// the same answer when asked twice. Sets ``Creator/profileFetchedAt`` to `context.now`.
    ///
    /// - Throws: ``PlatformError``. On ``PlatformError/notFound(_:)`` and ``PlatformError/privateAccount(_:)`` the host
    ///   keeps the creator as it was.
    func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator
}

/// What a searcher is handed: its only way to the outside.
public struct SearchContext: Sendable {
    /// The way to the provider.
    public var provider: any ProviderClient
    /// The instant of this step. Searchers never read a clock.
    public var now: Date
    /// Where a searcher may leave a line for whoever looks after the host.
    public var log: PlatformLog

    public init(provider: any ProviderClient, now: Date, log: PlatformLog = .silent) {
        self.provider = provider
        self.now = now
        self.log = log
    }
}

/// A log that carries the job's and request's ids by itself.
public struct PlatformLog: Sendable {
    private let write: @Sendable (String) -> Void

    public init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// A log that nobody reads.
    public static let silent = PlatformLog { _ in }

    /// Writes one line at debug level. Neither keys nor addresses of people belong in it.
    public func debug(_ line: String) { write(line) }
}
