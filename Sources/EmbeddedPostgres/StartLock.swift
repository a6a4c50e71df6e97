import Effects
import Foundation

/// Held while a cluster is looked at and started, so that of two processes one starts it and the other joins.
///
/// The kernel frees it with the process (flock(2)).
struct StartLock {
    let path: String
    let effects: Effects

    /// Runs `body` alone among all processes, after waiting for up to a minute.
    nonisolated(nonsending) func hold<T>(
        while body: nonisolated(nonsending) () async throws -> T
    ) async throws -> T {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ClusterDirectory.failure(path) }
        defer { close(file) }
        for _ in 0..<1200 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return try await body() }
            try await effects.sleep(.milliseconds(50))
        }
        throw EmbeddedPostgresError.busy(path: path)
    }
}
