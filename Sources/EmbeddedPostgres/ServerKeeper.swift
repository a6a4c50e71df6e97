import Foundation
import Synchronization

/// Keeps one server running, from a thread that lives as long as it does.
///
/// The kernel's death signal fires when the thread that started the server ends, so that thread waits for the server
/// and starts it again when it dies by itself: after 0.1 s, then after twice as long each time, 5 s at most.
final class ServerKeeper: Sendable {
    private struct State {
        var process: pid_t?
        var starts = 0
        var isStopping = false
        var hasEnded = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let command: Command
    private let startLog: String
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())
    /// Ends a pause early.
    private let pause = DispatchSemaphore(value: 0)

    init(command: Command, startLog: String, log: @escaping @Sendable (String) -> Void) {
        self.command = command
        self.startLog = startLog
        self.log = log
    }

    /// The server's process while it runs.
    var process: pid_t? { state.withLock(\.process) }
    /// The server ended and was not started again.
    var hasEnded: Bool { state.withLock(\.hasEnded) }
    /// How often the server was started.
    var starts: Int { state.withLock(\.starts) }

    func start() {
        let thread = Thread { [self] in keep() }
        thread.name = "gemz-embedded"
        thread.start()
    }

    private func keep() {
        var failures = 0
        while !state.withLock(\.isStopping) {
            let started = ContinuousClock.now
            let outcome = runOnce()
            if state.withLock(\.isStopping) { break }
            if .now - started > .seconds(60) { failures = 0 }
            let milliseconds = min(100 << min(failures, 6), 5000)
            failures += 1
            log("PostgreSQL ended by itself (\(outcome)); it starts again in \(milliseconds) ms")
            _ = pause.wait(timeout: .now() + .milliseconds(milliseconds))
        }
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for caller in waiting { caller.resume() }
    }

    private func runOnce() -> String {
        let output = open(startLog, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else { return "\(startLog) cannot be written" }
        let process = state.withLock { state -> pid_t? in
            guard !state.isStopping else { return nil }
            state.starts += 1
            state.process = command.spawn(output: output)
            return state.process
        }
        close(output)
        guard let process else { return "it cannot be run" }
        // Waits without reaping: until the number is given up under the lock, a signal can hit no other process.
        var info = siginfo_t()
        while waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        return state.withLock { state in
            state.process = nil
            return "status \(Command.wait(for: process))"
        }
    }

    /// Stops the server for good: fast, after 10 s at once, after 5 s more by force.
    func stop() async {
        await withCheckedContinuation { caller in
            let hasEnded = state.withLock { state in
                state.isStopping = true
                if !state.hasEnded { state.waiting.append(caller) }
                return state.hasEnded
            }
            if hasEnded { return caller.resume() }
            pause.signal()
            send(SIGINT)
            let clock = DispatchQueue.global()
            clock.asyncAfter(deadline: .now() + 10) { [self] in send(SIGQUIT) }
            clock.asyncAfter(deadline: .now() + 15) { [self] in send(SIGKILL) }
        }
    }

    private func send(_ signal: Int32) {
        state.withLock { state in
            if let process = state.process { _ = kill(process, signal) }
        }
    }
}
