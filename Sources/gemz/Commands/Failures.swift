import Foundation
import Host
import StandIns

/// Says how a command failed, in words, and ends with the right code.
enum Failures {
    static func told(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            leave(ending(of: error))
        }
    }

    private static func ending(of error: any Error) -> Ending {
        switch error {
        case let ending as Ending: ending
        case is CancellationError: .interrupted("Interrupted.")
        case is ConfigError, is FaultPlanProblem, is EnvironmentError: .usage("\(error)")
        default: .failed("\(error)")
        }
    }

    private static func leave(_ ending: Ending) -> Never {
        Terminal.errors.line("❌ \(ending.description)")
        exit(ending.code)
    }
}
