public import Foundation

/// A fixture case: a search, the exchanges that answer it, and why it is worth keeping.
///
/// `Fixtures/<platform>/<mode>/<case>/case.json`, its bodies as files beside it:
///
///     {
///       "why": "the second page is the last one",
///       "origin": "synthetic",
///       "request": {"keyword": "trek", "region": "US", "wanted": 50},
///       "now": "2026-01-02T03:04:05Z",
///       "exchanges": [
///         {"request": {"path": "/v1/tiktok/search/keyword", "query": {"query": "trek", "cursor": "0"}},
///          "response": {"status": 200, "body": "1.json"}},
///         {"request": {"path": "/v1/tiktok/search/keyword", "query": {"query": "trek", "cursor": "30"}},
///          "fault": "timeout"}
///       ]
///     }
///
/// `origin` is `"synthetic"` or `{"recorded": "2025-11-03"}`. `similarTo` stands in place of `keyword` for a search
/// by example. `"unused": "reason"` excuses exchanges that the search does not reach. `"quirks": ["heic-first"]` names
/// what of the provider's oddities the case holds, by the names in `Fixtures/<platform>/quirks.json`.
public struct TapeCase: Hashable, Sendable {
    public enum Origin: Hashable, Sendable {
        case synthetic
        /// The day, as written.
        case recorded(String)
    }

    public enum Subject: Hashable, Sendable {
        case keyword(String)
        case similarTo(String)
    }

    /// The folders that hold the case, such as `tiktok`, `keyword`, `two-pages`.
    public let platform: String
    public let mode: String
    public let name: String
    public let folder: URL
    public let why: String
    public let origin: Origin
    public let subject: Subject
    public let region: String?
    public let wanted: Int
    /// The instant at which the search runs.
    public let now: Date
    /// Why exchanges may stay unused; `nil` where all must be used.
    public let unused: String?
    /// The provider's oddities that the case would fail on if they were not handled, by name.
    public let quirks: [String]
    public let tape: Tape

    /// Reads the case in a folder.
    ///
    /// - Throws: ``TapeProblem`` naming what is missing or unknown.
    public init(folder: URL) throws(TapeProblem) {
        let file = folder.appending(path: "case.json")
        let reader = TapeReader(file: file, isCase: true)
        let root = try reader.root()
        let known: Set = ["why", "origin", "request", "now", "exchanges", "unused", "quirks"]
        if let stranger = root.members?.first(where: { !known.contains($0.key) }) {
            throw reader.problem("unknown key \(stranger.key)")
        }
        guard let why = root["why"]?.string, !why.isEmpty else { throw reader.problem("no reason why") }
        guard let now = root["now"]?.string.flatMap(Self.date) else { throw reader.problem("now is no RFC 3339 date") }
        guard let wanted = root["request"]?["wanted"]?.integer, wanted > 0 else {
            throw reader.problem("request.wanted is no count")
        }
        let parts = folder.pathComponents.suffix(3)
        platform = parts.first ?? ""
        mode = parts.dropFirst().first ?? ""
        name = folder.lastPathComponent
        self.folder = folder
        self.why = why
        self.now = now
        self.wanted = wanted
        origin = try Self.origin(root["origin"], reader)
        subject = try Self.subject(root["request"], reader)
        region = root["request"]?["region"]?.string
        unused = root["unused"]?.string
        quirks = (root["quirks"]?.elements ?? []).compactMap(\.string)
        tape = Tape(name: parts.joined(separator: "/"), exchanges: try reader.exchanges(in: root))
    }

    private static func origin(_ origin: JSONValue?, _ reader: TapeReader) throws(TapeProblem) -> Origin {
        if origin?.string == "synthetic" { return .synthetic }
        guard let day = origin?["recorded"]?.string else {
            throw reader.problem(#"origin is neither "synthetic" nor {"recorded": date}"#)
        }
        return .recorded(day)
    }

    private static func subject(_ request: JSONValue?, _ reader: TapeReader) throws(TapeProblem) -> Subject {
        switch (request?["keyword"]?.string, request?["similarTo"]?.string) {
        case (let term?, nil): return .keyword(term)
        case (nil, let handle?): return .similarTo(handle)
        default: throw reader.problem("request needs either keyword or similarTo")
        }
    }

    private static func date(_ text: String) -> Date? {
        // Two spellings of RFC 3339: what the first refuses, the second may read.
        (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
