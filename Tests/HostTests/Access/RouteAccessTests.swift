import Foundation
import HTTPClient
import HostTesting
import Postgres
import Synchronization
import Testing

@testable import Host

/// Who calls a route in the table of routes and callers.
enum RouteCaller: String, CaseIterable, Sendable {
    case nobody
    /// Another user, who has things of the same kind.
    case other
    /// A user who has deleted the account, with a token from before.
    case deleted
    case owner
    /// Who may call the route, with ids of nothing.
    case guess
    case admin
    /// Whoever has a signature: a vendor, somebody with a link, a page of gemz's own.
    case signed

    /// What this caller is to be answered; `nil` where the route makes no difference of it.
    ///
    /// - Parameter access: `x-access` of the route.
    func status(at access: String, success: Int, takesIDs: Bool) -> Int? {
        switch (access, self) {
        case ("anyone", .guess), ("anyone", .signed), ("session", .guess), ("session", .signed): nil
        case ("anyone", _), ("session", .other), ("session", .deleted), ("session", .owner), ("session", .admin):
            success
        case ("owner", .owner), ("signedUrl", .owner), ("signedUrl", .signed): success
        case ("owner", .signed): nil
        case ("session", .nobody), ("owner", .nobody), ("signedUrl", .nobody), ("admin", .nobody): 401
        case ("owner", _), ("signedUrl", _): 404
        case ("admin", .admin): success
        case ("admin", .guess): takesIDs ? 404 : nil
        case ("admin", .signed): nil
        case ("admin", _): 403
        case ("browser", .guess), ("webhook", .guess): nil
        case ("browser", .signed), ("webhook", .signed): success
        case ("browser", _): 403
        case ("webhook", _): 401
        default: nil
        }
    }
}

@Suite("Route access")
struct RouteAccessTests {
    /// A route as the served document has it.
    private struct Route {
        var method: String
        var path: String
        var access: [String: String]
        var success: Int
        var isStream: Bool
        var requiredQueries: [String]
        var hasBody: Bool
        /// Whether its body names something by its id.
        var hasIDInBody: Bool

        var name: String { "\(method) \(path)" }
        var caller: String { access["caller"] ?? "" }
        var pathNames: [String] { path.matches(of: /\{(\w+)\}/).map { String($0.1) } }
        var takesIDs: Bool { !pathNames.isEmpty || hasIDInBody }

        init?(path: String, method: String, operation: [String: Any]) {
            guard let access = operation["x-access"] as? [String: String],
                let responses = operation["responses"] as? [String: [String: Any]],
                let success = responses.keys.compactMap({ Int($0) }).filter({ $0 < 400 && $0 != 304 }).min()
            else { return nil }
            let parameters = operation["parameters"] as? [[String: Any]] ?? []
            let content = responses[String(success)]?["content"] as? [String: Any]
            self.method = method.uppercased()
            self.path = path
            self.access = access
            self.success = RouteTable.answers["\(method.uppercased()) \(path)"]?.status ?? success
            isStream = content?["text/event-stream"] != nil
            requiredQueries = parameters.filter {
                $0["in"] as? String == "query" && $0["required"] as? Bool == true
            }.compactMap { $0["name"] as? String }
            let body = operation["requestBody"] as? [String: Any]
            let json = (body?["content"] as? [String: Any])?["application/json"] as? [String: Any]
            let fields = (json?["schema"] as? [String: Any])?["properties"] as? [String: [String: Any]]
            hasBody = body != nil
            hasIDInBody = fields?.values.contains { $0["format"] as? String == "uuid" } ?? false
        }

        /// Reads before writes, and what takes most away last.
        static func isBefore(_ one: Route, _ other: Route) -> Bool {
            (one.weight, one.path) < (other.weight, other.path)
        }

        private var weight: Int {
            switch name {
            case "POST /api/admin/config/init": 4  // from then on the default limits hold
            case "DELETE /api/profile": 3
            default: method == "GET" ? 0 : method == "DELETE" ? 2 : 1
            }
        }
    }

