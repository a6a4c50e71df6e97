import Crypto
import FixtureTape
import Foundation
import HTTPTesting
import StandIns
import Testing

@Suite("QStash: deliveries")
struct QStashDeliveryTests {
    @Test("a message arrives as it was published, signed, and without the publisher's token")
    func delivery() async throws {
        try await QStashBench.run { bench in
            let headers = [
                ("Content-Type", "application/json"), ("Upstash-Method", "PUT"), ("Upstash-Forward-X-Tenant", "t1"),
                ("Upstash-Forward-Authorization", "Bearer inner"), ("Upstash-Forward-Upstash-Message-Id", "forged"),
            ]
            let id = try await bench.publish("//p?a=%20x&b=1", headers, body: #"{"a": 1,  "b":"é"}"#)
            let request = await bench.deliveries(to: "//p?a=%20x&b=1")[0]
            #expect(request.method == "PUT")
            #expect(request.text == #"{"a": 1,  "b":"é"}"#)
            #expect(request.values(of: "Content-Type") == ["application/json"])
            #expect(request.values(of: "X-Tenant") == ["t1"])
            #expect(request.values(of: "Authorization") == ["Bearer inner"])
            #expect(request.values(of: "Upstash-Message-Id") == [id])
            #expect(request.values(of: "Upstash-Retried") == ["0"])
            #expect(request.values(of: "User-Agent") == ["Upstash-QStash"])
            #expect(!request.headerLines.contains { $0.contains("qstash_dev_token") })
            #expect(try await bench.states(of: id, until: "DELIVERED") == ["CREATED", "ACTIVE", "DELIVERED"])
            let gone = try await bench.ask("GET", "/v2/messages/\(id)")
            #expect(gone == .json(404, #"{"error":"message \#(id) not found"}"#))
        }
    }

    @Test("the signature is a JWT over address and body, made with the current key and good for five minutes")
    func signature() async throws {
        try await QStashBench.run { bench in
            try await bench.publish("/signed?x=1", body: "text")
            let token = try #require(await bench.deliveries(to: "/signed?x=1")[0].header("Upstash-Signature"))
            let parts = token.split(separator: ".").map(String.init)
            #expect(try Self.decoded(parts[0]) == JSONValue(parsing: Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8)))
            let code = HMAC<SHA256>.authenticationCode(
                for: Array("\(parts[0]).\(parts[1])".utf8),
                using: SymmetricKey(data: Array(QStashBench.keys.current.utf8)))
            #expect(Self.base64URL(Array(code)) == parts[2])
            let claims = try Self.decoded(parts[1])
            let now = Int(bench.now.timeIntervalSince1970)
            #expect(claims["iss"]?.string == "Upstash")
            #expect(claims["sub"]?.string == bench.receiver.url + "/signed?x=1")
            #expect([claims["iat"]?.integer, claims["nbf"]?.integer] == [now, now])
            #expect(claims["exp"]?.integer == now + 300)
            #expect(claims["body"]?.string == Self.base64URL(Array(SHA256.hash(data: Array("text".utf8)))) + "=")
        }
    }

    @Test("a rotation makes the next key the current one, which deliveries are signed with from then on")
    func rotation() async throws {
        try await QStashBench.run { bench in
            let before = try await bench.value("GET", "/v2/keys")
            #expect(before["current"]?.string == QStashBench.keys.current)
            let rotated = try await bench.value("POST", "/v2/keys/rotate")
            #expect(rotated["current"]?.string == QStashBench.keys.next)
            #expect(rotated["next"]?.string?.hasPrefix("sig_") == true)
            #expect(rotated["next"] != before["current"])
            try await bench.publish("/rotated")
            let token = try #require(await bench.deliveries(to: "/rotated")[0].header("Upstash-Signature"))
            let parts = token.split(separator: ".").map(String.init)
            let code = HMAC<SHA256>.authenticationCode(
                for: Array("\(parts[0]).\(parts[1])".utf8),
                using: SymmetricKey(data: Array(QStashBench.keys.next.utf8)))
            #expect(Self.base64URL(Array(code)) == parts[2])
        }
    }

    @Test("a delay and a not-before hold a message until their time, to the millisecond")
    func delay() async throws {
        try await QStashBench.run { bench in
            let now = Int(bench.now.timeIntervalSince1970)
            try await bench.publish("/delayed", [("Upstash-Delay", "1m30s")])
            try await bench.publish("/dated", [("Upstash-Not-Before", "\(now + 120)"), ("Upstash-Delay", "1s")])
            try await bench.advance(by: .milliseconds(89_999))
            try await bench.publish("/between")
            _ = await bench.deliveries(to: "/between")
            #expect(bench.deliveriesSoFar(to: "/delayed") == [])
            try await bench.advance(by: .milliseconds(1))
            _ = await bench.deliveries(to: "/delayed")
            #expect(bench.deliveriesSoFar(to: "/dated") == [])
            try await bench.advance(by: .seconds(30))
            _ = await bench.deliveries(to: "/dated")
        }
    }

    @Test("failures are retried on QStash's curve, under the same id, until one succeeds")
    func curve() async throws {
        try await QStashBench.run({ request in
            [.answer(request.header("Upstash-Retried") == "3" ? 200 : 500, text: "no")]
        }) { bench in
            let id = try await bench.publish("/curve", [("Upstash-Retries", "5")])
            for (retried, wait) in [12_000, 148_000, 1_808_000].enumerated() {
                _ = await bench.deliveries(to: "/curve", retried + 1)
                try await bench.advanceToRetry(of: id, in: wait, retried: retried + 1)
            }
            let requests = await bench.deliveries(to: "/curve", 4)
            #expect(requests.map { $0.header("Upstash-Retried") } == ["0", "1", "2", "3"])
            #expect(Set(requests.map { $0.header("Upstash-Message-Id") }) == [id])
            let round = ["ACTIVE", "ERROR", "RETRY"]
            #expect(
                try await bench.states(of: id, until: "DELIVERED")
                    == ["CREATED"] + round + round + round + ["ACTIVE", "DELIVERED"])
        }
    }

