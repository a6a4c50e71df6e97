import FoundationEssentials
import PlatformAPI
import PlatformTesting
import Simulation
import YouTubeSimulator

extension SimulatorProvider {
    /// A provider that gives every request the same JSON.
    convenience init(json: String, status: Int = 200) {
        self.init { _, _ in (status, Array(json.utf8)) }
    }

    /// The simulator as a provider.
    convenience init(_ simulator: YouTubeSimulator, now: Date) {
        self.init { path, query in
            let answer = simulator.answer(SimulatedRequest(path: path, query: query, now: now))
            return (answer.status, answer.body)
        }
    }
}

extension Date {
    /// 15 January 2026, noon in Greenwich: the instant of every test.
    static let ofTests = Date(timeIntervalSince1970: 1_768_478_400)
}

extension JSONReader {
    init(text: String) throws { try self.init(parsing: Array(text.utf8)) }
}

extension Creator {
    /// A channel as a search finds it.
    static func channel(_ id: String, handle: String? = nil) -> Creator {
        Creator(platform: "youtube", externalId: id, handle: handle)
    }
}
