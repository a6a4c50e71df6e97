import Foundation
import HTTPClient

/// Calls hosts that may die at any moment: what has no answer is asked again, under one idempotency key.
struct PatientCaller: Sendable {
    struct Found: Sendable, Equatable {
        var status: String
        var error: String?
        var creators: [String]
    }

    var caller: HostCaller

    /// Starts a search and returns its job's id.
    func start(_ search: CrashPlan.Search, results: Int) async throws -> String {
        let campaign = try await ask("POST", "/api/campaigns", ["name": search.name])["data"] as? [String: Any]
        let field = search.mode == "similar" ? "targetUsernames" : "keywords"
        let body: [String: Any] = [
            "campaignId": campaign?["id"] ?? "", field: [search.term], "targetResults": results,
        ]
        let job = try await ask("POST", "/api/scraping/\(search.platform)/\(search.mode)", body)["data"]
        return (job as? [String: Any])?["jobId"] as? String ?? ""
    }

    /// Waits for a search's end, looking once a second, and returns what it found.
    func found(by id: String) async throws -> Found {
        while true {
            let job = try await ask("GET", "/api/jobs/\(id)")["data"] as? [String: Any] ?? [:]
            if job.isFinal {
                let error = job["error"].map { "\($0)" }
                return Found(status: job["status"] as? String ?? "", error: error, creators: try await creators(of: id))
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func creators(of id: String) async throws -> [String] {
        var all: [String] = []
        var cursor: String?
        repeat {
            let tail = cursor.map { "&cursor=\($0)" } ?? ""
            let answer = try await ask("GET", "/api/jobs/\(id)/results?limit=200\(tail)")
            let page = answer["data"] as? [[String: Any]] ?? []
            let pagination = (answer["meta"] as? [String: Any])?["pagination"] as? [String: Any]
            all += page.compactMap { $0["externalId"] as? String }
            cursor = page.isEmpty ? nil : pagination?["nextCursor"] as? String
        } while cursor != nil
        return all
    }

    /// An answer that says no.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    private func ask(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws -> [String: Any] {
        let key = method == "POST" ? UUID().uuidString : nil
        while true {
            if let answer = try await answer(method, path, body, key: key) { return answer }
            try await Task.sleep(for: .milliseconds(100))  // a host is starting, or the database is
        }
    }

    /// `nil` for what is worth asking again: no whole answer, 503, and a first request that is still under way.
    private func answer(
        _ method: String, _ path: String, _ body: [String: Any]?, key: String?
    ) async throws -> [String: Any]? {
        do {
            let answer = try await caller.send(method, path, body, key: key)
            if (200...299).contains(answer.status) { return answer.json }
            let code = answer.json["code"] as? String
            guard answer.status == 503 || code == "IDEMPOTENCY_IN_PROGRESS" else {
                throw Refused(description: "\(method) \(path): \(answer.status) \(answer.json)")
            }
            return nil
        } catch is HTTPClientError {
            try Task.checkCancellation()
            return nil
        }
    }
}
