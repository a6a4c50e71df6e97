import Foundation
import Synchronization

/// The one thread that touches a pool's connections, as the executor of its ``Driver``.
///
/// Callers put work into the inbox; a byte in a pipe wakes the thread where it waits for its sockets. Under load it
/// seldom sleeps, so most hand-overs cost no system call.
final class DriverThread: SerialExecutor, Sendable {
    typealias Work = @Sendable (isolated Driver) -> Void

    private struct Inbox {
        var work: [Work] = []
        var jobs: [UnownedJob] = []
        var isAsleep = false
        var isStopped = false
    }

    private let inbox = Mutex(Inbox())
    private let identity = Mutex<pthread_t?>(nil)
    private let wakeUp: WakeUpPipe

    init() throws(PostgresError) {
        guard let pipe = WakeUpPipe() else { throw .connection("no file descriptor is left") }
        wakeUp = pipe
    }

    /// What to poll for, beside the sockets.
    var wakeUpDescriptor: Int32 { wakeUp.readEnd }

    func start(_ driver: Driver) {
        let thread = Thread { [self] in
            identity.withLock { $0 = pthread_self() }
            while turn(of: driver) {}
        }
        thread.name = "gemz-postgres"
        thread.start()
    }

    /// Puts work into the inbox.
    ///
    /// - Returns: false after ``stop()``: the work will never be done.
    func submit(_ work: @escaping Work) -> Bool {
        let (isTaken, wasAsleep) = inbox.withLock { inbox in
            guard !inbox.isStopped else { return (false, false) }
            inbox.work.append(work)
            defer { inbox.isAsleep = false }
            return (true, inbox.isAsleep)
        }
        if wasAsleep { wakeUp.signal() }
        return isTaken
    }

    /// Ends the thread after the current turn.
    func stop() {
        inbox.withLock { $0.isStopped = true }
        wakeUp.signal()
    }

    /// Says whether the thread may wait: nothing is in the inbox.
    func mayRest() -> Bool {
        inbox.withLock { inbox in
            inbox.isAsleep = inbox.work.isEmpty && inbox.jobs.isEmpty && !inbox.isStopped
            return inbox.isAsleep
        }
    }

    /// Called when the wait is over.
    func woke(bySignal: Bool) {
        if bySignal { wakeUp.drain() }
        inbox.withLock { $0.isAsleep = false }
    }

    private func turn(of driver: Driver) -> Bool {
        driver.assumeIsolated { $0.awaitSockets() }
        let (work, jobs, isStopped) = inbox.withLock { inbox in
            defer {
                inbox.work = []
                inbox.jobs = []
            }
            return (inbox.work, inbox.jobs, inbox.isStopped)
        }
        for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
        driver.assumeIsolated { driver in
            for item in work { item(driver) }
            driver.settle()
        }
        return !isStopped
    }

    // MARK: SerialExecutor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wasAsleep = inbox.withLock { inbox in
            inbox.jobs.append(job)
            defer { inbox.isAsleep = false }
            return inbox.isAsleep
        }
        if wasAsleep { wakeUp.signal() }
    }

    func checkIsolated() {
        let isHere = identity.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
        precondition(isHere, "a connection was touched outside of its thread")
    }
}

/// Wakes a thread out of `poll`. A pipe, since Swift's view of glibc has no eventfd.
final class WakeUpPipe: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func signal() {
        var byte: UInt8 = 1
        // A full pipe wakes as well as one byte more would.
        _ = write(writeEnd, &byte, 1)
    }

    func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(readEnd, &bytes, bytes.count) == bytes.count {}
    }
}
