import Foundation
import PlatformAPI
import Testing

@testable import gemz_kit

@Suite("Writing a new platform")
struct PlacementTests {
    @Test("it writes a plugin, its fixtures and a line or two in each list")
    func written() throws {
        try TemporaryCheckout.with { temporary in
            try temporary.place("Threads")
            let checkout = try temporary.checkout
            let names = try PlatformList.all.map { try $0.names(in: checkout.text($0.path)).last }
            #expect(names == ["Threads", "Threads", "Threads"])
            let platform = try NewPlatform(name: "Threads", modes: [.keyword, .similar])
            for file in platform.files {
                let text = try checkout.text(file.path)
                #expect(text == file.text)
            }
            #expect(platform.files.count == 45)
            #expect(!checkout.exists(".build-new-platform"))
        }
    }

    @Test("what is in the way is named with a way out, and nothing is written", arguments: Obstacle.all)
    func refused(_ obstacle: Obstacle) throws {
        try TemporaryCheckout.with { temporary in
            try obstacle.put(temporary)
            let before = try temporary.contents()
            #expect(throws: ScaffoldProblem(obstacle.reason)) { try temporary.place(obstacle.name, id: obstacle.id) }
            #expect(try temporary.contents() == before)
        }
    }

    @Test("outside of a checkout nothing can be done")
    func outside() {
        let reason =
            "/ does not lie in a checkout of gemz. Run this in the folder of gemz's Package.swift, or below it."
        #expect(throws: ScaffoldProblem(reason)) { try Checkout(above: URL(filePath: "/")) }
    }

    @Test("a checkout is found from any folder in it")
    func below() throws {
        try TemporaryCheckout.with { temporary in
            let below = temporary.root.appending(path: "Fixtures/tiktok")
            let found = try Checkout(above: below)
            #expect(found.root.path == temporary.root.path)
        }
    }

    @Test("with the longest name and id, no line of Swift is longer than the formatter allows")
    func lengths() throws {
        let longest = try NewPlatform(
            name: "Abcdefghijklmnopqrst", id: "abcdefghijklmnopqrst", modes: [.keyword, .similar])
        for file in longest.files where file.path.hasSuffix(".swift") {
            #expect(file.text.lines.filter { $0.count > 120 } == [], "\(file.path)")
        }
    }

    @Test("a platform of one mode has nothing of the other", arguments: SearchMode.allCases)
    func oneMode(_ mode: SearchMode) throws {
        let platform = try NewPlatform(name: "Threads", modes: [mode])
        let other = mode == .keyword ? "similar" : "keyword"
        #expect(platform.files.filter { $0.path.lowercased().contains(other) }.map(\.path) == [])
        let swift = platform.files.filter { $0.path.hasSuffix(".swift") }
        #expect(swift.filter { $0.text.contains(".\(other)") }.map(\.path) == [])
    }
}

/// What stands in a new platform's way.
struct Obstacle: Sendable, CustomTestStringConvertible {
    var name = "Threads"
    var id: String?
    var testDescription: String
    var reason: String
    var put: @Sendable (TemporaryCheckout) throws -> Void = { _ in }

    static let all = [
        Obstacle(
            name: "TikTok", testDescription: "a platform of the name",
            reason: """
                Package.swift lists TikTok already. Choose another name, or take it away first: \
                gemz-kit new-platform TikTok --remove
                """),
        Obstacle(
            name: "Tiktok", testDescription: "a platform of the name, spelled otherwise",
            reason: """
                Package.swift lists TikTok already. Choose another name, or take it away first: \
                gemz-kit new-platform TikTok --remove
                """),
        Obstacle(
            name: "Host", testDescription: "a module",
            reason: "gemz has a module HostTests already. Choose another name, such as HostApp."),
        Obstacle(
            id: "tiktok", testDescription: "another's fixtures",
            reason: "Fixtures/tiktok exists already. Choose another with --id, or, if it is left over, remove it."),
        Obstacle(
            testDescription: "half a plugin",
            reason: "Plugins/Threads exists already. Choose another name, or, if it is left over, remove it.",
            put: { try $0.write("half\n", to: "Plugins/Threads/Sources/Half.swift") }),
        Obstacle(
            testDescription: "a list that is missing its form",
            reason: """
                Package.swift is not as expected: it has no line "let platforms = [" with a line "]" below it. \
                Bring it into that form, an element a line, or add by hand.
                """, put: { try $0.write("let platforms = [\"TikTok\"]\n", to: "Package.swift") }),
        Obstacle(
            testDescription: "a list without its last comma",
            reason: """
                Package.swift is not as expected: line 2 lacks its comma. \
                Bring it into that form, an element a line, or add by hand.
                """, put: { try $0.write("let platforms = [\n    \"TikTok\"\n]\n", to: "Package.swift") }),
        Obstacle(
            testDescription: "a failure half-way, when the plugin is in place already",
            reason: """
                Nothing was changed: Fixtures/threads could not be put in place: The operation could not be completed. \
                A file with the same name already exists.
                """,
            put: {
                try $0.remove("Fixtures")
                try $0.write("a file\n", to: "Fixtures")
            }),
    ]
}
