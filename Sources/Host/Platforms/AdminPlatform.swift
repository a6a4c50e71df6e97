import Foundation
import PlatformAPI

/// A platform as admins see it: whether it is searched, and when it is not to be.
struct AdminPlatform: Encodable, Sendable {
    struct Mode: Encodable, Sendable {
        var id: String
        var enabled: Bool
        var reason: String?
        var running: RunningSearches?
        var toggle: Toggle
    }

    /// What the toggle itself says, whatever else holds.
    struct Toggle: Encodable, Sendable {
        var enabled: Bool
        var reason: String?
        var running: RunningSearches?

        fileprivate init(_ toggled: PlatformClosure?) {
            enabled = toggled == nil
            reason = toggled?.reason
            running = toggled?.running
        }
    }

    /// Open searches.
    struct Jobs: Encodable, Sendable {
        var pending = 0
        var processing = 0
        var paused = 0
    }

    var id: String
    var name: String
    var enabled: Bool
    var reason: String?
    var running: RunningSearches?
    var toggle: Toggle
    var modes: [Mode]
    var jobs: Jobs
    var switches: [SwitchView]

    init(_ platform: PlatformDescriptor, jobs: Jobs, config: ConfigSnapshot, now: Date) {
        let closure = config.closure(of: platform, at: now)
        id = platform.id.rawValue
        name = platform.name
        enabled = closure == nil
        reason = closure?.reason
        running = closure?.running
        toggle = Toggle(config.toggled(platform))
        modes = platform.modes.map { mode in
            let closure = config.closure(of: platform, mode, at: now)
            return Mode(
                id: mode.mode.rawValue, enabled: closure == nil, reason: closure?.reason, running: closure?.running,
                toggle: Toggle(config.toggled(platform, mode)))
        }
        self.jobs = jobs
        switches = config.switches.filter { $0.platform == platform.id }.map { SwitchView($0, now: now) }
    }

    static let runningSchema = Schema.oneOf(RunningSearches.allCases.map(\.rawValue))

    private static let toggleSchema = Schema.object([
        .required("enabled", .bool),
        .optional("reason", .string().about("What it tells users while it is off.")),
        .optional("running", runningSchema),
    ]).about("What the toggle itself says; switches, and for a mode its platform, may say otherwise.")

    static let schema = Schema.object([
        .required("id", .string().example(.string("toy"))), .required("name", .string().example(.string("Toy"))),
        .required("enabled", .bool.about("What holds now; a switch that is in force counts.")),
        .optional("reason", .string().about("What users are told while it is off.")),
        .optional("running", runningSchema.about("What becomes of open searches while it is off.")),
        .required("toggle", toggleSchema),
        .required(
            "modes",
            .list(
                of: .object([
                    .required("id", .oneOf(SearchMode.allCases.map(\.rawValue))),
                    .required("enabled", .bool.about("Off where the platform is, too.")),
                    .optional("reason", .string()), .optional("running", runningSchema),
                    .required("toggle", toggleSchema),
                ]))),
        .required(
            "jobs",
            Schema.object([.required("pending", .count), .required("processing", .count), .required("paused", .count)])
                .about("Open searches.")),
        .required("switches", .list(of: .named("Switch")).about("In force or still to come, the earliest first.")),
    ])
}

/// A switch as admins see it.
struct SwitchView: Encodable, Sendable {
    private enum Key: String, CodingKey { case id, mode, reason, running, from, until, isActive, by }

    var one: PlatformSwitch
    var isActive: Bool

    init(_ one: PlatformSwitch, now: Date) {
        self.one = one
        isActive = one.isActive(at: now)
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(one.id.text, forKey: .id)
        try fields.encodeIfPresent(one.mode?.rawValue, forKey: .mode)
        try fields.encode(one.reason, forKey: .reason)
        try fields.encode(one.running.rawValue, forKey: .running)
        try fields.encode(one.from, forKey: .from)
        try fields.encodeIfPresent(one.until, forKey: .until)
        try fields.encode(isActive, forKey: .isActive)
        try fields.encode(AuditedActor(id: one.by.text, email: one.email), forKey: .by)
    }

    static let schema = Schema.object([
        .required("id", .uuid),
        .optional("mode", .oneOf(SearchMode.allCases.map(\.rawValue)).about("Absent for the whole platform.")),
        .required("reason", .string().about("What users are told.").example(.string("The provider moves house."))),
        .required("running", AdminPlatform.runningSchema.about("What becomes of open searches.")),
        .required("from", .timestamp),
        .optional("until", .timestamp.about("Absent until somebody takes the switch away.")),
        .required("isActive", .bool), .optional("by", AuditedActor.schema),
    ])
}
