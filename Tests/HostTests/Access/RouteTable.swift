import Foundation
import HostTesting
import Postgres

/// What belongs to one user, and what admins look at of it, by the ids that routes take.
struct Belongings: Sendable {
    var user = UUID().uuidString.lowercased()
    var campaign = UUID().uuidString.lowercased()
    var job = UUID().uuidString.lowercased()
    /// A job whose only step ran out of attempts.
    var failedJob = UUID().uuidString.lowercased()
    var deadLetter = UUID().uuidString.lowercased()
    /// Somebody who is no admin, and somebody who is one and not the last.
    var person = UUID().uuidString.lowercased()
    var otherAdmin = UUID().uuidString.lowercased()
    /// A change of a setting.
    var change = UUID().uuidString.lowercased()
    /// When a platform is to be off.
    var platformSwitch = UUID().uuidString.lowercased()
    /// What is known by a name.
    var platform = "nothing"
    var setting = "nothing.here"
    var schedule = "nothing-here"
    /// The folder and a file of the console.
    var console = (folder: "0123456789abcdef", file: "nothing.js")

    /// Ids of nothing.
    static var guessed: Belongings { Belongings() }

    /// Fresh things of a user's.
    init(of caller: Caller, in app: TestApp) async throws {
        user = try await caller.get("/api/profile").data["id"] as? String ?? ""
        job = try await caller.search("keyword", ["toys-12"], results: 5)
        campaign = try await caller.get("/api/jobs/\(job)").data["campaignId"] as? String ?? ""
        failedJob = try await caller.search("keyword", ["toys-12"], results: 5)
        deadLetter =
            try await app.database.first(Self.fail, [UUID(uuidString: failedJob)]) { row in
                try row.get("id", as: UUID.self).uuidString.lowercased()
            } ?? ""
        for (id, isAdmin) in [(person, false), (otherAdmin, true), (UUID().uuidString, true)] {
            try await app.database.execute(Self.add, [UUID(uuidString: id), "user_\(id)", isAdmin])
        }
        try await app.database.execute(Self.set, [UUID(uuidString: change), UUID(uuidString: otherAdmin)])
        try await app.database.execute(Self.close, [UUID(uuidString: platformSwitch), UUID(uuidString: otherAdmin)])
        try await app.database.execute(Self.know, [UUID(uuidString: user)])
        platform = "toy"
        setting = "processing.slice"
        schedule = "retention"
        let page = try await app.fetch("/").text
        if let file = page.firstMatch(of: /"\/console\/([^\/"]+)\/([^"]+)"/) {
            console = (String(file.1), String(file.2))
        }
    }

    private init() {}

    private static let know = Statement(
        "tests.know", "UPDATE users SET email = id || '@example.com' WHERE id = $1")

    private static let add = Statement(
        "tests.add_person",
        """
        INSERT INTO users (id, clerk_id, is_admin, created_at, updated_at) VALUES ($1, $2, $3, now(), now())
        """)

    private static let set = Statement(
        "tests.set",
        """
        INSERT INTO configuration_history (id, category, key, value_type, before, after, changed_by, changed_at,
                                           transaction_id)
        VALUES ($1, 'processing', 'slice', 'number', '5', '6', $2, now(), $1)
        """)

    private static let close = Statement(
        "tests.close",
        """
        INSERT INTO platform_switches (id, platform, reason, running, starts_at, created_by, created_at)
        VALUES ($1, 'toy', 'Tests.', 'finish', now() + interval '100 years', $2, now())
        """)

    private static let fail = Statement(
        "tests.fail",
        """
        WITH taken AS (DELETE FROM messages WHERE job_id = $1 RETURNING *),
            ended AS (UPDATE jobs SET status = 'error', completed_at = now(), error_code = 'PROVIDER_UNAVAILABLE',
                      error_message = 'Tests.', revision = revision + 1 WHERE id = $1)
        INSERT INTO dead_letters (id, kind, job_id, user_id, platform, payload, attempt, max_attempts, interruptions,
                                  unique_key, error, history, created_at, died_at)
        SELECT id, kind, job_id, user_id, platform, payload, 6, max_attempts, 0, unique_key, 'tests', '[]', created_at,
               now()
        FROM taken RETURNING id
        """)
}

/// What a request to each route needs besides its method: ids, a body, a signature. A new route that takes any of these
/// has a line here, or the test of the routes' access fails by its name.
enum RouteTable {
    typealias Filling = @Sendable (Belongings) -> String

