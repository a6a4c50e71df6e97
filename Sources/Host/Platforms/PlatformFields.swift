import Foundation
import PlatformAPI

/// Switches a platform or one of its modes off or on, now.
struct PlatformToggle: Sendable {
    var mode: ModeDescriptor?
    var isEnabled: Bool
    var reason: String?
    var running: RunningSearches

    /// Reads a body.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED`, naming every bad field.
    init(_ fields: inout FieldReader, of platform: PlatformDescriptor) throws {
        mode = fields.mode(of: platform)
        let enabled = fields.bool("enabled")
        if enabled == nil, !fields.issues.contains(where: { $0.field == "enabled" }) {
            fields.fail("enabled", "is missing", accepted: "true or false")
        }
        reason = fields.string("reason", length: PlatformFields.reason, required: enabled == false)
        running = fields.running()
        try fields.finish()
        isEnabled = enabled ?? true
    }

    static let schema = Schema.object([
        PlatformFields.mode, .required("enabled", .bool),
        .optional(
            "reason",
            .text(PlatformFields.reason).about("What users are told; required to switch off.")
                .example(.string("The provider moves house."))),
        PlatformFields.running,
    ])
}

/// When a platform or one of its modes is to be off.
struct PlatformSwitchDraft: Sendable {
    var mode: ModeDescriptor?
    var reason: String
    var running: RunningSearches
    var from: Date
    var until: Date?

    /// Reads a body.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED`, naming every bad field.
    init(_ fields: inout FieldReader, of platform: PlatformDescriptor, now: Date) throws {
        mode = fields.mode(of: platform)
        let reason = fields.string("reason", length: PlatformFields.reason)
        running = fields.running()
        let from = fields.timestamp("from", required: true)
        until = fields.timestamp("until", required: false)
        if let from, let until, until <= max(from, now) {
            fields.fail("until", "is not after `from`, or is over", accepted: "a time to come that is after `from`")
        }
        try fields.finish()
        guard let reason, let from else { throw APIError.validation(fields.issues) }
        (self.reason, self.from) = (reason, from)
    }

    static let schema = Schema.object([
        PlatformFields.mode,
        .required(
            "reason",
            .text(PlatformFields.reason).about("What users are told.").example(.string("The provider moves house."))),
        PlatformFields.running, .required("from", .timestamp),
        .optional("until", .timestamp.about("Without it, until somebody takes the switch away.")),
    ])
}

/// What both ways to switch have in common.
private enum PlatformFields {
    static let reason = 1...PlatformConfig.reasonLength
    static let mode = Schema.Field.optional(
        "mode", .oneOf(SearchMode.allCases.map(\.rawValue)).about("Without it, the whole platform."))
    static let running = Schema.Field.optional(
        "running", AdminPlatform.runningSchema.about("What becomes of open searches; `finish`, where it is not said."))
}

extension FieldReader {
    fileprivate mutating func mode(of platform: PlatformDescriptor) -> ModeDescriptor? {
        choice("mode", of: platform.modes.map(\.mode.rawValue)).flatMap(SearchMode.init(rawValue:))
            .flatMap(platform.mode)
    }

    fileprivate mutating func running() -> RunningSearches {
        choice("running", of: RunningSearches.allCases.map(\.rawValue)).flatMap(RunningSearches.init) ?? .finish
    }
}