    /// What a caller was answered.
    private struct Outcome {
        var status: Int
        var code: String?
        var message: String?
    }

    @Test("every route answers each caller as the document says that it does")
    func everyRoute() async throws {
        let options = TestApp.Options(
            settings: ["api_limits.waiting_jobs_per_user=10000"],
            carrier: QStashSigner.configuration(url: "http://127.0.0.1:9"), adminEmails: "root@example.com")
        try await TestApp.run(options) { app in
            let routes = try await Self.routes(of: app)
            let callers: [RouteCaller: Caller] = [
                .nobody: app.stranger, .other: try await app.caller("joe@example.com"),
                .deleted: try await app.caller("gone@example.com"), .owner: try await app.caller(),
                .guess: try await app.caller(), .admin: try await app.caller("root@example.com"), .signed: app.stranger,
            ]
            let owner = try #require(callers[.owner])
            _ = try await Belongings(of: try #require(callers[.other]), in: app)
            var own = try await Belongings(of: owner, in: app)
            var lines: [String] = []
            for route in routes.sorted(by: Route.isBefore) {
                if route.method != "GET" { own = try await Belongings(of: owner, in: app) }
                lines.append(try await Self.line(route, callers, own, in: app))
            }
            print(Self.head)
            lines.sorted().forEach { print($0) }
            print("route access: \(routes.count) routes × \(RouteCaller.allCases.count) callers, each cell as declared")
        }
    }

    private static func routes(of app: TestApp) async throws -> [Route] {
        let document = try await app.stranger.get("/openapi.json").body
        var routes: [Route] = []
        for (path, operations) in document["paths"] as? [String: [String: [String: Any]]] ?? [:] {
            for (method, operation) in operations {
                let route = Route(path: path, method: method, operation: operation)
                if route == nil { Issue.record("\(method) \(path) does not say in x-access who may call it") }
                routes += [route].compactMap { $0 }
            }
        }
        #expect(routes.count > 40)
        return routes
    }

    /// A row of the table: what every caller was answered, held against what the route declares.
    private static func line(
        _ route: Route, _ callers: [RouteCaller: Caller], _ own: Belongings, in app: TestApp
    ) async throws -> String {
        var cells: [RouteCaller: String] = [:]
        var missing: [RouteCaller: Outcome] = [:]
        // Who may do it comes last: nobody else finds it done already.
        let isForAdmins = route.caller == "admin"
        let order: [RouteCaller] =
            [.nobody, .other, .deleted, .guess, .signed]
            + (isForAdmins ? [.owner, .admin] : [.admin, .owner])
        for who in order {
            guard let status = who.status(at: route.caller, success: route.success, takesIDs: route.takesIDs) else {
                continue
            }
            if who == .deleted { _ = try await callers[.deleted]?.send("DELETE", "/api/profile") }
            let caller = who == .guess && isForAdmins ? callers[.admin] : callers[who]
            let things = who == .guess ? Belongings.guessed : own
            let sender = try #require(caller)
            let isRefusedWrite = route.method != "GET" && status >= 400
            let before = isRefusedWrite ? try await kept(by: app) : [:]
            guard let outcome = try await ask(route, who, sender, things, expecting: status, in: app) else { return "" }
            let after = isRefusedWrite ? try await kept(by: app) : [:]
            let changed = after.keys.filter { before[$0] != after[$0] }
            #expect(changed.isEmpty, "\(route.name) as \(who.rawValue) was refused and changed \(changed)")
            #expect(outcome.status == status, "\(route.name) as \(who.rawValue): \(outcome.message ?? "")")
            cells[who] = String(outcome.status)
            if status == 404 { missing[who] = outcome }
        }
        let answers = Set(missing.values.map { "\($0.code ?? "") \($0.message ?? "")" })
        #expect(answers.count <= 1, "\(route.name) tells what is missing from what is another's: \(answers)")
        return row(route.name, route.caller, RouteCaller.allCases.map { cells[$0] ?? "·" })
    }

    /// What is in each table that a refused request must leave as it is.
    private static func kept(by app: TestApp) async throws -> [String: String] {
        let marks = try await app.database.query(RouteTable.refusal) {
            (try $0.get("name", as: String.self), try $0.get("mark", as: String?.self) ?? "")
        }
        return Dictionary(uniqueKeysWithValues: marks)
    }

    /// - Returns: `nil` where the table of routes has not what a request needs; that is recorded.
    private static func ask(
        _ route: Route, _ who: RouteCaller, _ caller: Caller, _ things: Belongings, expecting status: Int,
        in app: TestApp
    ) async throws -> Outcome? {
        var path = route.path
        for name in route.pathNames {
            guard let filling = RouteTable.paths[route.path]?[name] else {
                Issue.record("\(route.name): say in RouteTable.paths what its {\(name)} is")
                return nil
            }
            path = path.replacing("{\(name)}", with: filling(things))
        }
        var query: [String: String] = [:]
        for name in route.requiredQueries {
            guard let filling = RouteTable.queries[name] else {
                Issue.record("\(route.name): say in RouteTable.queries what its \(name) is")
                return nil
            }
            query[name] = filling(things)
        }
        var body: [UInt8]?
        if route.hasBody {
            guard let filling = RouteTable.bodies[route.name] else {
                Issue.record("\(route.name): say in RouteTable.bodies what it takes")
                return nil
            }
            body = Array(try JSONSerialization.data(withJSONObject: filling(things), options: .sortedKeys))
        }
        var headers = body == nil ? [] : [("Content-Type", "application/json")]
        if who == .signed {
            switch route.caller {
            case "webhook":
                guard let signer = RouteTable.signers[route.access["vendor"] ?? ""] else {
                    Issue.record("\(route.name): say in RouteTable.signers how its vendor signs")
                    return nil
                }
                headers += signer(app.url + path, body ?? [])
            case "signedUrl":
                let owner = try await app.caller()
                let link = try await owner.post("/api/export/links", ["jobId": things.job]).data["url"] as? String
                let address = try #require(link)
                #expect(address.hasPrefix(app.url + path + "?"))
                return try await outcome(route, caller, String(address.dropFirst(app.url.count)), headers, body, status)
            default: break
            }
        }
        if route.caller == "browser", who != .nobody {
            // All have the cookies; only a page of gemz's own may use them.
            var browser = Browser(app)
            try await browser.signIn()
            let answer = try await browser.send(route.method, path, origin: who == .signed ? app.url : nil)
            return Outcome(status: answer.status, code: answer.code)
        }
        let target = query.isEmpty ? path : path + "?" + URLQuery.encode(query)
        return try await outcome(route, caller, target, headers, body, status)
    }

    private static func outcome(
        _ route: Route, _ caller: Caller, _ target: String, _ headers: [(String, String)], _ body: [UInt8]?,
        _ status: Int
    ) async throws -> Outcome {
        // What streams without end is looked at no further than its head.
        if route.isStream, status < 300 { return Outcome(status: try await caller.stream(target).status) }
        let answer = try await caller.send(route.method, target, headers: headers, body: body)
        return Outcome(status: answer.status, code: answer.code, message: answer.body["error"] as? String)
    }

    // MARK: The table in print

    private static let head = row("route", "access", RouteCaller.allCases.map(\.rawValue))

    private static func row(_ name: String, _ access: String, _ cells: [String]) -> String {
        ([
            name.padding(toLength: 50, withPad: " ", startingAt: 0),
            access.padding(toLength: 10, withPad: " ", startingAt: 0),
        ]
            + cells.map { $0.padding(toLength: 8, withPad: " ", startingAt: 0) }).joined(separator: " ")
    }
}
