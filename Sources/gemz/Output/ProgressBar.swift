import Foundation

/// A search's progress on standard error: a bar that moves on a terminal, a line now and then elsewhere.
final class ProgressBar: Sendable {
    private let isTerminal: Bool
    private let label: String
    private let lastShown = LastShown()

    private static let width = 28

    init(label: String) {
        isTerminal = isatty(STDERR_FILENO) == 1
        self.label = label
    }

    func show(_ job: APIClient.JobState) {
        let line = Self.line(label: label, job: job)
        if isTerminal {
            write("\r\u{1B}[K" + line)
        } else if lastShown.advance(to: Int(job.progress / 25)) {
            write(line + "\n")
        }
    }

    func finish(_ job: APIClient.JobState) {
        write((isTerminal ? "\r\u{1B}[K" : "") + Self.line(label: label, job: job) + "\n")
    }

    /// Says something beside the progress.
    func note(_ text: String) { write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n") }

    static func line(label: String, job: APIClient.JobState) -> String {
        let filled = min(width, Int((job.progress / 100 * Double(width)).rounded()))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let saved = job.creditsSaved > 0 ? ", \(job.creditsSaved) saved" : ""
        return "\(label) \(bar) \(Int(job.progress)) %  \(job.processedResults)/\(job.targetResults) creators, "
            + "\(job.processedRuns) pages, \(job.creditsSpent) credits\(saved)  \(job.status)"
    }

    private func write(_ text: String) { Terminal.errors.write(text) }
}
