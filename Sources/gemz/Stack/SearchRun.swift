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

    /// Runs a search.
    ///
    /// - Throws: ``Ending`` with code 130 after cancelling the job when the program is asked to stop meanwhile.
    func run(_ search: APIClient.Search) async throws -> Outcome {
        let started = ContinuousClock.now
        let name = "\(search.platform) \(search.mode): \(search.terms.joined(separator: ", "))"
        let campaign = try await api.makeCampaign(named: String(name.prefix(200)))
        let id = try await api.start(search, campaign: campaign)
        let job = try await watch(id)
        progress.finish(job)
        let results = try await api.results(of: id)
        return Outcome(job: job, results: results, duration: started.duration(to: .now))
    }

    private func watch(_ id: String) async throws -> APIClient.JobState {
        let interrupted = Interruption()
        return try await withGracefulShutdownHandler {
            while true {
                if interrupted.isRaised {
                    let job = try await api.cancel(id)
                    progress.finish(job)
                    throw Ending.interrupted(
                        "Interrupted; the search was cancelled at \(job.processedResults) creators.")
                }
                let job = try await api.job(id)
                progress.show(job)
                if job.isFinal { return job }
                try await effects.sleep(Self.interval)
            }
        } onGracefulShutdown: {
            interrupted.raise()
        }
    }
}
