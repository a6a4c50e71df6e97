import Foundation
import HostTesting
import PlatformAPI
import Testing

@testable import Host

@Suite("The old frontend's routes")
struct AliasTests {
    @Test(
        "each starts its search, also by the old names of its terms, and is followed in the old shape",
        arguments: [
            ("toy", "keywords", "keyword"), ("toy", "hashtag", "keyword"),
            ("toy-similar", "targetUsernames", "similar"),
            ("toy-similar", "targetUsername", "similar"), ("toy-similar", "targetChannel", "similar"),
        ])
    func search(alias: String, field: String, mode: String) async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let term = mode == "keyword" ? "toys-450" : "toy-5"
            let target = mode == "keyword" ? 450 : 12
            let terms: any Sendable = field.hasSuffix("s") ? [term] : term
            let started = try await jane.post(
                "/api/scraping/\(alias)",
                ["campaignId": try await jane.campaign(), field: terms, "targetResults": target])
            #expect(started.status == 202)
            let id = try #require(started.data["jobId"] as? String)
            #expect(started.header("Location") == "/api/jobs/\(id)")
            let job = try await app.job(id, as: jane)
            #expect((job["platform"] as? String, job["mode"] as? String) == ("toy", mode))
            #expect(job["keywords"] as? [String] ?? job["targetUsernames"] as? [String] == [term])

            let old = try await jane.get("/api/scraping/\(alias)?jobId=\(id)")
            #expect(old.status == 200)
            #expect(old.body["success"] == nil)
            #expect(Set(old.body.keys) == ["status", "processedResults", "targetResults", "progress", "results"])
            #expect(old.body["status"] as? String == "completed")
            #expect(old.body["progress"] as? Double == 100)
            #expect((old.body["processedResults"] as? Int, old.body["targetResults"] as? Int) == (target, target))
            let results = try #require(old.body["results"] as? [[String: Any]])
            #expect(results.count == 1)
            let creators = try #require(results.first?["creators"] as? [[String: Any]])
            let wanted = try await jane.results(of: id)
            #expect(creators as NSArray == wanted as NSArray)
        }
    }

    @Test("a job that found nothing has no creators and says why it ended")
    func failed() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let id = try await jane.search("similar", ["missing"], results: 5)
            _ = try await app.job(id, as: jane)
            let old = try await jane.get("/api/scraping/toy-similar?jobId=\(id)").body
            #expect(old["status"] as? String == "error")
            #expect(old["error"] as? String == "There is no account missing.")
            let results = old["results"] as? [[String: Any]] ?? []
            #expect(results.map { ($0["creators"] as? [Any])?.count } == [0])
        }
    }

    @Test("a job is found under the route of its own search alone, and by its owner alone")
    func scope() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let joe = try await app.caller("joe@example.com")
            let id = try await jane.search("keyword", ["toys"], results: 5)
            #expect(try await jane.get("/api/scraping/toy?jobId=\(id)").status == 200)
            #expect(try await jane.get("/api/scraping/toy-similar?jobId=\(id)").code == "NOT_FOUND")
            #expect(try await joe.get("/api/scraping/toy?jobId=\(id)").code == "NOT_FOUND")
            #expect(try await app.stranger.get("/api/scraping/toy?jobId=\(id)").status == 401)
            #expect(try await jane.get("/api/scraping/toy").fields == ["jobId"])
            #expect(try await jane.get("/api/scraping/toy?jobId=7").fields == ["jobId"])
            let unknown = try await jane.get("/api/scraping/myspace?jobId=\(id)")
            #expect(unknown.code == "UNKNOWN_PLATFORM")
            let available = (unknown.body["details"] as? [String: Any])?["available"] as? [String]
            #expect(available == ["toy", "toy-similar"])
        }
    }

    @Test("the old names are taken on the old routes alone, and what is wrong is named as it was sent")
    func names() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let campaign = try await jane.campaign()
            func refused(_ path: String, _ body: [String: any Sendable]) async throws -> Set<String> {
                let all = body.merging(["campaignId": campaign]) { first, _ in first }
                return Set(try await jane.post("/api/scraping/\(path)", all).fields)
            }
            #expect(try await refused("toy/keyword", ["hashtag": "x"]) == ["keywords", "hashtag"])
            #expect(try await refused("toy/similar", ["targetChannel": "x"]) == ["targetUsernames", "targetChannel"])
            #expect(try await refused("toy", [:]) == ["keywords"])
            #expect(try await refused("toy", ["hashtag": ""]) == ["hashtag"])
            #expect(try await refused("toy-similar", [:]) == ["targetUsernames"])
            #expect(try await refused("toy-similar", ["targetChannel": "jane doe"]) == ["targetChannel"])
            #expect(try await refused("toy-similar", ["hashtag": "x"]) == ["targetUsernames", "hashtag"])
        }
    }
}

@Suite("Registered platforms")
struct RegistryTests {
    struct First: Platform {
        static let descriptor = AliasedPlatform.descriptor(
            "first", aliases: ["first": .keyword, "old-first": .keyword])
        var searchers: [any Searcher] { [NoSearcher()] }
    }

    @Test("aliases are registered in order")
    func aliases() throws {
        let registry = try PlatformRegistry([First(), ToyPlatform()])
        #expect(registry.aliases.map(\.name) == ["first", "old-first", "toy", "toy-similar"])
    }

    @Test("a host does not start with aliases that do not fit", arguments: AliasedPlatform.wrong)
    func refused(_ platform: AliasedPlatform.Wrong) {
        #expect(throws: RegistryError.self) { try PlatformRegistry([First(), platform.platform]) }
    }
}

/// A platform in name alone.
enum AliasedPlatform {
    static func descriptor(_ id: PlatformID, aliases: [String: SearchMode]) -> PlatformDescriptor {
        PlatformDescriptor(
            id: id, name: "Toy",
            modes: [ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 1)],
            provider: ProviderBinding(vendor: "none"), profileHosts: [], imageHosts: [], routeAliases: aliases)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var platform: any Platform
    }

    struct OtherMode: Platform {
        static let descriptor = AliasedPlatform.descriptor("second", aliases: ["second": .similar])
        var searchers: [any Searcher] { [NoSearcher()] }
    }

    struct Taken: Platform {
        static let descriptor = AliasedPlatform.descriptor("second", aliases: ["old-first": .keyword])
        var searchers: [any Searcher] { [NoSearcher()] }
    }

    struct OthersID: Platform {
        static let descriptor = AliasedPlatform.descriptor("second", aliases: ["first": .keyword])
        var searchers: [any Searcher] { [NoSearcher()] }
    }

    struct Slash: Platform {
        static let descriptor = AliasedPlatform.descriptor("second", aliases: ["a/b": .keyword])
        var searchers: [any Searcher] { [NoSearcher()] }
    }

    struct Capitals: Platform {
        static let descriptor = AliasedPlatform.descriptor("second", aliases: ["Second": .keyword])
        var searchers: [any Searcher] { [NoSearcher()] }
    }

    static let wrong = [
        Wrong(testDescription: "a mode that the platform lacks", platform: OtherMode()),
        Wrong(testDescription: "another platform's alias", platform: Taken()),
        Wrong(testDescription: "another platform's id", platform: OthersID()),
        Wrong(testDescription: "a slash", platform: Slash()), Wrong(testDescription: "capitals", platform: Capitals()),
    ]
}

struct NoSearcher: Searcher {
    static let mode = SearchMode.keyword

    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        throw .unavailable("there is nothing to search")
    }
}
