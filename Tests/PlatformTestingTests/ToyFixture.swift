import Foundation
import PlatformAPI

@testable import PlatformTesting

/// A toy's case in a temporary package: two pages of a keyword search, three people, one of them without a profile.
enum ToyFixture {
    static let pageOne = #"{"people":[{"id":"1","name":"Mira"},{"id":2,"name":"Tasven"},{"name":"nobody"}],"next":2}"#
    static let pageTwo = #"{"people":[{"id":"3","name":"Relano","bio":"known"}]}"#

    static func exchange(_ path: String, _ query: String, _ body: String, status: Int = 200) -> String {
        #"{"request":{"path":"\#(path)","query":{\#(query)}},"response":{"status":\#(status),"body":"#
            + (body.hasPrefix("{") ? body : "\"\(body)\"") + "}}"
    }

    static let exchanges = [
        exchange("/toy/search", #""q":"trek","page":"1""#, pageOne),
        exchange("/toy/profile", #""id":"1""#, #"{"bio":"I am Mira"}"#),
        exchange("/toy/profile", #""id":"2""#, #"{"message":"gone"}"#, status: 404),
        exchange("/toy/search", #""q":"trek","page":"2""#, pageTwo),
    ]

    static func caseText(
        _ exchanges: [String] = exchanges, subject: String = #""keyword":"trek""#, extra: String = ""
    ) -> String {
        """
        {"why":"to test the kit","origin":"synthetic","request":{\(subject),"wanted":9},"now":"2026-01-02T03:04:05Z",
         \(extra)"exchanges":[\(exchanges.joined(separator: ",\n"))]}
        """
    }

    /// What `caseText()` gives in the flawless toy.
    static let expected = """
        {
          "pages": [
            {
              "creators": [
                {
                  "bio": "I am Mira",
                  "content": [],
                  "displayName": "Mira",
                  "emails": [],
                  "externalId": "1",
                  "links": [],
                  "platform": "toy",
                  "profileFetchedAt": "2026-01-02T03:04:05.000Z"
                },
                {
                  "content": [],
                  "displayName": "Tasven",
                  "emails": [],
                  "externalId": "2",
                  "links": [],
                  "platform": "toy"
                }
              ],
              "next": "p2",
              "skipped": [
                {
                  "path": "people[2]",
                  "reason": "no id"
                }
              ],
              "unenriched": [
                {
                  "externalId": "2",
                  "failure": {
                    "code": "notFound",
                    "message": "gone"
                  }
                }
              ]
            },
            {
              "creators": [
                {
                  "bio": "known",
                  "content": [],
                  "displayName": "Relano",
                  "emails": [],
                  "externalId": "3",
                  "links": [],
                  "platform": "toy"
                }
              ],
              "end": true,
              "skipped": []
            }
          ]
        }

        """

    /// Lays a package out and hands over its case.
    static func with<Result>(
        _ text: String = caseText(), expected: String? = expected, mode: String = "keyword",
        _ body: (FixtureCase) async throws -> Result
    ) async throws -> Result {
        let package = FileManager.default.temporaryDirectory.appending(path: "gemz-kit-\(UUID().uuidString)")
        let folder = package.appending(path: "Fixtures/toy/\(mode)/case")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A folder that cannot be removed is left to the system, like all temporary ones.
        defer { try? FileManager.default.removeItem(at: package) }
        try Data("// swift-tools-version: 6.1".utf8).write(to: package.appending(path: "Package.swift"))
        try Data(text.utf8).write(to: folder.appending(path: "case.json"))
        if let expected { try Data(expected.utf8).write(to: folder.appending(path: "expected.json")) }
        let test = package.appending(path: "Plugins/Toy/Tests/Conformance.swift").path
        let cases = FixtureCase.all(for: "toy", filePath: test)
        return try await body(cases[0])
    }
}
