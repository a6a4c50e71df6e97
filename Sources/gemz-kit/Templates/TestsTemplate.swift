extension NewPlatform {
    var conformanceTests: GeneratedFile {
        GeneratedFile(
            "Plugins/\(name)/Tests/ConformanceTests.swift",
            """
            import PlatformAPI
            import PlatformTesting
            import Testing

            @testable import \(name)Platform

            @Suite("\(name) conformance")
            struct ConformanceTests {
                @Test("keeps the rules of every platform", arguments: Conformance.checks(for: \(name)Platform.self))
                func conforms(_ check: Check<\(name)Platform>) async throws { try await check.run() }
            }
            """)
    }
}
