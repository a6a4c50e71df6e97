import PlatformAPI
import PlatformTesting
import Testing

@testable import InstagramPlatform

@Suite("Instagram conformance")
struct ConformanceTests {
    @Test("a case gives what it is expected to give", arguments: FixtureCase.all(for: "instagram"))
    func replay(_ fixture: FixtureCase) async throws {
        try await PlatformConformance(InstagramPlatform()).check(fixture)
    }

    @Test("the simulator's searches keep the rules", arguments: [SearchMode.keyword, .similar])
    func simulated(_ mode: SearchMode) async throws {
        let subject: SearchRequest.Subject = mode == .keyword ? .keyword("vegan ramen") : .similar(to: "jane.cooks")
        let transcript = try await PlatformConformance(InstagramPlatform()).check(
            SearchContext.simulated.provider, request: SearchRequest(subject: subject, wanted: 50), now: .ofTests,
            pages: 2)
        #expect(transcript.pages.count == (mode == .keyword ? 2 : 1))
        #expect(transcript.failure == nil)
    }

    @Test("the descriptor offers both modes, each with a searcher, and reads pasted addresses")
    func descriptor() {
        let descriptor = InstagramPlatform.descriptor
        #expect(descriptor.modes.map(\.mode) == [.keyword, .similar])
        #expect(descriptor.modes.map(\.maxPages) == [11, 1])
        #expect(descriptor.modes.map(\.furtherDegrees) == [0, 2])
        #expect(descriptor.modes.allSatisfy { InstagramPlatform().searcher(for: $0.mode) != nil })
        #expect(descriptor.handle(fromInput: "https://www.instagram.com/jane.cooks/?hl=en") == "jane.cooks")
        #expect(descriptor.handle(fromInput: "instagram.com/jane.cooks/reels") == "jane.cooks")
        #expect(descriptor.handle(fromInput: "@jane.cooks") == "jane.cooks")
    }
}
