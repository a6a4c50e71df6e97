/// How far a job is, in percent.
public enum JobProgress {
    /// The most that a job short of completion may show.
    public static let highestUnfinished = 99.9

    /// `30·runs/maxRuns + 70·results/target`, rounded to a tenth: below 100 unless completed, and then exactly 100.
    ///
    /// - Parameter before: what was shown last; progress never falls.
    public static func percent(
        runs: Int, maxRuns: Int, results: Int, target: Int, status: JobStatus, before: Double = 0
    ) -> Double {
        guard status != .completed else { return 100 }
        let byRuns = 30 * share(runs, of: maxRuns)
        let byResults = 70 * share(results, of: target)
        let tenths = ((byRuns + byResults) * 10).rounded() / 10
        return min(highestUnfinished, max(before, tenths))
    }

    private static func share(_ part: Int, of whole: Int) -> Double {
        whole > 0 ? min(1, Double(part) / Double(whole)) : 0
    }
}
