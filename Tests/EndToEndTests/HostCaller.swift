import Foundation
import HTTPClient

/// Calls a running host with a token of its stand-ins'.
struct HostCaller: Sendable {
    let http = HTTPClient()
    var url: String
    var token: String

    /// - Parameter email: who calls, unless it is the developer.
    static func signedIn(to url: String, standIns: String, as email: String? = nil) async throws -> HostCaller {
        let name = email.map { ["--email", $0] } ?? []
        let issued = try await GemzProcess.run(["token", "--stand-ins", standIns] + name)
        return HostCaller(url: url, token: issued.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// - Parameter key: the request's `Idempotency-Key`.
    func send(
        _ method: String, _ path: String, _ body: [String: Any]? = nil, key: String? = nil
    ) async throws -> (status: Int, json: [String: Any]) {
        var request = HTTPRequest(method: method, url: url + path)
        request.headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        if let key { request.headers.append(("Idempotency-Key", key)) }
        // In one order: a request that is sent again under its key has the same bytes.
        request.body = try body.map { Array(try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys)) }
        let response = try await http.send(request)
        let json = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        return (response.status, json ?? [:])
    }

    func start(_ platform: String, _ mode: String, _ terms: [String], results: Int) async throws -> String {
        let campaign = try await send("POST", "/api/campaigns", ["name": "End to end"]).json["data"] as? [String: Any]
        let field = mode == "similar" ? "targetUsernames" : "keywords"
        let body: [String: Any] = ["campaignId": campaign?["id"] ?? "", field: terms, "targetResults": results]
        let job = try await send("POST", "/api/scraping/\(platform)/\(mode)", body).json["data"] as? [String: Any]
        return job?["jobId"] as? String ?? ""
    }

    func job(_ id: String) async throws -> [String: Any] {
        try await send("GET", "/api/jobs/\(id)").json["data"] as? [String: Any] ?? [:]
    }

    /// Asks until the job fulfils a condition. Each question is a round trip, so this neither sleeps nor spins idly.
    func job(_ id: String, until condition: ([String: Any]) -> Bool) async throws -> [String: Any] {
        while true {
            let job = try await job(id)
            if condition(job) { return job }
        }
    }

    func results(of id: String) async throws -> [[String: Any]] {
        var all: [[String: Any]] = []
        var cursor: String?
        repeat {
            let tail = cursor.map { "&cursor=\($0)" } ?? ""
            let answer = try await send("GET", "/api/jobs/\(id)/results?limit=200\(tail)").json
            let page = answer["data"] as? [[String: Any]] ?? []
            let pagination = (answer["meta"] as? [String: Any])?["pagination"] as? [String: Any]
            all += page
            cursor = page.isEmpty ? nil : pagination?["nextCursor"] as? String
        } while cursor != nil
        return all
    }
}

extension [String: Any] {
    var isFinal: Bool { ["completed", "error", "timeout", "cancelled"].contains(self["status"] as? String ?? "") }
}
