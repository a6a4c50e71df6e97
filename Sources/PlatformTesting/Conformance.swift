public import Foundation
public import PlatformAPI

/// The rules of every platform, and what checks them. A plugin's test file needs these lines and no more:
///
///     import PlatformTesting
///     import Testing
///     import TikTokPlatform
///
///     @Suite("TikTok conformance")
///     struct ConformanceTests {
///         @Test("keeps the rules of every platform", arguments: Conformance.checks(for: TikTokPlatform.self))
///         func conforms(_ check: Check<TikTokPlatform>) async throws { try await check.run() }
///     }
///
/// | id | what holds |
/// |---|---|
/// | D | the descriptor is sound, the required cases are there, quirks have cases, `shape.txt` lists what bodies hold |
/// | Q | requests are the same every time, bare of host and key, and carry any word unchanged; the tape is used up |
/// | P | a search goes on from each of its cursors in a fresh platform, and ends |
/// | T | results equal `expected.json` and keep the rules for values |
/// | M | bodies with one key dropped, null, retyped or emptied, cut off, or HTML give no wrong value |
/// | E | every status and fault of a provider becomes its error |
/// | C | equal calls at once agree; a cancelled one says so |
/// | N | enrichment adds, and neither loses nor changes who it is |
/// | S | similar creators have a score and reasons; neither the target nor private accounts are among them |
///
/// A case is `Fixtures/<platform>/<mode>/<case>/case.json` (its form is told at `TapeCase`) with `expected.json` beside
/// it, which `GEMZ_UPDATE_FIXTURES=1 make fixtures` writes.
public enum Conformance {
    /// The instant of simulated searches: 15 January 2026, noon in Greenwich.
    public static let instant = Date(timeIntervalSince1970: 1_768_478_400)

    /// Every check of a platform, one for each rule, and for each case where rules are about cases.
    ///
    /// - Parameters:
    ///   - simulator: answers any request, and equal ones equally. What it makes keeps the rules too.
    ///   - now: the simulator's instant.
    ///   - reasons: why checks are not run, by their ids. Each is printed; one without a reason, or for a check that
    ///     does not exist, fails.
    ///   - filePath: a file anywhere in the package. `Fixtures` lies beside the nearest `Package.swift` above it.
    public static func checks<Checked: Platform>(
        for platform: Checked.Type, simulator: SimulatorProvider.Answer? = nil, now: Date = instant,
        skipping reasons: [String: String] = [:], filePath: String = #filePath
    ) -> [Check<Checked>] {
        let bench = CheckBench<Checked>(
            simulator: simulator, now: now, update: .fromEnvironment, filePath: filePath, say: { print($0) })
        return skipping(reasons, of: bench.checks, say: bench.say)
    }

    static func skipping<Checked>(
        _ reasons: [String: String], of checks: [Check<Checked>], say: @escaping @Sendable (String) -> Void
    ) -> [Check<Checked>] {
        let known = Set(checks.map(\.id))
        let idle = reasons.filter { !known.contains($0.key) || $0.value.isEmpty }
        let faults = idle.keys.sorted().map { id in
            Check<Checked>(id, "a skip names a check and gives a reason") {
                [
                    Finding(
                        "skipping", known.contains(id) ? "\(id) is skipped without a reason" : "there is no check \(id)"
                    )
                ]
            }
        }
        return checks.map { check in
            guard let reason = reasons[check.id], !reason.isEmpty else { return check }
            return check.skipped(because: reason, say: say)
        } + faults
    }
}
