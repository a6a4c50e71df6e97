import Foundation

/// How gemz is used, for admins.
struct Metrics: Sendable {
    struct Users: Encodable, Sendable {
        var total: Int
        var last7Days: Int
    }

    struct Admins: Encodable, Sendable {
        var byEnvironment: Int
        var byDatabase: Int
    }

    struct Open: Encodable, Sendable {
        var pending = 0
        var processing = 0
        var paused = 0
    }

    struct Day: Encodable, Sendable {
        var day: String
        var started = 0
        var completed = 0
        var failed = 0
        var cancelled = 0
    }

    struct Credits: Encodable, Sendable {
        var day: String
        var spent = 0
        var saved = 0
    }

    var users: Users
    var admins: Admins
    var open: Open
    /// The oldest first, none left out.
    var days: [Day]
    var credits: [Credits]
    var recentActions: [AuditedAct]
}

extension Metrics {
    private static let day = Schema.string(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        .about("In UTC.").example(.string("2026-01-02"))

    static let schema = Schema.object([
        .required("users", .object([.required("total", .count), .required("last7Days", .count)])),
        .required(
            "admins",
            .object([
                .required("byEnvironment", .count.about("Addresses that `NEXT_PUBLIC_ADMIN_EMAILS` lists.")),
                .required("byDatabase", .count),
            ])),
        .required(
            "searches",
            .object([
                .required(
                    "open",
                    .object([
                        .required("pending", .count), .required("processing", .count), .required("paused", .count),
                    ])),
                .required(
                    "perDay",
                    .list(
                        of: .object([
                            .required("day", day), .required("started", .count), .required("completed", .count),
                            .required("failed", .count.about("Ended in error, or at their time limit.")),
                            .required("cancelled", .count),
                        ])
                    ).about("The last 30 days, the oldest first; of searches that are still kept.")),
            ])),
        .required(
            "credits",
            .object([
                .required(
                    "perDay",
                    .list(
                        of: .object([
                            .required("day", day),
                            .required("spent", .count.about("By calls of that day, also of searches that are gone.")),
                            .required("saved", .count.about("By searches started that day that are still kept.")),
                        ])))
            ])),
        .required("recentActions", .list(of: .named("AuditEntry")).about("What admins did last.")),
    ])
}
