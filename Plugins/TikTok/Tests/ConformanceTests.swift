import PlatformAPI
import PlatformTesting
import Simulation
import Testing
import TikTokSimulator

@testable import TikTokPlatform

@Suite("TikTok conformance")
struct ConformanceTests {
    static let simulator = TikTokSimulator()

    @Test(
        "keeps the rules of every platform",
        arguments: Conformance.checks(for: TikTokPlatform.self) { path, query in
            let request = SimulatedRequest(path: path, query: query, now: Conformance.instant)
            let answer = simulator.answer(request)
            return (answer.status, answer.body)
        })
    func conforms(_ check: Check<TikTokPlatform>) async throws { try await check.run() }

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
