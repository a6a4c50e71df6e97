import Foundation
import Logging

/// What an admin asks hosts for.
struct LogQuery: Codable, Sendable {
    /// From which level on, by name.
    enum Level: String, Codable, CaseIterable, Sendable {
        case debug, info, notice, warning, error
    }

    var request: String?
    var job: String?
    var tag: String?
    var level: Level?
    /// Of each host.
    var limit: Int

    static let limits = 1...500

    func matches(_ entry: LogEntry) -> Bool {
        (request == nil || entry.request == request) && (job == nil || entry.job == job)
            && (tag == nil || entry.tag == tag)
            && (level.flatMap { Logger.Level(rawValue: $0.rawValue) }.map { $0 <= entry.level } ?? true)
    }
}

/// A line as admins see it, and as hosts give it to each other.
struct LogLine: Codable, Sendable {
    var at: Date
    var host: String
    var level: String
    var tag: String
    var mark: String
    var message: String
    var request: String?
    var job: String?
    var fields: [String: String]?

    init(_ entry: LogEntry, host: String, net: LogNet) {
        at = entry.at
        self.host = host
        level = entry.level.rawValue
        tag = entry.tag
        mark = entry.mark
        message = net.clean(entry.message)
        request = entry.request.map(net.clean)
        job = entry.job
        fields = entry.fields.isEmpty ? nil : entry.fields.mapValues(net.clean)
    }

    static let schema = Schema.object([
        .required("at", .timestamp), .required("host", .string().example(.string("gemz-1/4711"))),
        .required("level", .oneOf(LogQuery.Level.allCases.map(\.rawValue)).example(.string("info"))),
        .required("tag", .string().about("The part of the house.").example(.string("job"))),
        .required("mark", .string().example(.string("✅"))),
        .required(
            "message",
            .string().about("Without secrets; addresses are masked, control characters escaped.").example(
                .string("completed with 100 of 100 creators"))),
        .optional("request", .string().about("The id of the request that it was written for.")),
        .optional("job", .uuid.about("The job that it was written for.")),
        .optional("fields", Schema([("type", .string("object"))]).about("Other ids, such as a message's.")),
    ])
}

/// What hosts tell each other when one of them is asked for lines.
enum LogWord: Codable, Sendable {
    /// Who hears it answers. With a limit of none it asks who is there.
    case question(id: UUID, by: UUID, LogQuery)
    /// An answer lies ready.
    case answer(to: UUID, by: UUID)
}
