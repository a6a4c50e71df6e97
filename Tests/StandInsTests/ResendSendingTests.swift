import FixtureTape
import Foundation
import HTTPTesting
import Testing

@Suite("Resend: once, later, together")
struct ResendSendingTests {
    private func key(_ text: String) -> [(String, String)] { [("Idempotency-Key", text)] }

    private func count(_ bench: ResendBench) async throws -> Int? {
        try await bench.value("GET", "/emails?limit=100")["data"]?.elements?.count
    }

    @Test("a key sends one mail for a day, whatever the order of the body's members, and another body is refused")
    func idempotency() async throws {
        try await ResendBench.run { bench async throws in
            let id = try await bench.send(#""tags":[],"text":"a""#, key("k/1"))
            #expect(try await bench.send(#""text":"a","tags":[]"#, key("k/1")) == id)
            let other = try await bench.failure("POST", "/emails", key("k/1"), body: ResendBench.mail(#""text":"b""#))
            #expect(other == "409 invalid_idempotent_request")
            let batch = try await bench.failure(
                "POST", "/emails/batch", key("k/1"), body: "[\(ResendBench.mail(#""text":"a""#))]")
            #expect(batch == "409 invalid_idempotent_request")
            #expect(try await bench.send(#""text":"a","tags":[]"#, key("k/2")) != id)
            try await bench.advance(by: .seconds(86_399))
            #expect(try await bench.send(#""text":"a","tags":[]"#, key("k/1")) == id)
            try await bench.advance(by: .seconds(1))
            #expect(try await bench.send(#""text":"a","tags":[]"#, key("k/1")) != id)
            #expect(try await count(bench) == 3)
        }
    }

    @Test("a refused request leaves its key free, and a key's answer comes again when its time is past")
    func keysOfRefusals() async throws {
        try await ResendBench.run { bench async throws in
            let refused = try await bench.failure("POST", "/emails", key("k"), body: ResendBench.mail(#""to":"x""#))
            #expect(refused == "422 validation_error")
            let timed = #""scheduled_at":"2026-01-02T04:00:00Z""#
            let id = try await bench.send(timed, key("k"))
            try await bench.advance(by: .seconds(7200))
            #expect(try await bench.send(timed, key("k")) == id)
            for text in [String(repeating: "k", count: 257), ""] {
                let failure = try await bench.failure("POST", "/emails", key(text), body: ResendBench.mail())
                #expect(failure == "400 invalid_idempotency_key")
            }
            try await bench.send("", key(String(repeating: "k", count: 256)))
        }
    }

    @Test("a batch is sent whole or not at all, or in part where that is asked for")
    func batch() async throws {
        try await ResendBench.run { bench async throws in
            let good = ResendBench.mail(#""subject":"good""#)
            let body =
                "[\(ResendBench.mail(#""to":null"#)),\(good),\(ResendBench.mail(#""scheduled_at":"in 1 min""#)),7]"
            #expect(try await bench.failure("POST", "/emails/batch", body: body) == "422 missing_required_field")
            #expect(try await count(bench) == 0)
            let mode = [("x-batch-validation", "permissive")]
            let partly = try await bench.value("POST", "/emails/batch", mode + key("b"), body: body)
            #expect(partly["errors"]?.elements?.map { $0["index"]?.integer } == [0, 2, 3])
            #expect(partly["errors"]?.elements?.first?["message"]?.string == "Missing `to` field.")
            let ids = partly["data"]?.elements?.compactMap { $0["id"]?.string } ?? []
            #expect(ids.count == 1)
            #expect(try await bench.value("GET", "/emails/\(ids[0])")["subject"]?.string == "good")
            #expect(try await bench.value("POST", "/emails/batch", mode + key("b"), body: body) == partly)
            let strict = try await bench.value(
                "POST", "/emails/batch", body: "[\(good),\(ResendBench.mail(#""subject":"second""#))]")
            #expect(strict["errors"] == nil)
            let second = try #require(strict["data"]?.elements?.last?["id"]?.string)
            #expect(try await bench.value("GET", "/emails/\(second)")["subject"]?.string == "second")
            for (headers, size) in [([], 101), ([("x-batch-validation", "loose")], 1)] {
                let many = "[" + Array(repeating: good, count: size).joined(separator: ",") + "]"
                #expect(try await bench.failure("POST", "/emails/batch", headers, body: many) == "422 validation_error")
            }
        }
    }

    @Test("a scheduled mail goes out at its time, to the millisecond, also after it was put off")
    func schedule() async throws {
        try await ResendBench.run { bench async throws in
            let early = try await bench.send(#""scheduled_at":"in 1 hour""#)
            let late = try await bench.send(#""scheduled_at":"in 1 hour""#)
            #expect(
                try await bench.value("GET", "/emails/\(early)")["scheduled_at"]?.string == "2026-01-02T04:04:05.000Z")
            let moved = try await bench.value(
                "PATCH", "/emails/\(late)", body: #"{"id":"\#(late)","scheduled_at":"2026-01-02T05:04:05.001+00:00"}"#)
            #expect(moved.compact == #"{"object":"email","id":"\#(late)"}"#)
            try await bench.advance(by: .milliseconds(3_599_999))
            #expect(try await bench.lastEvent(of: early) == "scheduled")
            try await bench.advance(by: .milliseconds(1))
            #expect(try await bench.lastEvent(of: early) == "delivered")
            try await bench.advance(by: .seconds(3600))
            #expect(try await bench.lastEvent(of: late) == "scheduled")
            try await bench.advance(by: .milliseconds(1))
            #expect(try await bench.lastEvent(of: late) == "delivered")
        }
    }

    @Test("a scheduled mail is cancelled for good; one that is sent, or cancelled, is neither cancelled nor put off")
    func cancel() async throws {
        try await ResendBench.run { bench async throws in
            let id = try await bench.send(#""scheduled_at":"in 1 min""#)
            let cancelled = try await bench.value("POST", "/emails/\(id)/cancel", body: "{}")
            #expect(cancelled.compact == #"{"object":"email","id":"\#(id)"}"#)
            try await bench.advance(by: .seconds(120))
            #expect(try await bench.lastEvent(of: id) == "canceled")
            for id in [id, try await bench.send()] {
                #expect(try await bench.failure("POST", "/emails/\(id)/cancel") == "422 validation_error")
                let put = try await bench.failure("PATCH", "/emails/\(id)", body: #"{"scheduled_at":"in 1 hour"}"#)
                #expect(put == "422 validation_error")
            }
            let waiting = try await bench.send(#""scheduled_at":"in 1 min""#)
            for (body, failure) in [
                ("{}", "422 missing_required_field"), (#"{"scheduled_at":"in 31 days"}"#, "422 validation_error"),
            ] {
                #expect(try await bench.failure("PATCH", "/emails/\(waiting)", body: body) == failure)
            }
            #expect(try await bench.lastEvent(of: waiting) == "scheduled")
        }
    }
}
