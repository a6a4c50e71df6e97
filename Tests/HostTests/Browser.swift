import Foundation
import HTTPClient
import HostTesting
import Testing

/// What a browser does about cookies and redirects, by hand.
struct Browser {
    /// A cookie as browsers keep it: they tell hosts apart, and not ports.
    private struct Kept {
        var name: String
        var value: String
        var host: String
        var path: String
    }

    let app: TestApp
    /// How the person has typed the host's address in.
    let home: String
    private let http = HTTPClient()
    private var jar: [Kept] = []

    /// - Parameter host: such as `localhost`.
    init(_ app: TestApp, host: String = "127.0.0.1") {
        self.app = app
        home = app.url.replacing("127.0.0.1", with: host)
    }

    struct Answer {
        var status: Int
        var body: [UInt8]
        var location: String?
        /// Lines of `Set-Cookie`, in the order sent.
        var cookies: [String]

        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:] }
        var code: String? { json["code"] as? String }
        var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
        /// The fields that a validation error names.
        var fields: [String] { (json["details"] as? [[String: Any]] ?? []).compactMap { $0["field"] as? String } }
    }

    /// - Parameters:
    ///   - target: a path of the host, or a whole address.
    ///   - origin: the page that asks; `nil` sends no `Origin`.
    mutating func send(
        _ method: String = "GET", _ target: String, origin: String? = nil, json: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        var headers = headers + (origin.map { [("Origin", $0)] } ?? [])
        if json != nil { headers.append(("Content-Type", "application/json")) }
        return try await send(method, target, headers: headers, body: json)
    }

    /// Sends a form, as from a page of the same site.
    mutating func submit(_ fields: [String: String], to target: String) async throws -> Answer {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")]
        return try await send("POST", target, headers: headers, body: URLQuery.encode(fields))
    }

    /// Begins to sign in, as somebody at the issuer's page; where that page leads to is not followed.
    mutating func approved(_ email: String, return path: String = "/") async throws -> String {
        let begun = try await send("GET", "/auth/sign-in?" + URLQuery.encode(["return": path]))
        let page = try #require(begun.location)
        #expect(begun.status == 302)
        #expect(try await send("GET", page).status == 200)
        let redirect = try #require(URLComponents(string: page)?.queryItems?.first { $0.name == "redirect_url" }?.value)
        let submitted = try await submit(
            ["redirect_url": redirect, "email": email], to: app.standInsURL + "/_dev/clerk/sign-in")
        #expect(submitted.status == 303)
        return try #require(submitted.location)
    }

    /// Signs in and returns the answer that sets the cookies.
    @discardableResult
    mutating func signIn(_ email: String = "jane@example.com", return path: String = "/") async throws -> Answer {
        let answer = try await send("GET", try await approved(email, return: path))
        #expect(answer.status == 302)
        return answer
    }

    /// A cookie's value, whatever its path.
    func cookie(_ name: String) -> String? { jar.first { $0.name == name }?.value }

    mutating func plant(_ name: String, _ value: String, path: String) {
        let host = URLComponents(string: home)?.host ?? ""
        jar.removeAll { $0.name == name }
        jar.append(Kept(name: name, value: value, host: host, path: path))
    }

    private mutating func send(
        _ method: String, _ target: String, headers: [(String, String)], body: String?
    ) async throws -> Answer {
        let url = target.hasPrefix("/") ? home + target : target
        let parts = try #require(URLComponents(string: url))
        let (host, path) = (parts.host ?? "", parts.path)
        var request = HTTPRequest(method: method, url: url, headers: headers, body: body.map { Array($0.utf8) })
        let sent = jar.filter { $0.host == host && path.hasPrefix($0.path) }.map { "\($0.name)=\($0.value)" }
        if !sent.isEmpty { request.headers.append(("Cookie", sent.joined(separator: "; "))) }
        let response = try await http.send(request)
        let cookies = response.headers.filter { $0.name.lowercased() == "set-cookie" }.map(\.value)
        for line in cookies { keep(line, host: host) }
        return Answer(
            status: response.status, body: response.body, location: response.header("Location"), cookies: cookies)
    }

    private mutating func keep(_ line: String, host: String) {
        let words = line.split(separator: "; ").map(String.init)
        let pair = words[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = words.first { $0.hasPrefix("Path=") }?.dropFirst(5) ?? "/"
        jar.removeAll { $0.name == pair[0] && $0.host == host && $0.path == path }
        if words.contains("Max-Age=0") { return }
        jar.append(Kept(name: pair[0], value: pair[1], host: host, path: String(path)))
    }
}
