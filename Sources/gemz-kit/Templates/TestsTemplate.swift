extension NewPlatform {
    var conformanceTests: GeneratedFile {
        // The formatter wants imports in order.
        let modules = ["PlatformAPI", "PlatformTesting", "Simulation", "Testing", "\(name)Simulator"].sorted()
        return GeneratedFile(
            "Plugins/\(name)/Tests/ConformanceTests.swift",
            """
            \(modules.map { "import \($0)" }.joined(separator: "\n"))

            @testable import \(name)Platform

            @Suite("\(name) conformance")
            struct ConformanceTests {
                static let simulator = \(name)Simulator()

                @Test(
                    "keeps the rules of every platform",
                    arguments: Conformance.checks(for: \(name)Platform.self) { path, query in
                        let request = SimulatedRequest(path: path, query: query, now: Conformance.instant)
                        let answer = simulator.answer(request)
                        return (answer.status, answer.body)
                    })
                func conforms(_ check: Check<\(name)Platform>) async throws { try await check.run() }
            }
            """)
    }
}
