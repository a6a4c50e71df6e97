import Foundation
import InstagramSimulator
import PlatformAPI
import Platforms
import Simulation
import TikTokSimulator
import YouTubeSimulator

/// The first pages of some keyword searches, as the plugins' simulators answer them.
struct Bodies {
    static let terms = ["vegan recipes", "home workout", "travel photography", "skin care"]
    static let pagesPerTerm = 3
    /// Relative dates count from here, so that every run reads the same bodies.
    static let now = Date(timeIntervalSince1970: 1_767_225_600)

    var directory: String

    private static let simulators: [PlatformID: any ProviderSimulator] = [
        "tiktok": TikTokSimulator(), "instagram": InstagramSimulator(), "youtube": YouTubeSimulator(),
    ]

    func write() throws {
        for platform in allPlatforms {
            let id = type(of: platform).descriptor.id
            guard let searcher = platform.searcher(for: .keyword) as? any PagedSearcher,
                let simulator = Self.simulators[id]
            else { throw BenchError("\(id) has no paged keyword search or no simulator") }
            var number = 0
            for term in Self.terms {
                for body in try pages(of: term, searcher, simulator) {
                    number += 1
                    let name = "\(id.rawValue)-\(String(format: "%02d", number)).json"
                    try Data(body).write(to: URL(filePath: directory).appending(path: name))
                }
            }
        }
    }

    func read(_ platform: PlatformID) throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        let own = names.filter { $0.hasPrefix("\(platform.rawValue)-") }
        guard !own.isEmpty else { throw BenchError("no pages of \(platform) in \(directory)") }
        return try own.map { Array(try Data(contentsOf: URL(filePath: directory).appending(path: $0))) }
    }

    private func pages(
        of term: String, _ searcher: any PagedSearcher, _ simulator: any ProviderSimulator
    ) throws -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        var cursor: Cursor?
        let request = SearchRequest(subject: .keyword(term), wanted: 1000)
        while bodies.count < Self.pagesPerTerm {
            let call = try searcher.providerRequest(for: request, after: cursor)
            let answer = simulator.answer(SimulatedRequest(path: call.path, query: call.query, now: Self.now))
            bodies.append(answer.body)
            let page = try searcher.transform(
                JSONReader(parsing: answer.body), for: request, after: cursor, now: Self.now)
            guard case .more(let next) = page.next else { break }
            cursor = next
        }
        return bodies
    }
}

struct BenchError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
