import Foundation

/// What a running server writes about itself into `postmaster.pid` of its data directory
/// (`src/include/utils/pidfile.h`).
struct PostmasterFile: Hashable, Sendable {
    let processID: pid_t
    let port: String
    let socketDirectory: String
    /// `starting`, `stopping`, `ready` or `standby`; empty in the first moments.
    let status: String

    init?(dataDirectory: String) {
        // No file, no server.
        guard let text = try? String(contentsOfFile: "\(dataDirectory)/postmaster.pid", encoding: .utf8) else {
            return nil
        }
        self.init(text: text)
    }

    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard let first = lines.first, let processID = pid_t(first), processID > 0 else { return nil }
        func line(_ number: Int) -> String { number <= lines.count ? lines[number - 1] : "" }
        self.processID = processID
        port = line(4)
        socketDirectory = line(5)
        status = line(8)
    }

    var isReady: Bool { status == "ready" }
    /// Whether the process is there; it may be another that got the same number since.
    var isAlive: Bool { kill(processID, 0) == 0 || errno == EPERM }
}
