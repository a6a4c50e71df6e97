import Foundation
import PlatformAPI

/// What becomes of open searches while theirs are not taken; the later, the stricter.
enum RunningSearches: String, Hashable, Codable, CaseIterable, Comparable, Sendable {
    /// They go on to their end.
    case finish
    /// Steps under way end; the next ones wait until searches are taken again.
    case pause
    case cancel

    static func < (one: RunningSearches, other: RunningSearches) -> Bool {
        let order = allCases
        return (order.firstIndex(of: one) ?? 0) < (order.firstIndex(of: other) ?? 0)
    }
}

/// Says when a platform, or one of its modes, is to be off.
struct PlatformSwitch: Hashable, Sendable {
    var id: UUID
    var platform: PlatformID
    /// `nil` for the whole platform.
    var mode: SearchMode?
    var reason: String
    var running: RunningSearches
    var from: Date
    /// `nil` until somebody takes the switch away.
    var until: Date?
    var by: UUID
    var email: String?

    /// By a host's own clock, at each look: so it begins and ends on time, whoever is awake then.
    func isActive(at now: Date) -> Bool { from <= now && until.map { now < $0 } ?? true }
}

/// Why a platform's searches, or those of one mode, are not taken.
struct PlatformClosure: Hashable, Sendable {
    /// What users are told.
    var reason: String
    var running: RunningSearches
    /// When they are taken again; `nil` where that is not known.
    var until: Date?

    /// Of several at once the first gives its reason and the strictest says what becomes of open searches; it lasts as
    /// long as any of them.
    init?(_ causes: [PlatformClosure]) {
        guard let first = causes.first else { return nil }
        reason = first.reason
        running = causes.map(\.running).max() ?? first.running
        let ends = causes.compactMap(\.until)
        until = ends.count == causes.count ? ends.max() : nil
    }

    init(reason: String, running: RunningSearches, until: Date?) {
        self.reason = reason.isEmpty ? Self.unexplained : reason
        self.running = running
        self.until = until
    }

    private static let unexplained = "It has been switched off."

    /// What a search says that waits for this to end.
    var pause: String { "Paused by an admin: \(reason)" }
}

extension ConfigSnapshot {
    /// Why searches of a platform are not taken; `nil` where they are.
    ///
    /// - Parameter mode: `nil` asks about the platform as a whole.
    func closure(of platform: PlatformDescriptor, _ mode: ModeDescriptor? = nil, at now: Date) -> PlatformClosure? {
        let toggled = (mode == nil ? [nil] : [nil, mode]).compactMap { mode in self.toggled(platform, mode) }
        let switched = switches.filter { one in
            one.platform == platform.id && one.isActive(at: now) && (one.mode == nil || one.mode == mode?.mode)
        }.map { PlatformClosure(reason: $0.reason, running: $0.running, until: $0.until) }
        return PlatformClosure(toggled + switched)
    }

    /// What the toggle of a platform, or of one mode alone, says; `nil` where it is on.
    func toggled(_ platform: PlatformDescriptor, _ mode: ModeDescriptor? = nil) -> PlatformClosure? {
        guard !self[PlatformConfig.enabled(platform, mode)] else { return nil }
        let running = RunningSearches(rawValue: self[PlatformConfig.running(platform, mode)]) ?? .finish
        return PlatformClosure(reason: self[PlatformConfig.reason(platform, mode)], running: running, until: nil)
    }
}
