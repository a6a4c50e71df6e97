import FoundationEssentials
import PlatformAPI
import Testing

@testable import InstagramPlatform

@Suite("Instagram similar search")
struct SimilarTests {
    let searcher = SimilarInstagramSearcher()
    let request = SearchRequest(subject: .similar(to: "Ann"), wanted: 50)

    func page(user: String) throws -> Page {
        let json = #"{"data":{"user":\#(user)}}"#
        return try searcher.transform(
            JSONReader(parsing: Array(json.utf8)), for: request, after: nil, now: .ofTests)
    }

    @Test("the target's profile is asked for once; there is no second page")
    func requests() throws {
        #expect(
            try searcher.providerRequest(for: request, after: nil)
                == ProviderRequest(path: "/v1/instagram/profile", query: ["handle": "Ann"]))
        #expect(throws: PlatformError.invalidInput("this search has one page only")) {
            try searcher.providerRequest(for: request, after: Cursor(rawValue: "2"))
        }
    }

    @Test(
        "the address of a post or story names no account, and nobody is asked for it",
        arguments: ["p", "Reel", "reels", "stories"])
    func postAddress(_ part: String) {
        #expect(throws: PlatformError.invalidInput("this is the address of a post, not of a profile")) {
            try searcher.providerRequest(for: SearchRequest(subject: .similar(to: part), wanted: 50), after: nil)
        }
    }

    @Test("related accounts come in order, each once, without the private ones and the target, which comes apart")
    func related() throws {
        let page = try page(
            user: #"""
                {"id":"7","username":"ann","biography":"Bread","edge_related_profiles":{"edges":[
                 {"node":{"id":"9","username":"cy","is_private":false}},{"node":{"id":"8","username":"bo"}},
                 {"node":{"id":"10","username":"di","is_private":true}},{"node":{"id":"9","username":"cy"}},
                 {"node":{"id":"7","username":"ann.renamed"}},{"node":{"full_name":"?"}}]}}
                """#)
        #expect(page.creators.map(\.externalId) == ["9", "8"])
        #expect(page.next == .end)
        #expect(
            page.skipped == [
                Skipped(path: "data.user.edge_related_profiles.edges[5].node", reason: "no account id")
            ])
        #expect(
            page.target
                == Creator(
                    platform: "instagram", externalId: "7", handle: "ann", profileUrl: "https://www.instagram.com/ann/",
                    bio: "Bread", profileFetchedAt: .ofTests))
    }

    @Test("a related account named with an id and without is one")
    func relatedWithoutID() throws {
        let page = try page(
            user: #"""
                {"id":"7","username":"ann","edge_related_profiles":{"edges":[{"node":{"username":"Bo"}},
                 {"node":{"id":"8","username":"bo","full_name":"Bo"}}]}}
                """#)
        #expect(page.creators.map(\.externalId) == ["8"])
        #expect(page.creators.map(\.displayName) == ["Bo"])
    }

    @Test("a target that relates to nobody gives an empty page, a private one an error")
    func nobodyRelated() throws {
        let nobody = #""edge_related_profiles":{"edges":[]}"#
        let page = try page(user: #"{"id":"7","username":"ann","is_private":false,\#(nobody)}"#)
        #expect(page.creators.isEmpty && page.next == .end && page.target?.externalId == "7")
        for list in [nobody, #""edge_related_profiles":null"#] {
            #expect(throws: PlatformError.privateAccount("@ann is private")) {
                try self.page(user: #"{"id":"7","username":"ann","is_private":true,\#(list)}"#)
            }
        }
    }

    @Test("a target without the list, or with a list of something else, is not what this was written for")
    func badShapes() {
        #expect(throws: PlatformError.self) { try page(user: #"{"id":"7","username":"ann"}"#) }
        #expect(
            throws: PlatformError.badShape(
                path: "data.user.edge_related_profiles.edges[0].node", reason: "2 of 2 items: no account id")
        ) {
            try page(user: #"{"id":"7","edge_related_profiles":{"edges":[{"node":{"pk":"8"}},{"node":{"pk":"9"}}]}}"#)
        }
    }

    @Test("a candidate is left out when it is the target or turned private, else scored")
    func refining() throws {
        let target = Creator(platform: "instagram", externalId: "7", handle: "ann", bio: "sourdough bread")
        let candidate = Candidate(target: target)
        var other = Creator(platform: "instagram", externalId: "8", handle: "bo", bio: "sourdough bread daily")
        let score = try #require(searcher.refine(other, as: candidate)?.similarity)
        #expect((0...1).contains(score.score) && !score.reasons.isEmpty)
        other.isPrivate = true
        #expect(searcher.refine(other, as: candidate) == nil)
        #expect(searcher.refine(target, as: candidate) == nil)
    }
}
