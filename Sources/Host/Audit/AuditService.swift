import Foundation
import Postgres

/// What admins may see of what admins did.
struct AuditService: Sendable {
    var pool: Pool
    var store: AuditStore
    var cursors: CursorCodec

    func page(
        _ page: PageRequest, _ filter: AuditFilter, for admin: Session
    ) async throws -> (acts: [AuditedAct], next: String?) {
        let scope = "audit/\(admin.userID.text)/\(filter.scope)"
        var before = AuditPlace(at: filter.until ?? .distantFuture, id: Self.least)
        if let cursor = page.cursor {
            guard let place = AuditPlace(text: try cursors.open(cursor, scope: scope)) else {
                throw PageRequest.badCursor
            }
            before = place
        }
        var acts = try await store.page(filter, before: before, limit: page.limit + 1, on: pool)
        guard acts.count > page.limit else { return (acts, nil) }
        acts.removeLast()
        let next = acts.last.map { AuditPlace(at: $0.entry.at, id: $0.entry.id).text }
        return (acts, next.map { cursors.seal($0, scope: scope) })
    }

    /// The newest entries of all.
    func recent(_ count: Int) async throws -> [AuditedAct] {
        try await store.page(
            AuditFilter(), before: AuditPlace(at: .distantFuture, id: Self.least), limit: count, on: pool)
    }

    /// Below every UUID that is in use, so that nothing of an instant lies before it.
    private static let least = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}
