import Foundation
public import HTTPClient
import Postgres
import StandIns
import Testing

/// Somebody who calls the host over HTTP. Every answer is held against the host's API document.
public struct Caller: Sendable {
    var http: HTTPClient
    var baseURL: String
    var contract: APIContract
    /// `nil` for somebody who is not signed in.
    public var token: String?

    /// An answer: status, headers and the body, as bytes and as a JSON object where it is one.
    public struct Answer {
        public var status: Int
        public var bytes: [UInt8]
        public var body: [String: Any]
        public var header: (String) -> String?

        public var data: [String: Any] { body["data"] as? [String: Any] ?? [:] }
        public var list: [[String: Any]] { body["data"] as? [[String: Any]] ?? [] }
        public var code: String? { body["code"] as? String }
        public var meta: [String: Any] { body["meta"] as? [String: Any] ?? [:] }
        public var pagination: [String: Any] { meta["pagination"] as? [String: Any] ?? [:] }
        /// The fields that a validation error names.
        public var fields: [String] {
            (body["details"] as? [[String: Any]] ?? []).compactMap { $0["field"] as? String }
        }
    }

    public func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }

    public func post(
        _ path: String, _ body: [String: Any], headers: [(String, String)] = []
    ) async throws -> Answer {
        let bytes = Array(try JSONSerialization.data(withJSONObject: body, options: .sortedKeys))
        return try await send("POST", path, headers: [("Content-Type", "application/json")] + headers, body: bytes)
    }

    public func patch(_ path: String, _ body: [String: Any]) async throws -> Answer {
        let bytes = Array(try JSONSerialization.data(withJSONObject: body))
        return try await send("PATCH", path, headers: [("Content-Type", "application/json")], body: bytes)
    }

    public func put(_ path: String, _ body: [String: Any]) async throws -> Answer {
        let bytes = Array(try JSONSerialization.data(withJSONObject: body))
        return try await send("PUT", path, headers: [("Content-Type", "application/json")], body: bytes)
    }

    public func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPRequest(method: method, url: baseURL + path)
        request.headers = headers
        if let token { request.headers.append(("Authorization", "Bearer \(token)")) }
        request.body = body
        let response = try await http.send(request)
        let type = response.header("Content-Type")
        hold(
            APIContract.Exchange(
                method: method, path: path, status: response.status, headers: response.headers, body: response.body))
        let isJSON = type?.hasPrefix("application/json") == true && method != "HEAD"
        let json = isJSON ? try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] : nil
        return Answer(
            status: response.status, bytes: response.body, body: json ?? [:], header: { response.header($0) })
    }

    /// A request whose answer's body is read as it comes; status, headers and content type are held against the API
    /// document.
    public func stream(_ path: String, headers: [(String, String)] = []) async throws -> HTTPStream {
        var request = HTTPRequest(method: "GET", url: baseURL + path)
        request.headers = headers
        if let token { request.headers.append(("Authorization", "Bearer \(token)")) }
        let stream = try await http.stream(request)
        hold(
            APIContract.Exchange(
                method: "GET", path: path, status: stream.status, headers: stream.headers, body: nil))
        return stream
    }

    private func hold(_ exchange: APIContract.Exchange) {
        for finding in contract.findings(exchange) {
            Issue.record(
                "\(exchange.method) \(exchange.path) answered \(exchange.status) against the API document: \(finding)")
        }
    }

    // MARK: What most tests do

    /// Makes a campaign and returns its id.
    public func campaign(_ name: String = "Tests") async throws -> String {
        try await post("/api/campaigns", ["name": name]).data["id"] as? String ?? ""
    }

    /// Starts a search on the toy platform and returns the job's id.
    public func search(_ mode: String, _ terms: [String], results: Int, filters: [String: Any]? = nil) async throws
        -> String
    {
        var body: [String: Any] = ["campaignId": try await campaign(), "targetResults": results]
        body[mode == "similar" ? "targetUsernames" : "keywords"] = terms
        body["filters"] = filters
        return try await post("/api/scraping/toy/\(mode)", body).data["jobId"] as? String ?? ""
    }

    public func job(_ id: String) async throws -> [String: Any] { try await get("/api/jobs/\(id)").data }

    /// Every result of a job.
    public func results(of id: String, limit: Int = 200) async throws -> [[String: Any]] {
        var all: [[String: Any]] = []
        var cursor: String?
        repeat {
            let page = try await get("/api/jobs/\(id)/results?limit=\(limit)" + (cursor.map { "&cursor=\($0)" } ?? ""))
            all += page.list
            cursor = page.list.isEmpty ? nil : page.pagination["nextCursor"] as? String
        } while cursor != nil
        return all
    }
}

extension TestApp {
    /// Somebody who is signed in with a user of their own.
    public func caller(_ email: String = "jane@example.com") async throws -> Caller {
        let token = try await standIns.clerk.issueToken(email: email, lifetime: .seconds(3600))
        return Caller(http: HTTPClient(), baseURL: url, contract: contract, token: token)
    }

    /// Somebody who is not signed in.
    public var stranger: Caller { Caller(http: HTTPClient(), baseURL: url, contract: contract, token: nil) }

    /// Waits until a job reaches one of these statuses: woken by the database, without looking at a clock.
    @discardableResult
    public func job(
        _ id: String, reaches statuses: Set<String> = ["completed", "error", "timeout", "cancelled"], as caller: Caller
    ) async throws -> [String: Any] {
        let listener = try Listener(connectionString: databaseURL, channels: ["gemz_job"])
        for await _ in listener.listen() {
            let job = try await caller.job(id)
            if let status = job["status"] as? String, statuses.contains(status) { return job }
        }
        throw CancellationError()
    }
}
