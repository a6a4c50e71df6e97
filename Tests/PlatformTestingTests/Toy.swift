import PlatformAPI
import Synchronization

/// What a toy platform does wrong: nothing, unless a flaw says otherwise.
protocol Flaw: Sendable {
    static func descriptor(_ descriptor: PlatformDescriptor) -> PlatformDescriptor
    /// The number of the page to ask for; `memory` counts this searcher's calls.
    static func page(after cursor: Cursor?, memory: Int) -> Int
    static func request(_ request: ProviderRequest) -> ProviderRequest
    static func people(_ body: JSONReader) throws(PlatformError) -> [JSONReader]
    static func creator(_ creator: Creator, _ body: JSONReader) -> Creator
    static func cursor(toPage number: Int) -> Cursor
    static func error(_ error: PlatformError) -> PlatformError
    /// What comes of a keyword search's page that cannot be read.
    static func unread(page error: PlatformError) throws(PlatformError) -> Page
    /// Asks more about a similar search's target, and has no use for the answer.
    static func ask(in context: SearchContext) async throws(PlatformError)
    static func target(_ target: Creator) -> Creator?
    static func enriched(_ creator: Creator, before: Creator) -> Creator
    /// What comes of a profile that cannot be read.
    static func unread(_ creator: Creator, _ error: PlatformError) throws(PlatformError) -> Creator
    /// The last word on a candidate, after the rules.
    static func refined(_ creator: Creator?, _ candidate: Creator) -> Creator?
}

extension Flaw {
    static func descriptor(_ descriptor: PlatformDescriptor) -> PlatformDescriptor { descriptor }
    static func page(after cursor: Cursor?, memory: Int) -> Int {
        cursor.flatMap { Int($0.rawValue.dropFirst()) } ?? 1
    }
    static func request(_ request: ProviderRequest) -> ProviderRequest { request }
    static func people(_ body: JSONReader) throws(PlatformError) -> [JSONReader] {
        try body.require("people", .array).elements()
    }
    static func creator(_ creator: Creator, _ body: JSONReader) -> Creator { creator }
    static func cursor(toPage number: Int) -> Cursor { Cursor(rawValue: "p\(number)") }
    static func error(_ error: PlatformError) -> PlatformError { error }
    static func unread(page error: PlatformError) throws(PlatformError) -> Page { throw error }
    static func ask(in context: SearchContext) async throws(PlatformError) {}
    static func target(_ target: Creator) -> Creator? { target }
    static func enriched(_ creator: Creator, before: Creator) -> Creator { creator }
    static func unread(_ creator: Creator, _ error: PlatformError) throws(PlatformError) -> Creator { throw error }
    static func refined(_ creator: Creator?, _ candidate: Creator) -> Creator? { creator }
}

enum Flawless: Flaw {}

/// A platform of two endpoints, `/toy/search` and `/toy/profile`.
struct Toy<Wrong: Flaw>: Platform {
    static var descriptor: PlatformDescriptor {
        Wrong.descriptor(
            PlatformDescriptor(
                id: "toy", name: "Toy",
                modes: [
                    ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 9),
                    ModeDescriptor(mode: .similar, inputLabel: "Handle", inputKind: .usernames, maxPages: 1),
                ],
                provider: ProviderBinding(vendor: "toys"), profileHosts: ["toy.example.com"],
                imageHosts: [".example.com"]))
    }

    private let keyword = ToyKeyword<Wrong>()

    var searchers: [any Searcher] { [keyword, ToySimilar<Wrong>()] }
    var enricher: (any Enricher)? { ToyEnricher<Wrong>() }
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
        let asked = ProviderRequest(path: "/toy/search", query: ["q": request.text, "page": String(number)])
        let body: JSONReader
        do throws(PlatformError) {
            body = try await answer(to: asked, in: context, Wrong.self)
        } catch {
            return try Wrong.unread(page: error)
        }
        var page = Page(creators: [], next: body.integer("next").map { .more(Wrong.cursor(toPage: $0)) } ?? .end)
        gather(try Wrong.people(body), into: &page, Wrong.self)
        return page
    }

    func refine(_ creator: Creator, as candidate: Candidate) -> Creator? { Wrong.refined(creator, creator) }
}

/// One page: the friends of the target's profile.
struct ToySimilar<Wrong: Flaw>: Searcher {
    static var mode: SearchMode { .similar }

    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        let asked = ProviderRequest(path: "/toy/profile", query: ["id": request.text])
        let body = try await answer(to: asked, in: context, Wrong.self)
        guard let id = body.id("id") else { throw .badShape(path: "id", reason: "no id") }
        try await Wrong.ask(in: context)
        var page = Page(creators: [], next: .end, target: Wrong.target(toyCreator(body, id: id, Wrong.self)))
        gather(try body.require("friends", .array).elements(), into: &page, Wrong.self)
        return page
    }

    func refine(_ creator: Creator, as candidate: Candidate) -> Creator? {
        guard creator.isPrivate != true, let target = candidate.target, !creator.isSameAccount(as: target) else {
            return Wrong.refined(nil, creator)
        }
        var scored = creator
        scored.similarity = SimilarityScore(1 / Double(candidate.degree), reasons: ["friend of \(target.externalId)"])
        return Wrong.refined(scored, creator)
    }
}

struct ToyEnricher<Wrong: Flaw>: Enricher {
    let callsPerCreator = 1

    func needsEnriching(_ creator: Creator) -> Bool { creator.profileFetchedAt == nil }

    func enrich(_ creator: Creator, in context: SearchContext) async throws(PlatformError) -> Creator {
        do throws(PlatformError) {
            let asked = ProviderRequest(path: "/toy/profile", query: ["id": creator.externalId])
            let body = try await answer(to: asked, in: context, Wrong.self)
            guard let id = body.id("id") else { throw .badShape(path: "id", reason: "no id") }
            guard id == creator.externalId else { throw .notFound("\(id) is somebody else") }
            var profile = toyCreator(body, id: id, Wrong.self)
            profile.profileFetchedAt = context.now
            return Wrong.enriched(creator.completed(by: profile), before: creator)
        } catch {
            return try Wrong.unread(creator, error)
        }
    }
}

private func answer<Wrong: Flaw>(
    to request: ProviderRequest, in context: SearchContext, _: Wrong.Type
) async throws(PlatformError) -> JSONReader {
    do throws(PlatformError) {
        return try await context.provider.send(Wrong.request(request)).json()
    } catch {
        throw Wrong.error(error)
    }
}

private func gather<Wrong: Flaw>(_ people: [JSONReader], into page: inout Page, _: Wrong.Type) {
    for person in people {
        if let id = person.id("id") {
            page.creators.append(toyCreator(person, id: id, Wrong.self))
        } else {
            page.skipped.append(Skipped(path: person.path, reason: "no id"))
        }
    }
}

private func toyCreator<Wrong: Flaw>(_ body: JSONReader, id: String, _: Wrong.Type) -> Creator {
    let creator = Creator(
        platform: "toy", externalId: id, displayName: body.text("name"), profileUrl: "https://toy.example.com/\(id)",
        bio: body.text("bio"), followers: body.count("followers"), isPrivate: body.bool("private"))
    return Wrong.creator(creator, body)
}
