import Effects
import Foundation
import PlatformAPI
import Postgres

/// What admins may see of platforms, and how they switch them off and on. Every change is in the audit log, and reaches
/// every host.
struct PlatformAdminService: Sendable {
    var registry: PlatformRegistry
    var settings: ConfigService
    var store: PlatformSwitchStore
    var sweep: PlatformSweep
    var audit: AuditStore
    var pool: Pool
    var effects: Effects

    func list() async throws -> [AdminPlatform] {
        let (jobs, config, now) = (try await store.open(on: pool), settings.config.current, effects.now())
        return registry.descriptors.map { platform in
            AdminPlatform(platform, jobs: jobs[platform.id.rawValue] ?? AdminPlatform.Jobs(), config: config, now: now)
        }
    }

    /// - Throws: ``APIError`` with `UNKNOWN_PLATFORM`, which says what there is.
    func platform(_ id: String) throws -> PlatformDescriptor {
        guard let platform = registry.descriptor(PlatformID(rawValue: id)) else {
            throw APIError.unknown(
                .unknownPlatform, "platform", available: registry.descriptors.map(\.id.rawValue))
        }
        return platform
    }

    /// Switches a platform, or one of its modes: its settings are changed as any others are.
    func toggle(
        _ platform: PlatformDescriptor, _ toggle: PlatformToggle, by admin: Session, log: HouseLog
    ) async throws -> AdminPlatform {
        func wanted<Value: ConfigValue>(_ key: ConfigKey<Value>, _ value: Value?) -> WantedSetting {
            WantedSetting(key: ConfigDeclaration(key), value: value?.configText)
        }
        let (mode, isOff) = (toggle.mode, !toggle.isEnabled)
        let changes = [
            wanted(PlatformConfig.enabled(platform, mode), toggle.isEnabled),
            wanted(PlatformConfig.reason(platform, mode), isOff ? toggle.reason : nil),
            wanted(PlatformConfig.running(platform, mode), isOff ? toggle.running.rawValue : nil),
        ]
        let request = ConfigService.Request(
            action: "platform.toggle", subject: Self.subject(platform, mode), reason: toggle.reason, admin: admin,
            now: effects.now())
        let edits = try await pool.transaction { db in try await settings.write(changes, for: request, on: db) }
        await settings.took(edits, log: log)
        sweep.wake()
        return try await view(of: platform)
    }

    /// Adds a switch.
    ///
    /// - Parameter id: what it is called if this is a request that may be sent again.
    func add(
        _ draft: PlatformSwitchDraft, to platform: PlatformDescriptor, id: UUID?, by admin: Session, log: HouseLog
    ) async throws -> SwitchView {
        let now = effects.now()
        let one = PlatformSwitch(
            id: id ?? effects.uuid(), platform: platform.id, mode: draft.mode?.mode, reason: draft.reason,
            running: draft.running, from: draft.from, until: draft.until, by: admin.userID)
        try await change("platform.switch", to: platform, by: admin, now: now, log: log) { db in
            try await store.insert(one, now: now, on: db)
            return (nil, one)
        }
        log.area("admin").done("\(platform.id) has another switch, from \(Timestamp.string(from: one.from))")
        let known = settings.config.current.switches.first { $0.id == one.id }
        return SwitchView(known ?? one, now: now)
    }

    /// Takes a switch away.
    func remove(
        _ id: UUID, from platform: PlatformDescriptor, by admin: Session, log: HouseLog
    ) async throws -> AdminPlatform {
        let now = effects.now()
        try await change("platform.unswitch", to: platform, by: admin, now: now, log: log) { db in
            guard let one = try await store.remove(id, of: platform.id, on: db) else {
                throw APIError.notFound("switch")
            }
            return (one, nil)
        }
        log.area("admin").done("\(platform.id) has lost a switch")
        return try await view(of: platform)
    }

    private func change(
        _ action: String, to platform: PlatformDescriptor, by admin: Session, now: Date, log: HouseLog,
        _ write: (Transaction) async throws -> (before: PlatformSwitch?, after: PlatformSwitch?)
    ) async throws {
        try await pool.transaction { db in
            let (before, after) = try await write(db)
            let mode = (before ?? after)?.mode.flatMap(platform.mode)
            try await audit.add(
                AuditEntry(
                    id: effects.uuid(), actor: admin.userID, action: action, subject: Self.subject(platform, mode),
                    before: try before.map { try GemzJSON.bytes(of: SwitchView($0, now: now)) },
                    after: try after.map { try GemzJSON.bytes(of: SwitchView($0, now: now)) }, at: now), on: db)
            try await settings.announce(on: db)
        }
        await settings.reload(log: log)
        sweep.wake()
    }

    private func view(of platform: PlatformDescriptor) async throws -> AdminPlatform {
        let jobs = try await store.open(on: pool)[platform.id.rawValue] ?? AdminPlatform.Jobs()
        return AdminPlatform(platform, jobs: jobs, config: settings.config.current, now: effects.now())
    }

    private static func subject(_ platform: PlatformDescriptor, _ mode: ModeDescriptor?) -> String {
        "platform/\(platform.id)" + (mode.map { "/\($0.mode.rawValue)" } ?? "")
    }
}
