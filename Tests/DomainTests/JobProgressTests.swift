import Domain
import Testing

@Suite("Job progress")
struct JobProgressTests {
    struct Case: Sendable {
        var runs = 0
        var maxRuns = 200
        var results = 0
        var target = 100
        var status = JobStatus.processing
        var before = 0.0
        var wanted: Double
    }

    @Test(
        "30 parts for runs and 70 for results, to a tenth",
        arguments: [
            Case(wanted: 0), Case(runs: 3, results: 34, wanted: 24.3), Case(runs: 100, results: 50, wanted: 50),
            Case(runs: 1, maxRuns: 3, wanted: 10), Case(runs: 1, maxRuns: 7, results: 1, target: 7, wanted: 14.3),
            // More than asked for counts as all of it.
            Case(runs: 900, results: 50, wanted: 65), Case(results: 900, wanted: 70),
            // Short of completion it stays below 100, and completed it is 100.
            Case(runs: 200, results: 100, wanted: 99.9), Case(status: .completed, wanted: 100),
            Case(runs: 200, results: 100, status: .error, wanted: 99.9),
            Case(results: 34, status: .completed, before: 24.3, wanted: 100),
            // It never falls.
            Case(runs: 3, results: 34, before: 60.5, wanted: 60.5), Case(status: .cancelled, before: 12, wanted: 12),
            Case(status: .timeout, before: 99.9, wanted: 99.9), Case(before: 100, wanted: 99.9),
            // Nothing to reach is no progress.
            Case(runs: 10, results: 5, target: 0, wanted: 1.5), Case(runs: 5, maxRuns: 0, results: 50, wanted: 35),
            Case(runs: 5, maxRuns: 0, results: 5, target: 0, wanted: 0),
        ])
    func percent(example: Case) {
        let percent = JobProgress.percent(
            runs: example.runs, maxRuns: example.maxRuns, results: example.results, target: example.target,
            status: example.status, before: example.before)
        #expect(percent == example.wanted)
    }

    @Test("it is 100 if and only if the job is completed", arguments: JobStatus.allCases)
    func hundred(status: JobStatus) {
        let percents = [0.0, 50, 99.9, 100].map { before in
            JobProgress.percent(runs: 200, maxRuns: 200, results: 100, target: 100, status: status, before: before)
        }
        #expect(percents.allSatisfy { ($0 == 100) == (status == .completed) })
    }
}
