import InstagramSimulator
import PlatformAPI
import PlatformTesting
import Simulation
import Testing

@testable import InstagramPlatform

@Suite("Instagram conformance")
struct ConformanceTests {
    static let simulator = InstagramSimulator()

    @Test(
        "keeps the rules of every platform",
        arguments: Conformance.checks(for: InstagramPlatform.self) { path, query in
            let request = SimulatedRequest(path: path, query: query, now: Conformance.instant)
            let answer = simulator.answer(request)
            return (answer.status, answer.body)
        })
    func conforms(_ check: Check<InstagramPlatform>) async throws { try await check.run() }

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
