import CLibcurl
import Foundation

/// Runs every transfer of a client. Made, used and ended on one thread.
final class Engine {
    private let multi: MultiHandle
    private let inbox: Inbox
    private let userAgent: String
    private var queue: AdmissionQueue
    private var transfers: [UInt64: Transfer] = [:]
    private var ids: [UnsafeMutableRawPointer: UInt64] = [:]

    init(multi: MultiHandle, inbox: Inbox, configuration: HTTPClientConfiguration) {
        self.multi = multi
        self.inbox = inbox
        userAgent = configuration.userAgent
        queue = AdmissionQueue(
            perOrigin: configuration.maxConnectionsPerHost, total: configuration.maxConnections)
    }

    /// Works until the inbox says stop.
    func run() {
        Self.blockBrokenPipeSignal()
        while turn() { rest() }
        for id in Array(transfers.keys) { end(id, with: .failure(.closed)) }
        for exchange in queue.removeAll() { exchange.receiver.fail(.closed) }
        let callers = inbox.markEnd()
        multi.close()
        for caller in callers { caller.resume() }
    }

    /// OpenSSL writes without MSG_NOSIGNAL, and `CURLOPT_NOSIGNAL` keeps libcurl from minding SIGPIPE. Blocked in this
    /// thread, and so in the resolver threads that it starts, the signal becomes a plain EPIPE.
    private static func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// - Returns: false when it is time to end.
    private func turn() -> Bool {
        let (items, isStopping) = inbox.drain()
        for item in items {
            switch item {
            case .start(let exchange):
                exchange.cancellation.isSet ? exchange.receiver.fail(.cancelled) : queue.add(exchange)
            case .cancel(let id): cancel(id)
            }
        }
        guard !isStopping else { return false }
        for exchange in queue.removeExpired(at: .now) { exchange.receiver.fail(.timeout(.queue)) }
        repeat {
            for exchange in queue.admit() { start(exchange) }
            var running: Int32 = 0
            curl_multi_perform(multi.handle, &running)
        } while readMessages()
        return true
    }

    /// Waits for sockets, libcurl's timers, the first deadline in the queue, or a caller.
    private func rest() {
        guard inbox.mayRest() else { return }
        var wait = Duration.seconds(1)
        if let deadline = queue.nextDeadline {
            wait = max(.zero, min(wait, ContinuousClock.now.duration(to: deadline)))
        }
        curl_multi_poll(multi.handle, nil, 0, Int32(wait.wholeMilliseconds), nil)
        inbox.woke()
    }

    private func start(_ exchange: Exchange) {
        do throws(HTTPClientError) {
            let transfer = try Transfer(exchange, userAgent: userAgent)
            let result = curl_multi_add_handle(multi.handle, transfer.easy)
            guard result == CURLM_OK else { throw .connect(String(cString: curl_multi_strerror(result))) }
            transfers[exchange.id] = transfer
            ids[transfer.easy] = exchange.id
        } catch {
            queue.release(exchange)
            exchange.receiver.fail(error)
        }
    }

    private func cancel(_ id: UInt64) {
        if transfers[id] != nil { return end(id, with: .failure(.cancelled)) }
        queue.remove(id: id)?.receiver.fail(.cancelled)
    }

    /// - Returns: whether a transfer ended, and so another may start.
    private func readMessages() -> Bool {
        var hasEnded = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi.handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            // The message dies with the handle's removal: read it first.
            let code = gemz_curl_message_result(message)
            guard let id = ids[easy], let transfer = transfers[id] else { continue }
            hasEnded = true
            end(id, with: transfer.outcome(of: code))
        }
        return hasEnded
    }

    private func end(_ id: UInt64, with outcome: Result<Void, HTTPClientError>) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        ids[transfer.easy] = nil
        curl_multi_remove_handle(multi.handle, transfer.easy)
        queue.release(transfer.exchange)
        transfer.deliver(outcome)
    }
}
