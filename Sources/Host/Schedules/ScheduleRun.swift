import Foundation
import Postgres

/// One run of a schedule, under its lease.
struct ScheduleRun: Sendable {
    var claim: ScheduleClaim
    /// When it began, in business time.
    var now: Date
    var lease: Duration
    var store: ScheduleStore
    var pool: Pool

    /// Does a bounded piece of the work in a transaction of its own, which also counts it and renews the lease.
    ///
    /// - Parameter work: returns how many rows it has touched.
    /// - Returns: the same number.
    /// - Throws: ``ScheduleLost`` when another host has taken over, and nothing of the piece is kept; what `work` throws.
    @discardableResult
    func batch(_ work: (Transaction) async throws -> Int) async throws -> Int {
        try await pool.transaction { db in
            let touched = try await work(db)
            if touched > 0 { try await store.count(touched, in: claim, lease: lease, on: db) }
            return touched
        }
    }

    /// Does such pieces until one finds nothing left.
    func drain(_ work: (Transaction) async throws -> Int) async throws {
        while try await batch(work) > 0 { try Task.checkCancellation() }
    }
}

/// The right to run a schedule until its lease ends.
struct ScheduleClaim: Hashable, Sendable {
    var name: String
    /// Grows with each claim; what is written under an older token changes nothing.
    var leaseToken: Int
}

/// Another host has taken the run over: the lease had ended.
struct ScheduleLost: Error {}
