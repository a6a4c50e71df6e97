import PlatformAPI
import PlatformTesting
import Testing

@testable import YouTubePlatform

@Suite("YouTube conformance")
struct ConformanceTests {
    @Test("a case gives what it is expected to give", arguments: FixtureCase.all(for: "youtube"))
    func replay(_ fixture: FixtureCase) async throws {
        try await PlatformConformance(YouTubePlatform()).check(fixture)
    }

    @Test("the descriptor offers both modes, each with a searcher, and reads handles and pasted addresses")
    func descriptor() {
        let descriptor = YouTubePlatform.descriptor
        #expect(descriptor.modes.map(\.mode) == [.keyword, .similar])
        #expect(descriptor.modes.allSatisfy { YouTubePlatform().searcher(for: $0.mode) != nil })
        #expect(descriptor.modes.allSatisfy { $0.regions.allSatisfy { $0.count == 2 && $0.uppercased() == $0 } })
        #expect(descriptor.provider.vendor == "scrapecreators")
        #expect(descriptor.provider.baseURLVariable == nil)
        #expect(descriptor.provider.timeout == .seconds(60))
        #expect(descriptor.imageHosts == [".ytimg.com", ".ggpht.com", ".googleusercontent.com"])
        for input in ["@Jane", "Jane", "https://www.youtube.com/@Jane/videos", "http://m.youtube.com/c/Jane?app=1"] {
            #expect(descriptor.handle(fromInput: input) == "Jane", "\(input)")
        }
        let id = "UCaaaaaaaaaaaaaaaaaaaa-_"
        #expect(descriptor.handle(fromInput: "https://youtube.com/channel/\(id)") == id)
    }
}
