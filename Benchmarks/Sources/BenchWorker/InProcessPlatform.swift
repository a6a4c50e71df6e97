import Foundation
import PlatformAPI

/// Makes 50 creators a page in the process itself: no provider, no HTTP, no JSON to read. What is left is the queue.
struct InProcessPlatform: Platform {
    static let descriptor = PlatformDescriptor(
        id: "inprocess", name: "In process",
        modes: [
            ModeDescriptor(mode: .keyword, inputLabel: "Words", inputKind: .keywords, maxPages: 100_000)
        ],
        provider: ProviderBinding(vendor: "scrapecreators", timeout: .seconds(60)), profileHosts: ["example.com"],
        imageHosts: ["example.com"])

    var searchers: [any Searcher] { [InProcessSearcher()] }
}

private struct InProcessSearcher: Searcher {
    static let mode = SearchMode.keyword
    static let perPage = 50

    /// A term that begins with `clock` gets an empty last page and a line with the instant it was asked for.
    func page(
        _ request: SearchRequest, after cursor: Cursor?, in context: SearchContext
    ) async throws(PlatformError) -> Page {
        if request.text.hasPrefix("clock") {
            Clock.print(request.text)
            return Page(creators: [], next: .end)
        }
        let first = cursor.flatMap { Int($0.rawValue) } ?? 0
        let creators = (first..<first + Self.perPage).map { number in
            Creator(
                platform: InProcessPlatform.descriptor.id, externalId: "creator-\(number)", handle: "creator.\(number)",
                displayName: "Creator \(number)", profileUrl: "https://example.com/@creator.\(number)",
                followers: number &* 7919 % 1_000_000, isVerified: false, isPrivate: false)
        }
        return Page(creators: creators, next: .more(Cursor(rawValue: String(first + Self.perPage))))
    }
}

/// The machine's monotonic clock, which every process on it shares.
enum Clock {
    static func print(_ text: String) {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = Int(time.tv_sec) * 1_000_000_000 + time.tv_nsec
        FileHandle.standardOutput.write(Data("\(text) \(nanoseconds)\n".utf8))
    }
}