    @Test(
        "the wait before a retry is the destination's, else the message's own",
        arguments: [
            ([("Retry-After", "7")], 7_000), ([("X-RateLimit-Reset-Requests", "6m5s")], 365_000),
            ([("X-RateLimit-Reset-Tokens", "1.5s")], 1_500), ([("Retry-After", "90000")], 250),
            ([("Retry-After", "Fri, 02 Jan 2026 03:05:05 GMT")], 60_000), ([("Retry-After", "soon")], 250), ([], 250),
        ])
    func waits(headers: [(String, String)], wait: Int) async throws {
        try await QStashBench.run({ request in
            [.answer(request.header("Upstash-Retried") == "0" ? 503 : 200, headers: headers)]
        }) { bench in
            let id = try await bench.publish("/wait", [("Upstash-Retry-Delay", "250 * pow(2, retried)")])
            _ = await bench.deliveries(to: "/wait")
            try await bench.advanceToRetry(of: id, in: wait, retried: 1)
            _ = await bench.deliveries(to: "/wait", 2)
        }
    }

    @Test("a destination that keeps silent for the message's timeout has failed")
    func timeout() async throws {
        try await QStashBench.run({ _ in [.hang] }) { bench in
            let id = try await bench.publish("/silent", [("Upstash-Timeout", "50ms"), ("Upstash-Retries", "0")])
            _ = try await bench.states(of: id, until: "FAILED")
            let letters = try await bench.value("GET", "/v2/dlq?messageId=\(id)")["messages"]?.elements
            #expect(letters?.first?["responseStatus"]?.integer == 0)
            #expect(letters?.first?["responseBody"]?.string == "time was up before an answer came")
        }
    }

    @Test("an address where nobody answers has failed, and the next message goes on")
    func unreachable() async throws {
        try await QStashBench.run { bench in
            let port = try DeafPort(.refuses)
            let target = "/v2/publish/\(port.url)/x"
            let id = try #require(
                try await bench.value("POST", target, [("Upstash-Retries", "0")])["messageId"]?.string)
            #expect(try await bench.states(of: id, until: "FAILED") == ["CREATED", "ACTIVE", "ERROR", "FAILED"])
            try await bench.publish("/next")
            _ = await bench.deliveries(to: "/next")
        }
    }

    private static func decoded(_ part: String) throws -> JSONValue {
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        return try JSONValue(parsing: Array(try #require(Data(base64Encoded: padded))))
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
