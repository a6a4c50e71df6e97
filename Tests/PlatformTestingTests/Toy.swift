import PlatformAPI
import Synchronization

/// What a toy platform does wrong: nothing, unless a flaw says otherwise.
protocol Flaw: Sendable {
    /// The number of the page to ask for; `memory` counts this searcher's calls.
    static func page(after cursor: Cursor?, memory: Int) -> Int
    static func query(_ query: [String: String]) -> [String: String]
    static func creator(_ creator: Creator) -> Creator
    static func cursor(toPage number: Int) -> Cursor
}

extension Flaw {
    static func page(after cursor: Cursor?, memory: Int) -> Int {
        cursor.flatMap { Int($0.rawValue.dropFirst()) } ?? 1
    }
    static func query(_ query: [String: String]) -> [String: String] { query }
    static func creator(_ creator: Creator) -> Creator { creator }
    static func cursor(toPage number: Int) -> Cursor { Cursor(rawValue: "p\(number)") }
}

enum Flawless: Flaw {}

/// A platform of two endpoints, `/toy/search` and `/toy/profile`.
struct Toy<Wrong: Flaw>: Platform {
    static var descriptor: PlatformDescriptor {
        PlatformDescriptor(
            id: "toy", name: "Toy",
            modes: [
                ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 9),
                ModeDescriptor(mode: .similar, inputLabel: "Handle", inputKind: .usernames, maxPages: 9),
            ],
            provider: ProviderBinding(vendor: "toys"), profileHosts: ["example.com"], imageHosts: ["example.com"])
    }

    var searchers: [any Searcher] { [ToyKeyword<Wrong>(), ToySimilar()] }
    var enricher: (any Enricher)? { ToyEnricher() }
}

/// A class, so that a flaw can keep in memory what belongs in the cursor.
final class ToyKeyword<Wrong: Flaw>: Searcher {
    static var mode: SearchMode { .keyword }
    private let calls = Mutex(0)

    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        let memory = calls.withLock { count in
            count += 1
            return count
        }
        let number = Wrong.page(after: cursor, memory: memory)
        let query = Wrong.query(["q": request.text, "page": String(number)])
        let body = try await context.provider.send(ProviderRequest(path: "/toy/search", query: query)).json()
        let people = try body.require("people", .array).elements()
        var page = Page(creators: [], next: body.integer("next").map { .more(Wrong.cursor(toPage: $0)) } ?? .end)
        for person in people {
            if let id = person.id("id") {
                page.creators.append(Wrong.creator(toyCreator(person, id: id)))
            } else {
                page.skipped.append(Skipped(path: person.path, reason: "no id"))
            }
        }
        return page
    }
}

/// One page: the friends of the target's profile.
struct ToySimilar: Searcher {
    static let mode = SearchMode.similar

    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        let body = try await context.provider.send(
            ProviderRequest(path: "/toy/profile", query: ["id": request.text])
        ).json()
        let friends = body.elements("friends").compactMap { friend in friend.id("id").map { toyCreator(friend, id: $0) }
        }
        return Page(creators: friends, next: .end, target: toyCreator(body, id: request.text))
    }

    func refine(_ creator: Creator, as candidate: Candidate) -> Creator? {
        guard creator.isPrivate != true, let target = candidate.target, !creator.isSameAccount(as: target) else {
            return nil
        }
        var scored = creator
        scored.similarity = SimilarityScore(1 / Double(candidate.degree), reasons: ["friend of \(target.externalId)"])
        return scored
    }
}

struct ToyEnricher: Enricher {
    let callsPerCreator = 1

    func needsEnriching(_ creator: Creator) -> Bool { creator.bio == nil }

    func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        let body = try await context.provider.send(
            ProviderRequest(path: "/toy/profile", query: ["id": creator.externalId])
        ).json()
        var enriched = creator
        enriched.bio = body.text("bio")
        enriched.isPrivate = body.bool("private")
        enriched.profileFetchedAt = context.now
        return enriched
    }
}

private func toyCreator(_ body: JSONReader, id: String) -> Creator {
    Creator(platform: "toy", externalId: id, displayName: body.text("name"), bio: body.text("bio"))
}
