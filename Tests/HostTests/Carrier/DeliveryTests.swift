import Foundation
import HTTPTesting
import Host
import HostTesting
import Postgres
import StandIns
import Testing

@Suite("Deliveries by QStash")
struct DeliveryTests {
    private static let process = "/api/qstash/process-scraping"
    private static let routes = [process, "/api/qstash/dead-letter", "/api/email/send-scheduled"]

    /// A host that QStash carries for, and a search whose first message was handed over.
    private func withSearch(
        settings: [String] = [], faults: FaultPlan? = nil,
        _ body:
            @escaping @Sendable (TestApp, Caller, _ job: String, ScriptedQStash, ScriptedQStash.Published)
            async throws -> Void
    ) async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        let options = TestApp.Options(settings: RelayTests.quick + settings, faults: faults, carrier: carrier)
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 45)
            try await body(app, jane, id, qstash, try await qstash.next())
        }
    }

    private func searches(of id: String, _ app: TestApp) async throws -> Int {
        let calls = try await app.database.query(Ledger.byPath, [UUID(uuidString: id)]) { row in
            (try row.get("path", as: String.self), try row.get("n", as: Int.self))
        }
        return calls.first { $0.0 == "/v1/toy/search" }?.1 ?? 0
    }

    // MARK: Again and again

    @Test("delivered fifty times at once, a step runs once")
    func parallel() async throws {
        try await withSearch { app, jane, id, _, message in
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...50 {
                    group.addTask {
                        let answer = try await app.deliver(message)
                        guard answer.status == 200 else { return "\(answer.status) \(answer.code ?? "")" }
                        return answer.data["outcome"] as? String ?? "ignored"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0 == "ran" } == 1)
            #expect(Set(answers).subtracting(["ran", "ignored", "409 CONFLICT"]).isEmpty)
            let job = try await jane.job(id)
            #expect(job["processedRuns"] as? Int == 1)
            #expect(job["processedResults"] as? Int == 10)
            #expect(try await searches(of: id, app) == 1)
        }
    }

    @Test("delivered a second time, after its step, it changes nothing")
    func twice() async throws {
        try await withSearch { app, jane, id, _, message in
            #expect(try await app.deliver(message).data as? [String: String] == ["outcome": "ran"])
            let before = try await jane.job(id)["processedResults"] as? Int
            #expect(try await app.deliver(message).data as? [String: Bool] == ["ignored": true])
            #expect(try await jane.job(id)["processedResults"] as? Int == before)
            #expect(try await searches(of: id, app) == 1)
        }
    }

    @Test("delivered after its job was cancelled, it changes nothing")
    func afterTheEnd() async throws {
        try await withSearch { app, jane, id, _, message in
            _ = try await jane.send("DELETE", "/api/jobs/\(id)")
            #expect(try await app.deliver(message).data as? [String: Bool] == ["ignored": true])
            #expect(try await jane.job(id)["status"] as? String == "cancelled")
            #expect(try await searches(of: id, app) == 0)
        }
    }

    @Test("a step that failed is put off by gemz; the old delivery is void, the new one too early until it is due")
    func outOfOrder() async throws {
        let settings = ["qstash_delays.retry_base=1h", "qstash_delays.retry_cap=1h", "platforms.toy.call_attempts=1"]
        try await withSearch(settings: settings, faults: try FaultPlan(parsing: "500=100%")) {
            app, jane, id, qstash, first in
            #expect(try await app.deliver(first).data as? [String: String] == ["outcome": "ran"])
            let second = try await qstash.next()
            #expect(second.deduplicationID.hasSuffix("-1"))
            #expect(Double(second.headers["Upstash-Not-Before"] ?? "") ?? 0 > Date().timeIntervalSince1970)
            let old = try await app.deliver(first)
            #expect(old.data["outcome"] as? String == "superseded")
            let early = try await app.deliver(second)
            #expect(early.status == 409)
            #expect(Int(early.header("Retry-After") ?? "") ?? 0 >= 1)
            #expect(try await jane.job(id)["status"] as? String == "processing")
        }
    }

    @Test("a message that another host works on is to be delivered again when the lease is over")
    func leased() async throws {
        try await withSearch { app, _, id, _, message in
            _ = try await app.database.execute(
                Statement(
                    "tests.lease",
                    "UPDATE messages SET lease_until = clock_timestamp() + interval '60 seconds' WHERE job_id = $1"),
                [UUID(uuidString: id)])
            let answer = try await app.deliver(message)
            #expect(answer.status == 409)
            let wait = try #require(Int(answer.header("Retry-After") ?? ""))
            #expect((1...60).contains(wait))  // what is left of it by the database's clock
            #expect(try await searches(of: id, app) == 0)
        }
    }

    @Test("a host that was not built for a message sends its delivery away, and its failure too: nothing is changed")
    func unknown() async throws {
        try await withSearch { app, jane, id, _, message in
            let change = Statement("tests.change", "UPDATE messages SET platform = $2 WHERE job_id = $1")
            try await app.database.execute(change, [UUID(uuidString: id), "lost"])
            for path in [Self.process, "/api/qstash/dead-letter"] {
                let body = path == Self.process ? message.body : callback(message)
                let refused = try await app.stranger.deliver(body, to: path)
                #expect((refused.status, refused.code) == (503, "OVERLOADED"))
                #expect(refused.header("Retry-After") == "5")
                #expect(
                    refused.body["error"] as? String == "This host was not built for this message. Deliver it again.")
            }
            #expect(try await jane.job(id)["status"] as? String == "pending")
            try await app.database.execute(change, [UUID(uuidString: id), "toy"])
            #expect(try await app.deliver(message).data as? [String: String] == ["outcome": "ran"])
            #expect(try await jane.job(id)["processedRuns"] as? Int == 1)
        }
    }

    // MARK: Giving up

    private func callback(_ message: ScriptedQStash.Published, status: Int = 500) -> [UInt8] {
        let source = Data(message.body).base64EncodedString()
        return Array(
            #"{"status":\#(status),"header":{},"body":"","retried":3,"maxRetries":3,"sourceMessageId":"msg_1","#.utf8)
            + Array(#""url":"\#(message.destination)","sourceBody":"\#(source)","dlqId":"1-0"}"#.utf8)
    }

    @Test("each giving up of QStash is a failed attempt; after the last the job ends with a dead letter")
    func givesUp() async throws {
        let settings = ["qstash_delays.retry_base=1ms", "processing.max_attempts=2"]
        try await withSearch(settings: settings) { app, jane, id, qstash, first in
            let path = "/api/qstash/dead-letter"
            let noted = try await app.stranger.deliver(callback(first), to: path)
            #expect(noted.data as? [String: String] == ["outcome": "ran"])
            #expect(try await app.stranger.deliver(callback(first), to: path).status == 200)  // QStash says it again
            let second = try await qstash.next()
            #expect(second.deduplicationID.hasSuffix("-1"))
            let late = try await app.stranger.deliver(callback(first), to: path)
            #expect(late.data["outcome"] as? String == "superseded")
            // No step of it has been begun yet.
            let waiting = try await jane.job(id)
            #expect(waiting["status"] as? String == "pending")
            #expect(waiting["startedAt"] == nil)
            #expect(waiting["message"] as? String == "A step of this search failed; trying again.")
            _ = try await app.stranger.deliver(callback(second, status: 0), to: path)
            let job = try await jane.job(id)
            #expect(job["status"] as? String == "error")
            #expect((job["error"] as? [String: Any])?["code"] as? String == "INTERNAL")
            let dead = try await app.database.query(Ledger.deadLetters, [UUID(uuidString: id)]) { row in
                (try row.get("attempt", as: Int.self), try row.get("error", as: String.self))
            }
            #expect(dead.count == 1)
            #expect(dead.first?.0 == 2)
            #expect(dead.first?.1.contains("could not deliver the message") == true)
            #expect(
                try await app.stranger.deliver(callback(second), to: path).data as? [String: Bool] == ["ignored": true])
            #expect(try await app.deliver(second).data as? [String: Bool] == ["ignored": true])
        }
    }

    @Test("giving up on what hosts have sent away is no failed attempt: it is handed over anew", arguments: [409, 503])
    func refused(status: Int) async throws {
        let settings = ["qstash_delays.retry_base=1ms", "processing.max_attempts=1"]
        try await withSearch(settings: settings) { app, jane, id, qstash, first in
            let noted = try await app.stranger.deliver(callback(first, status: status), to: "/api/qstash/dead-letter")
            #expect(noted.data as? [String: String] == ["outcome": "ran"])
            #expect(try await jane.job(id)["message"] as? String == "Waits for a host that has a hand free.")
            let second = try await qstash.next()
            #expect(second.deduplicationID.hasSuffix("-1"))
            let answer = try await app.deliver(second)
            #expect(answer.data as? [String: String] == ["outcome": "ran"])
            #expect(try await jane.job(id)["processedRuns"] as? Int == 1)
        }
    }

    @Test("a dead letter that an admin retries is handed over at once: QStash does not take it for the old message")
    func retried() async throws {
        try await withSearch(settings: ["processing.max_attempts=1"]) { app, jane, id, qstash, first in
            _ = try await app.stranger.deliver(callback(first), to: "/api/qstash/dead-letter")
            #expect(try await jane.job(id)["status"] as? String == "error")
            let ada = try await DeadLetterTests.admin(of: app)
            #expect(try await ada.post("/api/admin/jobs/\(id)/retry", [:]).status == 200)
            let again = try await qstash.next()
            #expect(again.body != first.body)
            #expect(again.deduplicationID != first.deduplicationID)
            // QStash says once more that it gave up on the old one: that is nothing to the new one.
            let late = try await app.stranger.deliver(callback(first), to: "/api/qstash/dead-letter")
            #expect(late.data["outcome"] as? String == "superseded")
            #expect(try await jane.job(id)["status"] as? String == "pending")
            #expect(try await app.deliver(again).data as? [String: String] == ["outcome": "ran"])
            let begun = try await jane.job(id)
            #expect(begun["status"] as? String == "processing")
            #expect(begun["startedAt"] is String)
        }
    }

    // MARK: Stopping

    @Test("a host that is told to stop sends a delivery away whose step does not end in time, and gives the step back")
    func stopping() async throws {
        let (qstash, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        let url = try await TestCluster.shared.makeDatabase()
        let options = TestApp.Options(
            settings: RelayTests.quick + ["platforms.toy.provider_timeout=60s"],
            faults: try FaultPlan(parsing: "hang=100%"), databaseURL: url, carrier: carrier)
        let answer = Kept<Task<Int, any Error>>()
        try await TestApp.run(options) { app in
            let jane = try await app.caller()
            let id = try await jane.search("keyword", ["toys"], results: 45)
            let message = try await qstash.next()
            answer.keep(Task { try await app.deliver(message).status })
            _ = try await app.job(id, reaches: ["processing"], as: jane)
        }
        let status = try await answer.value?.value
        #expect(status == 503)
        let pool = try Pool(configuration: PoolConfiguration(connectionString: url, size: 1))
        let free = Statement("tests.free", "SELECT lease_until IS NULL AS is_free FROM messages")
        #expect(try await pool.query(free) { row in try row.get("is_free", as: Bool.self) } == [true])
        await pool.close()
    }

    // MARK: Who may

    @Test("what is signed and names nothing that is here is ignored", arguments: routes)
    func unknown(path: String) async throws {
        let (_, server, carrier) = try ScriptedQStash.start()
        defer { server.stop() }
        try await TestApp.run(TestApp.Options(carrier: carrier)) { app in
            let stray = Data(#"{"message":"0192f0c1-0000-7000-8000-000000000000","publication":0}"#.utf8)
            let bodies = [
                #"{"gemz":"probe"}"#, "", "[]", "not json", String(decoding: stray, as: UTF8.self),
                #"{"message":1}"#, #"{"sourceBody":"%%"}"#, #"{"sourceBody":"\#(stray.base64EncodedString())"}"#,
            ]
            for body in bodies {
                let answer = try await app.stranger.deliver(Array(body.utf8), to: path)
                #expect(answer.status == 200, "\(body)")
                #expect(answer.data as? [String: Bool] == ["ignored": true], "\(body)")
            }
        }
    }

    @Test("after a rotation of the keys the next one signs; a key that was rotated out is nobody's")
    func rotation() async throws {
        try await withSearch { app, _, _, _, message in
            let gone = try await app.deliver(message, by: QStashSigner(key: "sig_of_last_year_0123456789012345"))
            #expect(gone.status == 401)
            #expect(gone.code == "SIGNATURE_INVALID")
            let next = try await app.deliver(message, by: QStashSigner(key: QStashSigner.nextKey))
            #expect(next.data as? [String: String] == ["outcome": "ran"])
        }
    }

    @Test("a signature is good for its body, its address and a while; nothing else runs a step")
    func attacks() async throws {
        try await withSearch { app, jane, id, _, message in
            let good = QStashSigner().signature(url: app.url + Self.process, body: message.body)
            let stale = QStashSigner { Date(timeIntervalSinceNow: -3600) }
                .signature(url: app.url + Self.process, body: message.body)
            let elsewhere = QStashSigner().signature(url: app.url + "/api/qstash/dead-letter", body: message.body)
            let spaced = Array(String(decoding: message.body, as: UTF8.self).replacing(",", with: ", ").utf8)
            let cases: [(String, path: String, signatures: [String], body: [UInt8])] = [
                ("no signature", Self.process, [], message.body),
                ("an empty one", Self.process, [""], message.body),
                ("the header twice", Self.process, [good, good], message.body),
                ("two in one header", Self.process, [good + "," + good], message.body),
                ("a body written another way", Self.process, [good], spaced),
                ("no body", Self.process, [good], []),
                ("of another endpoint", Self.process, [elsewhere], message.body),
                ("for another endpoint", "/api/email/send-scheduled", [good], message.body),
                ("with a query", Self.process + "?a=1", [good], message.body),
                ("an hour old", Self.process, [stale], message.body),
                ("a session token", Self.process, [jane.token ?? ""], message.body),
            ]
            for (name, path, signatures, body) in cases {
                let headers = [("Content-Type", "application/json")] + signatures.map { ("Upstash-Signature", $0) }
                let answer = try await app.stranger.send("POST", path, headers: headers, body: body)
                #expect(answer.status == 401, "\(name)")
                #expect(answer.code == "SIGNATURE_INVALID", "\(name)")
                #expect(answer.header("WWW-Authenticate") == "Signature realm=\"gemz\"", "\(name)")
            }
            let big = [UInt8](repeating: 0x20, count: 300 * 1024)
            #expect(try await app.stranger.deliver(big, to: Self.process).status == 413)
            #expect(try await searches(of: id, app) == 0)
            #expect(try await app.deliver(message).status == 200)
            let secrets = [QStashSigner.currentKey, QStashSigner.nextKey, good]
            #expect(!app.log.all.contains { line in secrets.contains { line.contains($0) } })
        }
    }

    @Test("where the database carries messages nobody's signature is good", arguments: routes)
    func postgres(path: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.stranger.deliver([], to: path)
            #expect(answer.code == "SIGNATURE_INVALID")
        }
    }
}