    /// The parameters in paths, by the path.
    static let paths: [String: [String: Filling]] = [
        "/campaigns/{id}": ["id": \.campaign],
        "/admin/jobs/{id}": ["id": \.job],
        "/console/{version}/{file}": ["version": { $0.console.folder }, "file": { $0.console.file }],
        "/api/campaigns/{id}": ["id": \.campaign],
        "/api/jobs/{id}": ["id": \.job],
        "/api/jobs/{id}/results": ["id": \.job],
        "/api/jobs/{id}/events": ["id": \.job],
        "/api/scraping/{platform}/{mode}": ["platform": { _ in "toy" }, "mode": { _ in "keyword" }],
        "/api/scraping/{platform}": ["platform": { _ in "toy" }],
        "/api/admin/config/{key}": ["key": \.setting],
        "/api/admin/config/history/{id}/revert": ["id": \.change],
        "/api/admin/platforms/{platform}/toggle": ["platform": \.platform],
        "/api/admin/platforms/{platform}/switches": ["platform": \.platform],
        "/api/admin/platforms/{platform}/switches/{id}": ["platform": \.platform, "id": \.platformSwitch],
        "/api/admin/users/{id}": ["id": \.person],
        "/api/admin/users/{id}/promote": ["id": \.person],
        "/api/admin/users/{id}/demote": ["id": \.otherAdmin],
        "/api/admin/jobs/{id}": ["id": \.job],
        "/api/admin/jobs/{id}/retry": ["id": \.failedJob],
        "/api/admin/jobs/dead-letters/{id}": ["id": \.deadLetter],
        "/api/admin/jobs/dead-letters/{id}/retry": ["id": \.deadLetter],
        "/api/admin/schedules/{name}/run": ["name": \.schedule],
    ]

    /// The parameters in queries that a route requires, by their names.
    static let queries: [String: Filling] = ["jobId": \.job]

    /// The bodies, by method and path.
    static let bodies: [String: @Sendable (Belongings) -> [String: any Sendable]] = [
        "POST /api/campaigns": { _ in ["name": "Access"] },
        "PATCH /api/campaigns/{id}": { _ in ["name": "Access, again"] },
        "PATCH /api/profile": { _ in ["fullName": "Jane Cooks"] },
        "POST /api/scraping/{platform}/{mode}": { ["campaignId": $0.campaign, "keywords": ["toys-12"]] },
        "POST /api/scraping/{platform}": { ["campaignId": $0.campaign, "keywords": ["toys-12"]] },
        "POST /api/export/links": { ["jobId": $0.job] },
        "POST /api/admin/config": { ["key": $0.setting, "value": 5] },
        "PUT /api/admin/config": { ["settings": [["key": $0.setting, "value": 6] as [String: any Sendable]]] },
        "POST /api/admin/platforms/{platform}/toggle": { _ in ["enabled": true] },
        "POST /api/admin/platforms/{platform}/switches": { _ in ["reason": "Tests.", "from": "2126-01-02T03:04:05Z"] },
        "POST /api/admin/create-test-user": { _ in ["fullName": "Zoe Test"] },
        "POST /api/admin/test-login": { ["userId": $0.user] },
        "POST /api/qstash/process-scraping": { ["message": $0.user, "publication": 1] },
        "POST /api/qstash/dead-letter": { _ in [:] },
        "POST /api/email/send-scheduled": { _ in [:] },
        "POST /api/webhooks/clerk": { _ in
            [
                "type": "user.created", "object": "event", "timestamp": 1_767_323_000_000,
                "data": [
                    "object": "user", "id": "user_access", "updated_at": 1_767_323_000_000,
                    "email_addresses": [[String: String]](),
                ] as [String: any Sendable],
            ]
        },
    ]

    /// What no request may change that is refused: of each table what its rows are known by. Of users it is who
    /// is an admin: a user who has deleted the account is new again with the first request.
    static let refusal = Statement(
        "tests.refusal",
        [
            ("campaigns", "t::text"), ("jobs", "t.id || t.status"), ("job_results", "t.job_id::text"),
            ("messages", "t.id::text"), ("dead_letters", "t::text"),
            ("users", "nullif(t.is_admin, false) || t.id::text"), ("system_configurations", "t::text"),
            ("configuration_history", "t::text"),
            ("platform_switches", "t::text"), ("audit_log", "t.id::text"), ("webhook_receipts", "t::text"),
            ("idempotency_keys", "t.key"), ("search_allowances", "t::text"),
        ].map { table, row in
            "SELECT '\(table)' AS name, md5(string_agg(\(row), ',' ORDER BY \(row))) AS mark FROM \(table) t"
        }.joined(separator: " UNION ALL "))

    /// What a caller who may is answered, where that is not the status that the document gives to success.
    static let answers: [String: (status: Int, because: String)] = [
        "GET /auth/callback": (400, "there is no ticket")
    ]

    /// What signs a call of a vendor's, by the vendor.
    static let signers: [String: @Sendable (_ url: String, _ body: [UInt8]) -> [(String, String)]] = [
        "qstash": { url, body in [("Upstash-Signature", QStashSigner().signature(url: url, body: body))] },
        "clerk": { _, body in SvixSigner().headers("msg_access", body: body) },
    ]
}
