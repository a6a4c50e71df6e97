public import PlatformAPI
public import Testing

/// One rule of ``Conformance``, as an argument of a parameterised test: each is a test case of its own.
public struct Check<Checked: Platform>: Sendable, CustomTestStringConvertible {
    /// A letter with a number, such as `D1`, or with a search, such as `T tiktok/keyword/whole-search`.
    public let id: String
    /// What the check wants, in words.
    public let sentence: String
    let findings: @Sendable () async throws -> [Finding]

    init(_ id: String, _ sentence: String, findings: @escaping @Sendable () async throws -> [Finding]) {
        self.id = id
        self.sentence = sentence
        self.findings = findings
    }

    public var testDescription: String { "\(id) \(sentence)" }

    /// Fails the test once for everything that the platform does wrong; writes fixtures when told to.
    ///
    /// - Throws: what writing `expected.json` or `shape.txt` throws.
    public func run(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for finding in try await findings() {
            Issue.record("\(id) \(sentence)\n\(finding.description)", sourceLocation: sourceLocation)
        }
    }

    /// The same check, not run.
    func skipped(because reason: String, say: @escaping @Sendable (String) -> Void) -> Check {
        Check(id, sentence) {
            say("\(Checked.descriptor.id): \(id) is skipped: \(reason)")
            return []
        }
    }
}
