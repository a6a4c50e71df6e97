import Postgres

/// `/health/live` and `/health/ready`.
enum HealthRoutes {
    private static let harmless = "It says whether the host works, and nothing of what is in it."

    static func endpoints(pool: Pool) -> [Endpoint] {
        let up = Schema.object([.required("status", .oneOf(["ok"]))])
        return [
            Endpoint(
                method: .get, path: "/health/live", access: .anyone(because: harmless), countsAs: .unlimited,
                summary: "Whether the process answers",
                tag: "operations", result: up, handle: { _ in try APIResult(["status": "ok"]) }),
            Endpoint(
                method: .get, path: "/health/ready", access: .anyone(because: harmless), countsAs: .unlimited,
                summary: "Whether the process can work: its database answers", tag: "operations", result: up,
                errors: [.databaseUnavailable],
                handle: { _ in
                    try await pool.ping()
                    return try APIResult(["status": "ok"])
                }),
        ]
    }
}
