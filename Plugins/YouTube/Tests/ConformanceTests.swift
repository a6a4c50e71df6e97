import PlatformAPI
import PlatformTesting
import Simulation
import Testing
import YouTubeSimulator

@testable import YouTubePlatform

@Suite("YouTube conformance")
struct ConformanceTests {
    static let simulator = YouTubeSimulator()

    @Test(
        "keeps the rules of every platform",
        arguments: Conformance.checks(for: YouTubePlatform.self) { path, query in
            let request = SimulatedRequest(path: path, query: query, now: Conformance.instant)
            let answer = simulator.answer(request)
            return (answer.status, answer.body)
        })
    func conforms(_ check: Check<YouTubePlatform>) async throws { try await check.run() }

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
