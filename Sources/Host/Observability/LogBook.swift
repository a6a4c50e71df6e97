import Effects
import Foundation
import Logging
import Synchronization

/// The lines that a host wrote last, and from which level on it writes any.
///
/// Lines of jobs, lines of requests and all others have a ring each: a flood of requests does not push out what a job
/// has said. Lines are kept as they were written; what reads them goes through the ``LogNet``.
final class LogBook: Sendable {
    private struct Rings {
        var jobs = LogRing()
        var requests = LogRing()
        var others = LogRing()
        /// Counts lines, which tells apart those of one instant.
        var count = 0
    }

    let levels: LogLevels
    /// What the host is called.
    let host: String
    private let net: LogNet
    private let now: @Sendable () -> Date
    private let rings = Mutex(Rings())

    /// - Parameter secrets: texts that nobody sees in a line.
    init(
        level: Logger.Level, host: String = "", secrets: [String] = [],
        now: @escaping @Sendable () -> Date = Effects.live.now
    ) {
        levels = LogLevels(level)
        self.host = host
        net = LogNet(secrets: secrets)
        self.now = now
    }

    func keep(_ entry: LogEntry) {
        var entry = entry
        entry.at = now()
        rings.withLock { rings in
            rings.count += 1
            entry.number = rings.count
            if entry.job != nil {
                rings.jobs.append(entry)
            } else if entry.request != nil {
                rings.requests.append(entry)
            } else {
                rings.others.append(entry)
            }
        }
    }

    /// The newest lines that a query asks for, the oldest of them first.
    func lines(_ query: LogQuery) -> [LogLine] {
        let found = rings.withLock { rings in
            [rings.jobs, rings.requests, rings.others].flatMap { $0.newest(query.limit, where: query.matches) }
        }
        return found.sorted { $0.number < $1.number }.suffix(query.limit).map { LogLine($0, host: host, net: net) }
    }
}

/// A line as it was written.
struct LogEntry: Sendable {
    var at = Date.distantPast
    var number = 0
    var level: Logger.Level
    var tag: String
    var mark: String
    var message: String
    var request: String?
    var job: String?
    /// Other ids, such as a message's.
    var fields: [String: String]

    /// About what it takes in memory.
    var size: Int {
        200 + message.utf8.count + (request?.utf8.count ?? 0)
            + fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }
}

/// So many lines, or so many bytes of them; the oldest make room.
struct LogRing: Sendable {
    static let mostLines = 4000
    static let mostBytes = 2 << 20

    private var slots: [LogEntry?] = []
    private var first = 0
    private(set) var count = 0
    private(set) var bytes = 0

    mutating func append(_ entry: LogEntry) {
        while count > 0, count == Self.mostLines || bytes + entry.size > Self.mostBytes { dropFirst() }
        if count == slots.count { grow() }
        slots[(first + count) % slots.count] = entry
        count += 1
        bytes += entry.size
    }

    /// The newest that match, the oldest of them first.
    func newest(_ most: Int, where matches: (LogEntry) -> Bool) -> [LogEntry] {
        var found: [LogEntry] = []
        var place = count
        while place > 0, found.count < most {
            place -= 1
            if let entry = slots[(first + place) % slots.count], matches(entry) { found.append(entry) }
        }
        return found.reversed()
    }

    private mutating func dropFirst() {
        bytes -= slots[first]?.size ?? 0
        slots[first] = nil
        first = (first + 1) % slots.count
        count -= 1
    }

    private mutating func grow() {
        let kept = (0..<count).map { slots[(first + $0) % slots.count] }
        let room = min(Self.mostLines, max(64, 2 * count))
        slots = kept + Array(repeating: nil, count: room - count)
        first = 0
    }
}
