import Effects
import Foundation
import PlatformAPI
import Postgres

/// Puts together what admins see first.
struct MetricsService: Sendable {
    var pool: Pool
    var store: MetricsStore
    var audit: AuditService
    /// How many addresses the environment lists as admins'.
    var listedAdmins: Int
    var effects: Effects

    private static let days = 30
    private static let secondsPerDay = 86_400.0
    private static let actions = 10

    func metrics() async throws -> Metrics {
        let now = effects.now()
        // Days of UTC, whatever the host's time zone.
        let today = Int((now.timeIntervalSince1970 / Self.secondsPerDay).rounded(.down))
        let numbers = (today - Self.days + 1)...today
        let since = Self.start(of: numbers.lowerBound)
        let searches = try await store.days(since: since, on: pool)
        let spent = try await store.spent(since: since, on: pool)
        let saved = try await store.saved(since: since, on: pool)
        return Metrics(
            users: try await store.users(since: now.addingTimeInterval(-7 * Self.secondsPerDay), on: pool),
            admins: Metrics.Admins(byEnvironment: listedAdmins, byDatabase: try await store.admins(on: pool)),
            open: try await store.open(on: pool),
            days: numbers.map { number in
                var day = searches[number] ?? Metrics.Day(day: "")
                day.day = Self.name(of: number)
                return day
            },
            credits: numbers.map { number in
                Metrics.Credits(day: Self.name(of: number), spent: spent[number] ?? 0, saved: saved[number] ?? 0)
            }, recentActions: try await audit.recent(Self.actions))
    }

    private static func start(of day: Int) -> Date { Date(timeIntervalSince1970: Double(day) * secondsPerDay) }

    /// Such as `2026-01-02`.
    private static func name(of day: Int) -> String { String(Timestamp.string(from: start(of: day)).prefix(10)) }
}
