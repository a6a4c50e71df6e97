import Foundation
import PlatformAPI

@testable import PlatformTesting

/// The toy's cases in a temporary package: all that are required, and what the flawless toy makes of them.
struct ToyFixture {
    /// Two pages, three people; one item without an id, and one person without a profile.
    static let wholeSearch = [
        exchange(
            "/toy/search", #""q":"trek","page":"1""#,
            #"{"people":[{"id":"1","name":"Mira","followers":12},{"id":2,"name":"Tasven"},{"name":"nobody"}],"next":2}"#
        ),
        exchange("/toy/profile", #""id":"1""#, #"{"id":"1","bio":"I am Mira","followers":13}"#),
        exchange("/toy/profile", #""id":"2""#, #"{"message":"gone"}"#, status: 404),
        exchange("/toy/search", #""q":"trek","page":"2""#, #"{"people":[{"id":"3","name":"Relano","bio":"known"}]}"#),
        exchange("/toy/profile", #""id":"3""#, #"{"id":"3","private":false}"#),
    ]

    /// Four friends: one without an id, one private, the target itself, and one who is found.
    static let friends = [
        exchange(
            "/toy/profile", #""id":"mira""#,
            #"{"id":"mira","bio":"b","friends":[{"id":"mira"},{"id":"shy"},{"name":"x"},{"id":"tasven","name":"T"}]}"#),
        exchange("/toy/profile", #""id":"shy""#, #"{"id":"shy","private":true}"#),
        exchange("/toy/profile", #""id":"tasven""#, #"{"id":"tasven","bio":"x"}"#),
    ]

    /// By folder.
    static let cases: [String: String] = {
        var cases = ["keyword/whole": text(wholeSearch), "similar/friends": text(friends, subject: mira)]
        let faults = [
            ("limited", #"{"message":"slow"}"#, 429), ("broken", #"{"message":"oops"}"#, 500), ("shape", "{}", 200),
        ]
        for (name, body, status) in faults {
            cases["keyword/\(name)"] = text([exchange("/toy/search", #""q":"trek","page":"1""#, body, status: status)])
            let profile = exchange("/toy/profile", #""id":"mira""#, body, status: status)
            cases["similar/\(name)"] = text([profile], subject: mira)
        }
        let missing = exchange("/toy/profile", #""id":"mira""#, #"{"message":"who"}"#, status: 404)
        cases["similar/missing"] = text([missing], subject: mira)
        return cases
    }()

    static let mira = #""similarTo":"mira""#

    static func exchange(_ path: String, _ query: String, _ body: String, status: Int = 200) -> String {
        #"{"request":{"path":"\#(path)","query":{\#(query)}},"response":{"status":\#(status),"body":\#(body)}}"#
    }

    static func text(_ exchanges: [String], subject: String = #""keyword":"trek""#, extra: String = "") -> String {
        """
        {"why":"to test the kit","origin":"synthetic","request":{\(subject),"wanted":9},"now":"2026-01-02T03:04:05Z",
         \(extra)"exchanges":[\(exchanges.joined(separator: ",\n"))]}
        """
    }

    /// `Fixtures/toy`.
    let folder: URL
    /// A file of the package.
    let filePath: String

    /// The checks of a toy on what lies in the package.
    func bench<Wrong: Flaw>(
        _ flaw: Wrong.Type, update: FixtureUpdate = .compare, simulator: SimulatorProvider.Answer? = nil,
        say: @escaping @Sendable (String) -> Void = { _ in }
    ) -> CheckBench<Toy<Wrong>> {
        CheckBench(
            simulator: simulator, now: Conformance.instant, update: update, filePath: filePath, say: say)
    }

    /// What each check of a toy finds, by id; checks that find nothing are left out.
    func findings<Wrong: Flaw>(
        _ flaw: Wrong.Type, update: FixtureUpdate = .compare, simulator: SimulatorProvider.Answer? = nil
    ) async throws -> [String: [Finding]] {
        var found: [String: [Finding]] = [:]
        for check in bench(flaw, update: update, simulator: simulator).checks {
            let findings = try await check.findings()
            if !findings.isEmpty { found[check.id] = findings }
        }
        return found
    }

    /// Lays a package out and hands it over.
    ///
    /// - Parameters:
    ///   - changed: cases that are other than usual, by folder.
    ///   - missing: cases that are not there.
    ///   - isWritten: whether the flawless toy's expectations are there.
    static func with<Result>(
        changed: [String: String] = [:], without missing: Set<String> = [], isWritten: Bool = true,
        _ body: (ToyFixture) async throws -> Result
    ) async throws -> Result {
        let package = FileManager.default.temporaryDirectory.appending(path: "gemz-kit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
        // A folder that cannot be removed is left to the system, like all temporary ones.
        defer { try? FileManager.default.removeItem(at: package) }
        try Data("// swift-tools-version: 6.1".utf8).write(to: package.appending(path: "Package.swift"))
        let fixture = ToyFixture(
            folder: package.appending(path: "Fixtures/toy"),
            filePath: package.appending(path: "Plugins/Toy/Tests/ConformanceTests.swift").path)
        for (name, text) in cases.merging(changed, uniquingKeysWith: { $1 }) where !missing.contains(name) {
            try fixture.write(text, to: "\(name)/case.json")
        }
        if isWritten { _ = try await fixture.findings(Flawless.self, update: .write) }
        return try await body(fixture)
    }

    func write(_ text: String, to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
