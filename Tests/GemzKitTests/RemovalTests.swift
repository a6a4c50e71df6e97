import Foundation
import Testing

@testable import gemz_kit

@Suite("Removing a new platform")
struct RemovalTests {
    @Test("what was written goes, and the checkout is as it was", arguments: [nil, "thr-eads"])
    func exactly(_ id: String?) throws {
        try TemporaryCheckout.with { temporary in
            let before = try temporary.contents()
            try temporary.place("Threads", id: id)
            #expect(try temporary.contents() != before)
            try temporary.take("Threads")
            #expect(try temporary.contents() == before)
        }
    }

    @Test("a platform written later stays")
    func later() throws {
        try TemporaryCheckout.with { temporary in
            try temporary.place("Words")
            let before = try temporary.contents()
            try temporary.remove("Plugins/Words")
            try temporary.take("Words", force: true)
            try temporary.place("Threads")
            try temporary.place("Words")
            try temporary.take("Threads")
            #expect(try temporary.contents() == before)
        }
    }

    @Test("what an author changed, added or took away is kept, and named")
    func work() throws {
        try TemporaryCheckout.with { temporary in
            let original = try temporary.contents()
            try temporary.place("Threads")
            try temporary.write("// mine\n", to: "Plugins/Threads/Sources/ThreadsTransformer.swift")
            try temporary.write("{}\n", to: "Fixtures/threads/keyword/mine/case.json")
            try temporary.remove("Plugins/Threads/Sources/Unwritten.swift")
            let before = try temporary.contents()
            let reason = """
                Threads is not as it was written:
                  changed: Plugins/Threads/Sources/ThreadsTransformer.swift
                  missing: Plugins/Threads/Sources/Unwritten.swift
                  added: Fixtures/threads/keyword/mine/case.json
                Nothing was removed. Add --force to remove it all the same; what git does not hold is then lost.
                """
            #expect(throws: ScaffoldProblem(reason)) { try temporary.take("Threads") }
            #expect(try temporary.contents() == before)
            try temporary.take("Threads", force: true)
            #expect(try temporary.contents() == original)
        }
    }

    @Test("what is half there goes with --force alone")
    func half() throws {
        try TemporaryCheckout.with { temporary in
            let original = try temporary.contents()
            try temporary.place("Threads")
            try temporary.remove("Fixtures/threads")
            #expect(throws: ScaffoldProblem.self) { try temporary.take("Threads") }
            try temporary.take("Threads", force: true)
            #expect(try temporary.contents() == original)
        }
    }

    @Test("where there is no such platform, nothing happens")
    func nothing() throws {
        try TemporaryCheckout.with { temporary in
            let reason = "There is no platform Threads here: nothing to remove."
            #expect(throws: ScaffoldProblem(reason)) { try temporary.take("Threads", force: true) }
            #expect(throws: ScaffoldProblem.self) { try temporary.take("../..", force: true) }
        }
    }
}
