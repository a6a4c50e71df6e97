import Domain
import Effects
import Foundation
import PlatformAPI
import Postgres

/// What admins may see of providers.
struct ProviderService: Sendable {
    var pool: Pool
    var registry: PlatformRegistry
    var breaker: CircuitBreaker
    var store: ProviderReportStore
    var slots: SlotStore
    var config: LiveConfig
    var effects: Effects

    /// How long ago calls may be that count as recent, in seconds.
    private static let window: TimeInterval = 3600
    private static let thirtyDays: TimeInterval = 30 * 86_400
    private static let spenders = 10

    /// All that was read for a report.
    private struct Findings {
        typealias Place = ProviderReportStore.Place

        var circuits: [CircuitKey: Circuit]
        var paths: [String: Set<String>] = [:]
        var traffic: [Place: ProviderReport.Traffic]
        var spent: [Place: ProviderReport.Credits]
        var errors: [Place: ProviderReport.CallError]
        var shapes: [Place: ProviderReport.ShapeError]
    }

    func report() async throws -> ProviderReport {
        let now = effects.now()
        let (hour, month) = (now.addingTimeInterval(-Self.window), now.addingTimeInterval(-Self.thirtyDays))
        // Days of UTC: those of the vendor's bill, whatever the host's time zone.
        let today = Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
        let rows = await breaker.rows()
        let spent = try await store.spent(since: month, today: today, on: pool)
        var findings = Findings(
            circuits: Dictionary(rows.map { ($0.key, $0.circuit) }, uniquingKeysWith: { first, _ in first }),
            traffic: try await store.recent(since: hour, on: pool),
            spent: spent, errors: try await store.lastErrors(of: Array(spent.keys), since: month, on: pool),
            shapes: try await store.shapeErrors(of: registry.descriptors.map(\.id), on: pool))
        for place in findings.spent.keys { findings.paths[place.platform, default: []].insert(place.path) }
        for place in findings.shapes.keys { findings.paths[place.platform, default: []].insert(place.path) }
        for row in rows where !row.key.isKey {
            findings.paths[row.platform?.rawValue ?? "", default: []].insert(row.key.endpoint)
        }
        let saved = try await store.saved(since: month, today: today, on: pool)
        let inUse = try await slots.inUse(of: registry.descriptors.map(\.id), on: pool)
        return ProviderReport(
            recentSince: hour,
            platforms: registry.descriptors.map { platform in
                report(
                    on: platform, findings, saved: saved[platform.id.rawValue] ?? ProviderReport.Credits(),
                    inUse: inUse[platform.id] ?? 0)
            },
            topSpenders: try await store.spenders(Self.spenders, since: month, on: pool))
    }

    private func report(
        on platform: PlatformDescriptor, _ findings: Findings, saved: ProviderReport.Credits, inUse: Int
    ) -> ProviderReport.PlatformReport {
        let vendor = platform.provider.vendor
        let endpoints = (findings.paths[platform.id.rawValue] ?? []).sorted().map { path in
            let place = Findings.Place(platform: platform.id.rawValue, path: path)
            let traffic = findings.traffic[place] ?? ProviderReport.Traffic()
            return ProviderReport.EndpointReport(
                path: path, circuit: .init(findings.circuits[CircuitKey(vendor: vendor, endpoint: path)]),
                calls: traffic.calls, failures: traffic.failures, p50Milliseconds: traffic.p50Milliseconds,
                p95Milliseconds: traffic.p95Milliseconds,
                creditsSpent: findings.spent[place] ?? ProviderReport.Credits(), lastError: findings.errors[place],
                lastShapeError: findings.shapes[place])
        }
        return ProviderReport.PlatformReport(
            id: platform.id.rawValue, name: platform.name, vendor: vendor,
            key: .init(findings.circuits[CircuitKey(vendor: vendor, endpoint: "")]),
            slots: ProviderReport.Slots(inUse: inUse, limit: config.current[ProviderConfig.concurrency(of: platform)]),
            creditsSpent: endpoints.reduce(into: ProviderReport.Credits()) { sum, endpoint in
                sum.today += endpoint.creditsSpent.today
                sum.thirtyDays += endpoint.creditsSpent.thirtyDays
            }, creditsSaved: saved, endpoints: endpoints)
    }
}
