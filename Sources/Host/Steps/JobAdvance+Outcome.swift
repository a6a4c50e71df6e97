import Domain
import Foundation

extension JobAdvance {
    /// Where a job stands after a step.
    init(_ outcome: StepWork.Outcome, of job: Job, now: Date) {
        let count = job.processedResults + outcome.found.count
        let runs = job.processedRuns + outcome.runs
        let filteredOut = job.filteredOut + outcome.filteredOut
        var status = JobStatus.processing
        var failure: SearchState.Failure?
        if count >= job.targetResults {
            status = .completed
        } else if case .failed(let reason) = outcome.end {
            status = .error
            failure = reason
        } else if case .ranDry = outcome.end {
            status = .completed
        }
        let progress = JobProgress.percent(
            runs: runs, maxRuns: job.maxRuns, results: count, target: job.targetResults, status: status,
            before: job.progress)
        self.init(
            status: status, progress: progress, results: outcome.found.count, runs: outcome.runs,
            skipped: outcome.skipped, filteredOut: outcome.filteredOut,
            creditsSaved: outcome.creditsSaved,
            message: Self.message(status, count: count, target: job.targetResults, filteredOut, outcome.state),
            failure: failure, now: now)
    }

    /// Where a job stands that cannot go on.
    init(failure: SearchState.Failure, of job: Job, now: Date) {
        self.init(
            status: .error, progress: job.progress,
            message: "Ended with \(job.processedResults) creators found.", failure: failure, now: now)
    }

    private static func message(
        _ status: JobStatus, count: Int, target: Int, _ filteredOut: Int, _ state: SearchState
    ) -> String {
        var sentences: [String] = []
        switch status {
        case .completed where count >= target: sentences.append("Found \(count) creators.")
        case .completed: sentences.append("The source ran dry at \(count) of \(target) creators.")
        case .error: sentences.append("Ended with \(count) creators found.")
        default: sentences.append("Found \(count) of \(target) creators so far.")
        }
        if filteredOut > 0 { sentences.append("\(filteredOut) did not fit the filters.") }
        sentences += state.tracks.compactMap(\.failure?.message)
        return sentences.joined(separator: " ")
    }
}
