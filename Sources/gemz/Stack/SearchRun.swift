import Effects
import Foundation
import ServiceLifecycle

/// One search over the HTTP API, watched to its end.
struct SearchRun: Sendable {
    /// How a search ended and what it found.
    struct Outcome {
        var job: APIClient.JobState
        var results: [[String: Any]]
        var duration: Duration
    }

    var api: APIClient
    var effects: Effects
    var progress: ProgressBar

    /// How often the job is asked for: often enough for a bar that moves.
    private static let interval = Duration.milliseconds(150)
    /// How long a host may be away, a restart included, before it is given up, in seconds.
    private static let patience = 60.0

    /// Runs a search.
    ///
    /// - Throws: ``Ending`` with code 130 after cancelling the job when the program is asked to stop meanwhile.
    func run(_ search: APIClient.Search) async throws -> Outcome {
        let started = ContinuousClock.now
        let name = "\(search.platform) \(search.mode): \(search.terms.joined(separator: ", "))"
        let interruption = Interruption()
        return try await withGracefulShutdownHandler {
            let campaign = try await api.makeCampaign(named: String(name.prefix(200)))
            let id = try await api.start(search, campaign: campaign)
            let job = try await watch(id, interruption)
            progress.finish(job)
            let results = try await collect(id, interruption)
            return Outcome(job: job, results: results, duration: started.duration(to: .now))
        } onGracefulShutdown: {
            interruption.raise()
        }
    }

    /// A search that is paused goes on by itself, and is waited for; one that waits for people to pay or to mend the
    /// key is cancelled and returned as it stood.
    private func watch(_ id: String, _ interruption: Interruption) async throws -> APIClient.JobState {
        var wasPaused = false
        while true {
            if interruption.isRaised { try await cancel(id) }
            let job = try await patiently(id, interruption) { try await api.job(id) }
            if job.isFinal { return job }
            if job.waitsForPeople {
                _ = try await patiently(id, interruption) { try await api.cancel(id) }
                return job
            }
            if job.status == "paused", !wasPaused { progress.note("⚠️ \(job.message ?? "The search is paused.")") }
            wasPaused = job.status == "paused"
            progress.show(job)
            try await effects.sleep(Self.interval)
        }
    }

    private func cancel(_ id: String) async throws {
        do {
            let job = try await api.cancel(id)
            progress.finish(job)
            throw Ending.interrupted("Interrupted; the search was cancelled at \(job.processedResults) creators.")
        } catch let absence as HostAway {
            throw Self.uncancelled(id, absence)
        }
    }

    private func collect(_ id: String, _ interruption: Interruption) async throws -> [[String: Any]] {
        var all: [[String: Any]] = []
        var cursor: String?
        repeat {
            if interruption.isRaised { throw CancellationError() }
            let page = try await patiently(id, interruption) { [cursor] in
                try await api.results(of: id, after: cursor)
            }
            all += page.creators
            cursor = page.nextCursor
        } while cursor != nil
        return all
    }

    /// Asks again while the host is away, for as long as a restart may take.
    private func patiently<Value>(
        _ id: String, _ interruption: Interruption, _ ask: () async throws -> Value
    ) async throws -> Value {
        var awaySince: Date?
        while true {
            do {
                return try await ask()
            } catch let absence as HostAway {
                if interruption.isRaised { throw Self.uncancelled(id, absence) }
                let now = effects.now()
                if awaySince == nil { progress.note("⚠️ \(absence) Asking again for \(Int(Self.patience)) s.") }
                let since = awaySince ?? now
                awaySince = since
                guard now.timeIntervalSince(since) < Self.patience else {
                    throw Ending.failed(
                        "\(absence)\nGiven up after \(Int(Self.patience)) s. Job \(id) goes on once the host is back.")
                }
                try await effects.sleep(.seconds(1))
            }
        }
    }

    private static func uncancelled(_ id: String, _ absence: HostAway) -> Ending {
        .interrupted("Interrupted, but the search could not be cancelled: \(absence)\nJob \(id) may go on.")
    }
}
