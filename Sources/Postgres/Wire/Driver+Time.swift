import CLibpq
import Dispatch
import Foundation

/// Waiting for sockets, and what happens when time runs out.
extension Driver {
    /// How long the server may take to stop a statement before the connection is given up.
    private static let stopGrace: Duration = .seconds(10)

    /// Waits until a socket is ready, work has come or a deadline passes, then lets the connections go on.
    func awaitSockets() {
        let watched = Array(sessions.values)
        var descriptors = [pollfd(fd: thread.wakeUpDescriptor, events: Int16(POLLIN), revents: 0)]
        for session in watched {
            let events = session.wantsWrite ? POLLIN | POLLOUT : POLLIN
            descriptors.append(pollfd(fd: session.socket, events: Int16(events), revents: 0))
        }
        let timeout = thread.mayRest() ? patience() : 0
        let ready = poll(&descriptors, nfds_t(descriptors.count), timeout)
        thread.woke(bySignal: ready > 0 && descriptors[0].revents != 0)
        guard ready > 0 else { return }
        for (session, descriptor) in zip(watched, descriptors.dropFirst()) where descriptor.revents != 0 {
            session.progress(readable: Int32(descriptor.revents) & ~POLLOUT != 0)
        }
    }

    /// Milliseconds until the next deadline, -1 for none.
    private func patience() -> Int32 {
        var next = queue.nextExpiry
        func consider(_ instant: ContinuousClock.Instant?) {
            if let instant { next = min(next ?? instant, instant) }
        }
        consider(reads.nextExpiry)
        for session in sessions.values {
            guard let cancellation = session.cancellation else {
                consider(session.current?.expires)
                consider(endOfPatience(with: session))
                continue
            }
            consider(cancellation.giveUpAt)
            if cancellation.hasReturned { consider(cancellation.again) }
        }
        if !(queue.isEmpty && reads.isEmpty), let retryAt = reconnection.retryAt, retryAt > .now { consider(retryAt) }
        consider(closing?.giveUpAt)
        guard let next else { return -1 }
        let left = (next - .now) / .milliseconds(1)
        return left <= 0 ? 0 : Int32(min(left.rounded(.up), 3_600_000))
    }

    /// Ends what has taken too long.
    func expire() {
        let now = ContinuousClock.now
        for waiting in queue.removeExpired(at: now) + reads.removeExpired(at: now) {
            abandon(waiting, with: .poolTimeout)
        }
        for session in sessions.values {
            if let cancellation = session.cancellation {
                if cancellation.giveUpAt <= now {
                    session.fail("the server did not stop a statement", with: cancellation.reason)
                    collect(from: session)
                } else if cancellation.hasReturned, cancellation.again <= now {
                    sendCancel(to: session)
                }
            } else if let current = session.current, let expires = current.expires, expires <= now {
                if current.request.isEnd {
                    // To cancel a commit would answer nothing.
                    session.fail("no answer to \(current.request.name) in time")
                    collect(from: session)
                } else {
                    stop(session, because: .deadline(statement: current.request.name))
                }
            } else if isSlow(session, at: now) {
                losePatience(with: session)
            }
        }
    }

    /// Tells the server to stop the connection's current statement.
    func stop(_ session: Session, because reason: PostgresError) {
        guard session.cancellation == nil, let current = session.current else { return }
        session.cancellation = Cancellation(
            request: current.request.id, reason: reason, giveUpAt: .now + Self.stopGrace)
        sendCancel(to: session)
    }

    /// Asks the server once. A request that overtakes its statement is forgotten by the server, so it is repeated
    /// until the statement has ended.
    private func sendCancel(to session: Session) {
        guard var cancellation = session.cancellation else { return }
        cancellation.hasReturned = false
        cancellation.again = .now + cancellation.pause
        cancellation.pause *= 2
        session.cancellation = cancellation
        let (thread, id, canceller) = (thread, session.id, session.canceller)
        // Opens a connection of its own and waits for the server, so it has a thread of its own.
        DispatchQueue(label: "gemz.postgres.cancel").async {
            canceller()
            // After the pool has closed there is nothing left to stop.
            _ = thread.submit { driver in driver.sessions[id]?.cancellation?.hasReturned = true }
        }
    }

    /// The last connection has gone: the thread may end.
    func finishClosing() {
        guard let closing else { return }
        if closing.giveUpAt <= .now {
            for session in sessions.values {
                session.fail("the pool was closed", with: .closed)
                collect(from: session)
            }
        }
        guard sessions.isEmpty else { return }
        for caller in closing.callers { caller.resume() }
        self.closing?.callers = []
        thread.stop()
    }
}
