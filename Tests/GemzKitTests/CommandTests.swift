import ArgumentParser
import Foundation
import Testing

@testable import gemz_kit

@Suite("The command new-platform")
struct CommandTests {
    private func run(_ words: String..., in temporary: TemporaryCheckout) throws {
        var command = try GemzKit.parseAsRoot(["new-platform"] + words + ["--checkout", temporary.root.path])
        try command.run()
    }

    @Test("it writes, shows without writing, and removes")
    func whole() throws {
        try TemporaryCheckout.with { temporary in
            let before = try temporary.contents()
            try run("Threads", "--modes", "keyword", "--dry-run", in: temporary)
            #expect(try temporary.contents() == before)
            try run("Threads", "--modes", "keyword", in: temporary)
            #expect(try temporary.checkout.exists("Plugins/Threads/Sources/KeywordThreadsSearcher.swift"))
            #expect(try temporary.checkout.exists("Plugins/Threads/Sources/SimilarThreadsSearcher.swift") == false)
            try run("Threads", "--remove", "--dry-run", in: temporary)
            try run("Threads", "--remove", in: temporary)
            #expect(try temporary.contents() == before)
        }
    }

    @Test(
        "options that do not go together are refused",
        arguments: [["Threads", "--force"], ["Threads", "--remove", "--modes", "keyword"], []])
    func usage(_ words: [String]) {
        #expect(throws: (any Error).self) { try GemzKit.parseAsRoot(["new-platform"] + words) }
    }
}
