import PlatformAPI
import PlatformTesting
import Testing

@testable import TikTokPlatform

@Suite("TikTok conformance")
struct ConformanceTests {
    @Test("a case gives what it is expected to give", arguments: FixtureCase.all(for: "tiktok"))
    func replay(_ fixture: FixtureCase) async throws {
        try await PlatformConformance(TikTokPlatform()).check(fixture)
    }

    @Test("the descriptor offers both modes, each with a searcher, and names the hosts of pages and pictures")
    func descriptor() {
        let descriptor = TikTokPlatform.descriptor
        #expect(descriptor.modes.map(\.mode) == [.keyword, .similar])
        #expect(descriptor.modes.allSatisfy { TikTokPlatform().searcher(for: $0.mode) != nil })
        #expect(descriptor.mode(.keyword)?.regions.allSatisfy { $0.count == 2 && $0.uppercased() == $0 } == true)
        #expect(descriptor.handle(fromInput: "https://www.tiktok.com/@jane.cooks?lang=en") == "jane.cooks")
        #expect(descriptor.handle(fromInput: "@jane.cooks") == "jane.cooks")
        #expect(descriptor.imageHosts.allSatisfy { $0.hasPrefix(".tiktokcdn") })
    }
}
