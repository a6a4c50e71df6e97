import Effects
import Foundation
import Postgres

/// Executes a request once for each key, and answers it again as often as it is sent again.
struct IdempotencyService: Sendable {
    var pool: Pool
    var store: IdempotencyStore
    var effects: Effects

    /// How long a key means one request.
    private static let lifetime: TimeInterval = 24 * 3600
    /// How long an execution keeps others away. What it makes has one id whoever executes, so a lease that is too
    /// short makes nothing twice; one that is too long keeps a client waiting after its host died.
    private static let lease = Duration.seconds(30)

    /// The answer to a request under a key: the kept one, or that of executing it now.
    ///
    /// What `execute` throws is not kept: the request was refused before anything was done, or nobody knows how it
    /// ended and it does well to be sent again.
    ///
    /// - Parameter line: method and address.
    /// - Throws: ``APIError`` with `IDEMPOTENCY_MISMATCH` or `IDEMPOTENCY_IN_PROGRESS`; what `execute` throws.
    func answer(
        _ call: APIRequest, to line: String, under key: IdempotencyKey, execute: (APIRequest) async throws -> Answer
    ) async throws -> Answer {
        let fingerprint = RequestFingerprint(line, body: call.body)
        let owner = try call.user().userID
        switch try await admission(of: fingerprint, owner: owner, key: key) {
        case .answered(let stored): return stored.replayed
        case .execute(let claim):
            var call = call
            call.creationID = claim.creationID
            do {
                var answer = try await execute(call)
                // The kept body names this request, whichever request it is sent to.
                answer.headers.append((IdempotencyKey.original, call.id))
                let kept = answer
                await note(call) { try await store.keep(kept, under: claim, on: pool) }
                return kept
            } catch {
                await note(call) {
                    if ErrorTranslation.execution(endedBy: error) == .refused {
                        try await store.forget(claim, on: pool)
                    } else {
                        try await store.release(claim, on: pool)
                    }
                }
                throw error
            }
        }
    }

    private enum Admission {
        case answered(StoredAnswer)
        case execute(IdempotencyClaim)
    }

    private func admission(
        of fingerprint: RequestFingerprint, owner: UUID, key: IdempotencyKey
    ) async throws -> Admission {
        let now = effects.now()
        // A key that was forgotten between claim and look is claimed in the next round.
        for _ in 1...3 {
            let claim = try await store.claim(
                key, owner: owner, fingerprint: fingerprint, creationID: effects.uuid(), lease: Self.lease, now: now,
                expiry: now.addingTimeInterval(Self.lifetime), on: pool)
            if let claim { return .execute(claim) }
            guard let record = try await store.find(key, owner: owner, on: pool) else { continue }
            guard record.fingerprint == fingerprint.bytes else { throw Self.mismatch }
            if let answer = record.answer { return .answered(answer) }
            break
        }
        throw Self.inProgress
    }

    /// The request has been executed whether or not this can be written; the lease then runs out.
    private func note(_ call: APIRequest, _ write: () async throws -> Void) async {
        do {
            try await write()
        } catch {
            call.log.warned("an idempotency key keeps its lease: \(ErrorTranslation.inside(of: error))")
        }
    }

    static let mismatch = APIError(
        .idempotencyMismatch, "This Idempotency-Key was used for another request. Use a new key for a new request.")

    static let inProgress = APIError(
        .idempotencyInProgress, "The first request with this Idempotency-Key is still running. Ask again shortly.",
        headers: [("Retry-After", "1")])
}
