import FixtureTape
public import Foundation
public import PlatformAPI
public import Testing

/// Checks a platform against its fixture cases. A plugin's test file needs these lines and no more:
///
///     import PlatformAPI
///     import PlatformTesting
///     import Testing
///     @testable import TikTokPlatform
///
///     @Suite("TikTok conformance")
///     struct Conformance {
///         @Test("a case gives what it is expected to give", arguments: FixtureCase.all(for: "tiktok"))
///         func replay(_ fixture: FixtureCase) async throws {
///             try await PlatformConformance(TikTokPlatform()).check(fixture)
///         }
///     }
///
/// A case is `Fixtures/<platform>/<mode>/<case>/case.json` (its form is told at `TapeCase`) with `expected.json` beside
/// it, which `GEMZ_UPDATE_FIXTURES=1 make fixtures` writes. Each case's search is run whole, then again from every one
/// of its cursors in a fresh platform; ``Finding/Check`` names what is checked.
///
/// What a simulator makes is checked the same way, without expectations:
///
///     try await PlatformConformance(TikTokPlatform()).check(
///         provider, request: SearchRequest(subject: .keyword("trek"), wanted: 50), now: now, pages: 3)
public struct PlatformConformance<Checked: Platform>: Sendable {
    let update: FixtureUpdate

    /// - Parameter update: whether expectations are compared or written.
    public init(_ platform: Checked, update: FixtureUpdate = .fromEnvironment) { self.update = update }

    /// Fails the test once for everything that the platform does wrong in a case.
    ///
    /// - Throws: what writing `expected.json` throws.
    public func check(_ fixture: FixtureCase, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for finding in try await findings(in: fixture) {
            Issue.record("\(fixture.testDescription) \(finding.description)", sourceLocation: sourceLocation)
        }
    }

    /// Fails the test once for everything that the platform does wrong with a provider that answers any request, and
    /// equal requests equally, such as a simulator.
    ///
    /// - Parameter pages: how many pages to read; a search may end before.
    /// - Returns: what the search gave.
    @discardableResult
    public func check(
        _ provider: any ProviderClient, request: SearchRequest, now: Date, pages: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> SearchTranscript {
        let (findings, transcript) = try await findings(with: provider, request: request, now: now, pages: pages)
        for finding in findings { Issue.record(Comment(rawValue: finding.description), sourceLocation: sourceLocation) }
        return transcript
    }
}
