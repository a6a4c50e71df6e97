import Foundation

/// Whether `expected.json` is compared or written anew.
public enum FixtureUpdate: Hashable, Sendable {
    case compare
    case write
    /// Asked to write where nobody reads the difference: in continuous integration.
    case refused

    /// The command that makes ``write``, as failures name it.
    public static let command = "GEMZ_UPDATE_FIXTURES=1 make fixtures"

    /// As the environment says: `GEMZ_UPDATE_FIXTURES=1` writes, unless `CI` is set.
    public static var fromEnvironment: FixtureUpdate { of(environment: ProcessInfo.processInfo.environment) }

    static func of(environment: [String: String]) -> FixtureUpdate {
        guard environment["GEMZ_UPDATE_FIXTURES"] == "1" else { return .compare }
        return environment["CI"].map { $0.isEmpty || $0 == "false" } ?? true ? .write : .refused
    }
}
