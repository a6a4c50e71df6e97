import Domain
import Foundation
import PlatformAPI
import Postgres

/// Completes a slice of creators: from the profile cache where that will do, else from the provider.
struct Enrichment: Sendable {
    /// A slice after enrichment, in its order.
    struct Outcome: Sendable {
        /// One for each creator of the slice; what could not be enriched is as it was.
        var creators: [Creator]
        /// Profiles the provider was asked for, worth keeping for other searches.
        var fetched: [Creator] = []
        /// Calls that the cache saved.
        var saved = 0
        /// Why enrichment stopped early, if it did: an error that the other creators would meet as well.
        var stop: PlatformError?
        /// Profiles that could not be read.
        var misshapen: [MisshapenAnswer] = []
    }

    var cache: ProfileCacheStore
    var pool: Pool
    /// How many profiles are fetched at a time.
    var concurrency: Int
    /// Profiles fetched before this instant do not count.
    var oldest: Date
    /// When the job was accepted: only profiles that were there before have saved it anything.
    var jobStart: Date

    func complete(
        _ creators: [Creator], of platform: any Platform, in context: SearchContext
    ) async throws -> Outcome {
        guard let enricher = platform.enricher else { return Outcome(creators: creators) }
        var outcome = Outcome(creators: creators)
        let missing = creators.indices.filter { enricher.needsEnriching(creators[$0]) }
        let id = type(of: platform).descriptor.id
        let cached = try await cache.find(missing.map { creators[$0].externalId }, of: id, after: oldest, on: pool)
        var toFetch: [Int] = []
        for index in missing {
            if let profile = cached[creators[index].externalId] {
                outcome.creators[index] = creators[index].completed(by: profile)
                let isOlder = profile.profileFetchedAt.map { $0 < jobStart } ?? false
                outcome.saved += isOlder ? enricher.callsPerCreator : 0
            } else {
                toFetch.append(index)
            }
        }
        await fetch(toFetch, with: enricher, in: context, into: &outcome)
        return outcome
    }

    private func fetch(
        _ indices: [Int], with enricher: any Enricher, in context: SearchContext, into outcome: inout Outcome
    ) async {
        let creators = outcome.creators
        await withTaskGroup(of: (Int, Result<Creator, PlatformError>, [ProviderRequest]).self) { group in
            var waiting = indices[...]
            func startNext() {
                guard let index = waiting.popFirst() else { return }
                group.addTask {
                    let provider = TracedProvider(context.provider)
                    var context = context
                    context.provider = provider
                    return (index, await Self.enrich(creators[index], with: enricher, in: context), provider.requests)
                }
            }
            for _ in 0..<concurrency { startNext() }
            while let (index, result, requests) = await group.next() {
                switch result {
                case .success(let profile):
                    outcome.creators[index] = creators[index].completed(by: profile)
                    outcome.fetched.append(profile)
                case .failure(.privateAccount):
                    outcome.creators[index].isPrivate = true
                case .failure(let error) where Self.concernsOthers(error):
                    outcome.stop = outcome.stop ?? error
                    waiting = []
                case .failure(let error):
                    if case .badShape = error {
                        outcome.misshapen.append(MisshapenAnswer(error: error, requests: requests))
                    }
                    context.log.debug("a profile stays as the search saw it: \(error)")
                }
                startNext()
            }
        }
        // One odd profile is an odd profile; when none can be read, the endpoint has changed.
        if outcome.misshapen.count >= Self.enoughToDoubt, outcome.fetched.isEmpty {
            outcome.stop = outcome.stop ?? outcome.misshapen[0].error
        }
    }

    private static let enoughToDoubt = 3

    private static func enrich(
        _ creator: Creator, with enricher: any Enricher, in context: SearchContext
    ) async -> Result<Creator, PlatformError> {
        do throws(PlatformError) {
            return .success(try await enricher.enrich(creator.profile, in: context))
        } catch {
            return .failure(error)
        }
    }

    /// Whether an error says something about the provider rather than about the one creator.
    private static func concernsOthers(_ error: PlatformError) -> Bool {
        switch error {
        case .unauthorized, .outOfCredits, .rateLimited, .unavailable, .paused, .cancelled: true
        case .invalidInput, .forbidden, .notFound, .privateAccount, .badShape: false
        }
    }
}
