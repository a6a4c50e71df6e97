import Foundation
import PlatformAPI
import Platforms

/// Reads, maps and writes out one platform's pages over and over.
struct TransformRun {
    private let platform: PlatformID
    private let searcher: any PagedSearcher
    private let bodies: [[UInt8]]

    init(bodies: Bodies, platform: PlatformID) throws {
        let found = allPlatforms.first { type(of: $0).descriptor.id == platform }
        guard let searcher = found?.searcher(for: .keyword) as? any PagedSearcher else {
            throw BenchError("\(platform) has no paged keyword search")
        }
        self.platform = platform
        self.searcher = searcher
        self.bodies = try bodies.read(platform)
    }

    /// One JSON line: megabytes of input a second, with and without writing the creators out as JSON.
    func measure(for duration: Duration) async throws -> String {
        _ = try pass(writing: true)  // the first pass pays for lazy tables
        let whole = try rate(for: duration / 2, writing: true)
        let read = try rate(for: duration / 2, writing: false)
        return """
            {"platform":"\(platform.rawValue)","mb_s":\(whole.megabytes),"map_mb_s":\(read.megabytes),\
            "pages":\(bodies.count),"bytes":\(bodies.map(\.count).reduce(0, +)),"creators":\(whole.creators),\
            "out_bytes":\(whole.written)}
            """
    }

    private struct Rate {
        var megabytes: Double
        var creators: Int
        var written: Int
    }

    private func rate(for duration: Duration, writing: Bool) throws -> Rate {
        let clock = ContinuousClock()
        let start = clock.now
        var passes = 0
        var last = (creators: 0, written: 0)
        while clock.now - start < duration {
            last = try pass(writing: writing)
            passes += 1
        }
        let elapsed = (clock.now - start) / .seconds(1)
        let bytes = bodies.map(\.count).reduce(0, +) * passes
        return Rate(megabytes: Double(bytes) / 1e6 / elapsed, creators: last.creators, written: last.written)
    }

    private func pass(writing: Bool) throws -> (creators: Int, written: Int) {
        let request = SearchRequest(subject: .keyword("vegan recipes"), wanted: 1000)
        var creators = 0
        var written = 0
        for body in bodies {
            let page = try searcher.transform(
                ProviderResponse(status: 200, body: body).json(), for: request, after: nil, now: Bodies.now)
            creators += page.creators.count
            guard writing else { continue }
            for creator in page.creators { written += try GemzJSON.bytes(of: creator).count }
        }
        return (creators, written)
    }
}
