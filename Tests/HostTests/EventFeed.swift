import Foundation
import HTTPClient
import HostTesting
import Testing

/// What stands between two blank lines of an event stream.
enum EventBlock {
    case event(SentEvent)
    case comment
    case retry(String)
}

struct SentEvent {
    var id: Int
    var name: String
    var data: [String: Any]

    /// The positions that a `creators` event names.
    var positions: [Int] {
        guard name == "creators", let from = data["from"] as? Int, let to = data["to"] as? Int else { return [] }
        return Array(from...to)
    }
}

/// Reads a job's events as they come.
struct EventFeed {
    private let stream: HTTPStream
    /// Its client lives as long as the stream is read.
    private let caller: Caller
    private var chunks: AsyncThrowingStream<[UInt8], any Error>.Iterator
    private var text = ""

    init(_ caller: Caller, _ job: String, after id: Int? = nil) async throws {
        try await self.init(caller, job, lastEventID: id.map(String.init))
    }

    init(_ caller: Caller, _ job: String, lastEventID: String?) async throws {
        self.caller = caller
        stream = try await caller.stream(
            "/api/jobs/\(job)/events", headers: lastEventID.map { [("Last-Event-ID", $0)] } ?? [])
        chunks = stream.chunks.makeAsyncIterator()
    }

    var status: Int { stream.status }
    func header(_ name: String) -> String? { stream.header(name) }

    /// The next block, or `nil` where the stream has ended as it should.
    mutating func block() async throws -> EventBlock? {
        while true {
            if let end = text.range(of: "\n\n") {
                let block = text[..<end.lowerBound]
                text.removeSubrange(..<end.upperBound)
                return try Self.read(block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
            }
            guard let chunk = try await chunks.next() else {
                #expect(text.isEmpty, "the stream ended in the middle of an event")
                return nil
            }
            text += String(decoding: chunk, as: UTF8.self)
        }
    }

    /// The next event.
    mutating func next() async throws -> SentEvent? {
        while let block = try await block() {
            if case .event(let event) = block { return event }
        }
        return nil
    }

    /// Waits for a comment line; whether one came before the end.
    mutating func beats() async throws -> Bool {
        while let block = try await block() {
            if case .comment = block { return true }
        }
        return false
    }

    /// All events up to the end.
    mutating func rest() async throws -> [SentEvent] {
        var all: [SentEvent] = []
        while let event = try await next() { all.append(event) }
        return all
    }

    private static func read(_ lines: [String]) throws -> EventBlock {
        if lines == [":"] { return .comment }
        if lines.count == 1, lines[0].hasPrefix("retry: ") { return .retry(String(lines[0].dropFirst(7))) }
        try #require(lines.count == 3)
        try #require(lines[0].hasPrefix("id: ") && lines[1].hasPrefix("event: ") && lines[2].hasPrefix("data: "))
        let data = try JSONSerialization.jsonObject(with: Data(lines[2].dropFirst(6).utf8)) as? [String: Any]
        return .event(
            SentEvent(
                id: try #require(Int(lines[0].dropFirst(4))), name: String(lines[1].dropFirst(7)),
                data: try #require(data)))
    }
}
