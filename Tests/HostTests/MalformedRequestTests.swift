import Foundation
import HostTesting
import Testing

@Suite("Malformed requests")
struct MalformedRequestTests {
    @Test("each is answered with its code and the fields that are wrong, changes nothing, and is never our fault")
    func answers() async throws {
        try await TestApp.run { app in
            let jane = try await app.caller()
            let rows = try await Self.rows(of: jane, and: app.caller("joe@example.com"), in: app)
            let before = try await jane.get("/api/campaigns").list.count
            for request in MalformedRequest.all {
                let answer = try await Self.send(request, as: jane, at: app, rows: rows)
                #expect(answer.status == request.status, "\(request)")
                #expect(answer.code == request.code, "\(request)")
                #expect(Set(answer.fields) == request.fields, "\(request)")
                #expect((answer.body["error"] as? String)?.isEmpty == false, "\(request)")
                #expect(answer.body["requestId"] as? String == answer.header("X-Request-Id"), "\(request)")
            }
            #expect(MalformedRequest.all.count >= 50)
            #expect(try await jane.get("/api/campaigns").list.count == before)
            let failures = app.log.all.filter { $0.contains("❌") || $0.firstMatch(of: #/ 5\d\d \d+ ms/#) != nil }
            #expect(failures == [])
            print("malformed requests: \(MalformedRequest.all.count) answered as agreed, none with 5xx")
        }
    }

    @Test("no two of the requests are called the same")
    func names() {
        #expect(Set(MalformedRequest.all.map(\.description)).count == MalformedRequest.all.count)
    }

    /// What stands in braces in the requests' paths and bodies.
    private static func rows(of jane: Caller, and joe: Caller, in app: TestApp) async throws -> [String: String] {
        var rows: [String: String] = [:]
        for (caller, campaign, job, cursor) in [
            (jane, "campaign", "job", "cursor"), (joe, "foreignCampaign", "foreignJob", "foreignCursor"),
        ] {
            rows[campaign] = try await caller.campaign()
            let search = try await caller.search("keyword", ["toys-20"], results: 20)
            _ = try await app.job(search, as: caller)
            rows[job] = search
            let page = try await caller.get("/api/jobs/\(search)/results?limit=5")
            rows[cursor] = try #require(page.pagination["nextCursor"] as? String)
        }
        return rows
    }

    private static func send(
        _ request: MalformedRequest, as jane: Caller, at app: TestApp, rows: [String: String]
    ) async throws -> Caller.Answer {
        func filled(_ text: String) -> String {
            rows.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
        }
        var caller = jane
        var headers = request.body == nil ? [] : request.headers
        switch request.caller {
        case .jane: break
        case .nobody: caller = app.stranger
        case .bearer(let value):
            caller = app.stranger
            headers.append(("Authorization", value))
        }
        return try await caller.send(
            request.method, filled(request.path), headers: headers, body: request.body.map { Array(filled($0).utf8) })
    }
}
