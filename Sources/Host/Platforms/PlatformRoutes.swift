import Foundation
import PlatformAPI

/// `/api/platforms`: what can be searched now.
enum PlatformRoutes {
    static func endpoints(_ platforms: PlatformService) -> [Endpoint] {
        [
            Endpoint(
                method: .get, path: "/api/platforms", access: .session, summary: "Platforms and modes to search",
                tag: "platforms", result: .list(of: .named("Platform")),
                handle: { _ in try APIResult(await platforms.views()) })
        ]
    }
}

/// A platform as clients see it.
struct PlatformView: Encodable, Sendable {
    struct Mode: Encodable, Sendable {
        struct Input: Encodable, Sendable {
            var label: String
            var kind: String
            var max: Int
        }

        var id: String
        var enabled = true
        var state = "ok"
        var reason: String?
        var input: Input
        var regions: [String]
    }

    var id: String
    var name: String
    var icon: String?
    var enabled = true
    var reason: String?
    var modes: [Mode]

    /// - Parameter maxInputs: how many terms the host takes at most, whatever the platform would.
    init(_ descriptor: PlatformDescriptor, maxInputs: Int) {
        id = descriptor.id.rawValue
        name = descriptor.name
        icon = descriptor.icon
        modes = descriptor.modes.map { mode in
            Mode(
                id: mode.mode.rawValue,
                input: Mode.Input(
                    label: mode.inputLabel, kind: mode.inputKind.rawValue, max: min(mode.maxInputs, maxInputs)),
                regions: mode.regions)
        }
    }

    /// Says that searches are taken but wait, and why.
    mutating func pause(for reason: String) {
        for index in modes.indices {
            modes[index].state = "paused"
            modes[index].reason = reason
        }
    }

    /// Says which searches admins have switched off, and why.
    mutating func close(_ platform: PlatformDescriptor, by config: ConfigSnapshot, at now: Date) {
        let closure = config.closure(of: platform, at: now)
        (enabled, reason) = (closure == nil, closure?.reason)
        for (index, mode) in platform.modes.enumerated() {
            guard let closure = config.closure(of: platform, mode, at: now) else { continue }
            modes[index].enabled = false
            modes[index].reason = closure.reason
        }
    }

    static let schema = Schema.object([
        .required("id", .string().example(.string("toy"))),
        .required("name", .string().example(.string("Toy"))),
        .optional("icon", .string().about("One SVG path in a box of 24 by 24, to be drawn as a line two wide.")),
        .required("enabled", .bool.about("Whether searches are taken.")),
        .optional("reason", .string().about("Why they are not taken.")),
        .required(
            "modes",
            .list(
                of: .object([
                    .required("id", .oneOf(SearchMode.allCases.map(\.rawValue))), .required("enabled", .bool),
                    .optional("reason", .string()), .required("state", .oneOf(["ok", "paused"])),
                    .required(
                        "input",
                        .object([
                            .required("label", .string().example(.string("Keyword"))),
                            .required("kind", .oneOf(["keywords", "usernames"])),
                            .required("max", .integer(1...50).example(.int(10))),
                        ])), .required("regions", .list(of: .string().example(.string("US")))),
                ]))),
    ])
}
