import Effects
import Foundation
import Postgres
import ServiceLifecycle
import Synchronization

/// The lines of all hosts: each answers for its own, and one that is asked asks the others.
final class LogService: Service {
    /// How long the others have to answer.
    static let patience = Duration.milliseconds(500)

    private struct State {
        /// Hosts that were heard of, those that keep silent excepted.
        var others: Set<UUID> = []
        /// Told of each answer, by the question.
        var waiting: [UUID: AsyncStream<UUID>.Continuation] = [:]
    }

    private let book: LogBook
    private let store: LogStore
    private let pool: Pool
    private let listener: Listener
    private let effects: Effects
    private let log: HouseLog
    /// This run of the host: two hosts may be called the same.
    private let own: UUID
    private let state = Mutex(State())

    init(book: LogBook, store: LogStore, pool: Pool, listener: Listener, effects: Effects, log: HouseLog) {
        self.book = book
        self.store = store
        self.pool = pool
        self.listener = listener
        self.effects = effects
        self.log = log
        own = effects.uuid()
    }

    // MARK: Asking

    /// The newest lines of all hosts that answer in time, the oldest of them first; this host's own where the others
    /// cannot be asked.
    func lines(_ query: LogQuery) async throws -> [LogLine] {
        let mine = book.lines(query)
        do {
            let theirs = try await othersLines(query)
            return (mine + theirs).sorted { $0.at < $1.at }.suffix(query.limit)
        } catch {
            try Task.checkCancellation()
            log.warned("the lines of other hosts are left out: \(ErrorTranslation.inside(of: error))")
            return mine
        }
    }

    /// Asks whoever listens, also where nobody was heard of: a host that kept silent once may answer again. Only hosts that
    /// were heard of are waited for.
    private func othersLines(_ query: LogQuery) async throws -> [LogLine] {
        let question = effects.uuid()
        let (answers, continuation) = AsyncStream.makeStream(of: UUID.self)
        let others = state.withLock { state in
            state.waiting[question] = continuation
            return state.others
        }
        defer { state.withLock { $0.waiting[question] = nil } }
        try await store.say(.question(id: question, by: own, query), on: pool)
        let silent = others.isEmpty ? [] : await missing(in: answers, of: others)
        if !silent.isEmpty {
            state.withLock { $0.others.subtract(silent) }
            log.warned("\(silent.count) of \(others.count) other hosts did not tell their lines in time")
        }
        return try await store.collect(question, on: pool)
    }

    /// Waits until all of these have answered or no time is left; those that have not.
    private func missing(in answers: AsyncStream<UUID>, of others: Set<UUID>) async -> Set<UUID> {
        await withTaskGroup(of: Set<UUID>?.self) { [effects] group in
            group.addTask {
                var missing = others
                for await host in answers {
                    missing.remove(host)
                    if missing.isEmpty { break }
                }
                return missing
            }
            group.addTask {
                try? await effects.sleep(Self.patience)  // only cancellation ends it early, and then nobody waits
                return nil
            }
            var missing = others
            for await found in group {
                group.cancelAll()  // which ends the answers too
                if let found { missing = found }
            }
            return missing
        }
    }

    // MARK: Answering

    func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await event in self.listener.listen(on: [HostChannel.logs]) {
                    switch event {
                    case .connected: group.addTask { await self.introduce() }
                    case .notification(_, let payload):
                        if let word = LogStore.word(in: payload) { self.hear(word, in: &group) }
                    case .disconnected: break  // others say so already; nobody is asked meanwhile
                    }
                }
            }
        }
    }

    /// Lets the others know of this host, and hears who they are.
    private func introduce() async {
        await attempt("hosts do not know of each other") {
            try await self.store.say(
                .question(id: self.effects.uuid(), by: self.own, LogQuery(limit: 0)), on: self.pool)
        }
    }

    private func hear(_ word: LogWord, in group: inout DiscardingTaskGroup) {
        switch word {
        case .question(let id, let asker, let query):
            guard asker != own else { return }
            state.withLock { _ = $0.others.insert(asker) }
            group.addTask {
                await self.attempt("a question for lines goes without an answer") {
                    try await self.answer(query, to: id)
                }
            }
        case .answer(let id, let host):
            guard host != own else { return }
            state.withLock { state in
                state.others.insert(host)
                state.waiting[id]?.yield(host)
            }
        }
    }

    private func answer(_ query: LogQuery, to question: UUID) async throws {
        guard query.limit > 0 else {
            return try await store.say(.answer(to: question, by: own), on: pool)
        }
        try await store.answer(book.lines(query), to: question, by: own, on: pool)
    }

    private func attempt(_ complaint: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            if !Task.isCancelled { log.debug("\(complaint): \(ErrorTranslation.inside(of: error))") }
        }
    }
}
