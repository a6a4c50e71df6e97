import Domain
import Foundation
import PlatformAPI

/// How providers do, as admins see it.
struct ProviderReport: Encodable, Sendable {
    /// Since when calls, failures and durations count.
    var recentSince: Date
    /// In the order of the platforms.
    var platforms: [PlatformReport]
    /// At most ten, whoever spent most first.
    var topSpenders: [Spender]

    struct PlatformReport: Encodable, Sendable {
        var id: String
        var name: String
        var vendor: String
        /// Of the vendor's key, on which all its endpoints depend.
        var key: CircuitView
        var slots: Slots
        var creditsSpent: Credits
        var creditsSaved: Credits
        /// In the order of their paths.
        var endpoints: [EndpointReport]
    }

    struct EndpointReport: Encodable, Sendable {
        var path: String
        var circuit: CircuitView
        var calls: Int
        var failures: Int
        var p50Milliseconds: Int?
        var p95Milliseconds: Int?
        var creditsSpent: Credits
        var lastError: CallError?
        var lastShapeError: ShapeError?
    }

    /// Whether calls go out.
    struct CircuitView: Encodable, Hashable, Sendable {
        var state: String
        var reason: String?
        var since: Date?
        /// When the next probe may go out.
        var openUntil: Date?
    }

    struct Slots: Encodable, Hashable, Sendable {
        var inUse: Int
        var limit: Int
    }

    struct Credits: Encodable, Hashable, Sendable {
        var today = 0
        var thirtyDays = 0
    }

    struct CallError: Encodable, Hashable, Sendable {
        var message: String
        var status: Int?
        var at: Date
    }

    /// What an answer had in place of what was expected.
    struct ShapeError: Encodable, Hashable, Sendable {
        /// Empty for the answer as a whole.
        var path: String
        var reason: String
        var at: Date
    }

    struct Spender: Encodable, Hashable, Sendable {
        var userId: String
        var email: String?
        var searches: Int
        var creditsSpent: Int
        var creditsSaved: Int
    }

    /// Calls of an endpoint lately.
    struct Traffic: Hashable, Sendable {
        var calls = 0
        var failures = 0
        var p50Milliseconds: Int?
        var p95Milliseconds: Int?
    }
}

extension ProviderReport.CircuitView {
    /// - Parameter circuit: `nil` where there never was any trouble.
    init(_ circuit: Circuit?) {
        let circuit = circuit ?? Circuit()
        state = circuit.state.rawValue
        guard circuit.state != .closed else { return }
        reason = circuit.reason?.message
        since = circuit.since
        openUntil = circuit.probeAt
    }
}

extension ProviderReport {
    static let schema = Schema.object([
        .required("recentSince", .timestamp.about("Since when calls, failures and durations count: an hour ago.")),
        .required("platforms", .list(of: platform)),
        .required(
            "topSpenders",
            .list(
                of: .object([
                    .required("userId", .uuid), .optional("email", .string().example(.string("jane@example.com"))),
                    .required("searches", .count), .required("creditsSpent", .count), .required("creditsSaved", .count),
                ]), count: 0...10
            ).about(
                "By calls of the last 30 days, also of searches that are gone; `searches` and `creditsSaved` by searches "
                    + "started since then that are still kept.")),
    ])

    private static let platform = Schema.object([
        .required("id", .string().example(.string("toy"))), .required("name", .string().example(.string("Toy"))),
        .required("vendor", .string().example(.string("scrapecreators"))),
        .required("key", circuit.about("Of the vendor's key, on which all its endpoints depend.")),
        .required(
            "slots",
            .object([.required("inUse", .count), .required("limit", .count)]).about(
                "Calls under way now, of all hosts, and how many there may be.")),
        .required("creditsSpent", credits.about("By all calls, also of searches that are gone.")),
        .required("creditsSaved", credits.about("By searches started since then that are still kept.")),
        .required("endpoints", .list(of: endpoint)),
    ])

    private static let endpoint = Schema.object([
        .required("path", .string().example(.string("/v1/toy/search"))), .required("circuit", circuit),
        .required("calls", .count),
        .required("failures", .count.about("An account that does not exist or hides is none.")),
        .optional("p50Milliseconds", .count), .optional("p95Milliseconds", .count),
        .required("creditsSpent", credits),
        .optional(
            "lastError",
            .object([
                .required("message", .string().example(.string("unavailable: status 500"))),
                .optional("status", .integer(100...599)), .required("at", .timestamp),
            ]).about("Of the last 30 days.")),
        .optional(
            "lastShapeError",
            .object([
                .required("path", .string().about("Empty for the answer as a whole.").example(.string("creators"))),
                .required("reason", .string().example(.string("expected array, found absent"))),
                .required("at", .timestamp),
            ]).about("The last answer that was not what the platform's code was written for.")),
    ])

    private static let circuit = Schema.object([
        .required("state", .oneOf(Circuit.State.allCases.map(\.rawValue))),
        .optional("reason", .string().example(.string("The data provider does not answer at the moment."))),
        .optional("since", .timestamp),
        .optional("openUntil", .timestamp.about("When one call may go out, to see whether it answers again.")),
    ])

    private static let credits = Schema.object([
        .required("today", .count.about("Since midnight, UTC.")), .required("thirtyDays", .count),
    ])
}
