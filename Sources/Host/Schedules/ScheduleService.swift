import Effects
import Foundation
import PlatformAPI
import Postgres

/// What admins may see of schedules and do about them.
struct ScheduleService: Sendable {
    var pool: Pool
    var schedules: [Schedule]
    var store: ScheduleStore
    var audit: AuditStore
    var effects: Effects

    /// All schedules, in the order of their names.
    func list() async throws -> [ScheduleView] {
        let states = try await store.list(schedules.map(\.name), on: pool)
        return states.compactMap { state in
            schedules.first { $0.name == state.name }.map { ScheduleView($0, state) }
        }.sorted { $0.name < $1.name }
    }

    /// Makes a schedule due: the next host that looks runs it, and one that is being run runs once more.
    func hurry(_ name: String, by admin: Session, log: HouseLog) async throws -> ScheduleView {
        let now = effects.now()
        guard let schedule = schedules.first(where: { $0.name == name }) else { throw APIError.notFound("schedule") }
        let view = try await pool.transaction { db in
            guard let before = try await store.list([name], on: db).first,
                let after = try await store.hurry(name, now: now, on: db)
            else { throw APIError.notFound("schedule") }
            let view = ScheduleView(schedule, after)
            try await audit.add(
                AuditEntry(
                    id: effects.uuid(), actor: admin.userID, action: "schedule.run", subject: "schedule/\(name)",
                    before: try GemzJSON.bytes(of: ScheduleView(schedule, before)),
                    after: try GemzJSON.bytes(of: view), at: now), on: db)
            return view
        }
        log.area("admin").done("\(name) runs now")
        return view
    }
}
