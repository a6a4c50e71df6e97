import Effects
import Foundation
import HTTPClient
import PlatformAPI

/// gemz's HTTP API, as any client would call it.
struct APIClient: Sendable {
    var http: HTTPClient
    /// Such as `http://127.0.0.1:8787`.
    var baseURL: String
    var token: String
    /// Shorter than a watcher's patience, so that one lost answer is not the end of it.
    var timeout: Duration = .seconds(20)

    /// What the command line shows of a job.
    struct JobState: Sendable {
        var id: String
        var status: String
        var progress: Double
        var processedResults: Int
        var targetResults: Int
        var processedRuns: Int
        var creditsSpent: Int
        var creditsSaved: Int
        var skippedItems: Int
        var message: String?
        var errorCode: String?
        var errorMessage: String?

        var isFinal: Bool { ["completed", "error", "timeout", "cancelled"].contains(status) }

        /// Whether it waits for somebody to look after the host's account with the provider.
        var waitsForPeople: Bool {
            status == "paused" && ["PROVIDER_OUT_OF_CREDITS", "PROVIDER_UNAUTHORIZED"].contains(errorCode)
        }
    }

    /// Makes a campaign and returns its id.
    func makeCampaign(named name: String) async throws -> String {
        let data = try await call("POST", "/api/campaigns", body: ["name": name])
        return try Self.required(data, "id")
    }

    /// What one search asks for.
    struct Search: Sendable {
        var platform: String
        var mode: String
        var terms: [String]
        var results: Int
        var region: String?
    }

    /// Starts a search and returns the job's id.
    func start(_ search: Search, campaign: String) async throws -> String {
        var body: [String: Any] = ["campaignId": campaign, "targetResults": search.results]
        body[search.mode == "similar" ? "targetUsernames" : "keywords"] = search.terms
        body["region"] = search.region
        let data = try await call("POST", "/api/scraping/\(search.platform)/\(search.mode)", body: body)
        return try Self.required(data, "jobId")
    }

    func job(_ id: String) async throws -> JobState { Self.state(try await call("GET", "/api/jobs/\(id)")) }

    func cancel(_ id: String) async throws -> JobState { Self.state(try await call("DELETE", "/api/jobs/\(id)")) }

    /// Some of a job's results.
    struct ResultPage {
        /// JSON objects in order of arrival.
        var creators: [[String: Any]]
        /// `nil` on the last page.
        var nextCursor: String?
    }

    /// The page of a job's results that a cursor points at; the first one without.
    func results(of id: String, after cursor: String?) async throws -> ResultPage {
        let query = cursor.map { "&cursor=\($0)" } ?? ""
        let answer = try await send("GET", "/api/jobs/\(id)/results?limit=200\(query)", body: nil)
        let creators = answer["data"] as? [[String: Any]] ?? []
        let pagination = (answer["meta"] as? [String: Any])?["pagination"] as? [String: Any]
        return ResultPage(
            creators: creators, nextCursor: creators.isEmpty ? nil : pagination?["nextCursor"] as? String)
    }

    /// Whether gemz answers there, and not just any program.
    func isAlive() async -> Bool {
        var probe = self
        probe.timeout = .seconds(2)
        let data = try? await probe.call("GET", "/health/live")  // no answer means no host, which is what is asked
        return data?["status"] as? String == "ok"
    }

    func platforms() async throws -> [[String: Any]] {
        try await send("GET", "/api/platforms", body: nil)["data"] as? [[String: Any]] ?? []
    }

    // MARK: The wire

    private func call(_ method: String, _ path: String, body: [String: Any]? = nil) async throws -> [String: Any] {
        try await send(method, path, body: body)["data"] as? [String: Any] ?? [:]
    }

    private func send(_ method: String, _ path: String, body: [String: Any]?) async throws -> [String: Any] {
        var request = HTTPRequest(method: method, url: baseURL + path, timeout: timeout)
        request.headers = [("Authorization", "Bearer \(token)"), ("Accept", "application/json")]
        if let body {
            request.headers.append(("Content-Type", "application/json"))
            request.body = Array(try JSONSerialization.data(withJSONObject: body))
        }
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(request)
        } catch {
            throw unanswered(error)
        }
        let answer = try? JSONSerialization.jsonObject(with: Data(response.body))  // no JSON: treated as no answer
        guard let answer = answer as? [String: Any] else {
            if HostAway.statuses.contains(response.status) {
                throw HostAway(description: "\(baseURL) answered \(response.status).")
            }
            throw Ending.failed("\(baseURL)\(path) answered \(response.status) without JSON. Is it a gemz host?")
        }
        guard answer["success"] as? Bool == true else { throw Self.refusal(answer, status: response.status) }
        return answer
    }

    private func unanswered(_ error: HTTPClientError) -> any Error {
        switch error {
        case .cancelled: CancellationError()
        case .invalidURL: Ending.usage("--url \(baseURL): \(error).")
        case .connect, .timeout, .reset, .truncated:
            HostAway(description: "\(baseURL) cannot be reached: \(error). Is a host running there?")
        default: Ending.failed("\(baseURL) gave no answer: \(error).")
        }
    }

    private static func refusal(_ answer: [String: Any], status: Int) -> any Error {
        let sentence = answer["error"] as? String ?? "the host answered \(status)"
        let code = answer["code"] as? String ?? "status \(status)"
        let issues = (answer["details"] as? [[String: Any]] ?? []).map { issue in
            "  \(issue["field"] ?? "") \(issue["message"] ?? ""); accepted: \(issue["accepted"] ?? "")"
        }
        if HostAway.statuses.contains(status), code != "PLATFORM_PAUSED" {
            return HostAway(description: "\(sentence) (\(code))")
        }
        let isUsage = ["VALIDATION_FAILED", "UNKNOWN_PLATFORM", "UNKNOWN_MODE"].contains(code)
        return Ending(
            code: isUsage ? 2 : 1, description: ([sentence + " (\(code))"] + issues).joined(separator: "\n"))
    }

    private static func state(_ data: [String: Any]) -> JobState {
        let error = data["error"] as? [String: Any]
        func number(_ key: String) -> Int { data[key] as? Int ?? 0 }
        return JobState(
            id: data["id"] as? String ?? "", status: data["status"] as? String ?? "",
            progress: data["progress"] as? Double ?? 0, processedResults: number("processedResults"),
            targetResults: number("targetResults"), processedRuns: number("processedRuns"),
            creditsSpent: number("creditsSpent"), creditsSaved: number("creditsSaved"),
            skippedItems: number("skippedItems"), message: data["message"] as? String,
            errorCode: error?["code"] as? String, errorMessage: error?["message"] as? String)
    }

    private static func required(_ data: [String: Any], _ key: String) throws -> String {
        guard let value = data[key] as? String else { throw Ending.failed("The host's answer lacks '\(key)'.") }
        return value
    }
}

/// The host, or what it needs, did not answer: worth asking again where asking twice does no harm.
struct HostAway: Error, CustomStringConvertible {
    var description: String

    static let statuses: Set<Int> = [502, 503, 504]
}
