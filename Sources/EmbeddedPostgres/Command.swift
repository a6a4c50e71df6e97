import Foundation
import Synchronization

/// A program to start. Everything it writes goes to one file or is handed back.
struct Command: Sendable {
    let words: [String]
    /// A file to read from; nothing by default.
    var input = "/dev/null"

    init(_ words: [String]) {
        self.words = words
    }

    struct Answer: Hashable, Sendable {
        /// The exit status, 128 and the signal's number for one that was killed.
        let status: Int32
        let output: String

        /// What a person needs of it.
        var tail: String {
            output.split(separator: "\n").suffix(8).joined(separator: "\n")
        }
    }

    /// Runs the program to its end and blocks meanwhile; nil where it cannot be started.
    func run() -> Answer? {
        var ends: [Int32] = [-1, -1]
        guard Self.makePipe(&ends) else { return nil }
        defer { close(ends[0]) }
        let process = spawn(output: ends[1])
        close(ends[1])
        guard let process else { return nil }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            output.append(contentsOf: chunk[..<count])
        }
        return Answer(status: Self.wait(for: process), output: String(decoding: output, as: UTF8.self))
    }

    /// Runs the program on a thread that may block.
    func run() async -> Answer? {
        await withCheckedContinuation { caller in
            DispatchQueue(label: "gemz.postgres.command").async { caller.resume(returning: run()) }
        }
    }

    /// Starts the program from the calling thread; nil where it cannot be started.
    ///
    /// It gets a process group of its own, so that Ctrl-C in a terminal reaches the host and not the database, no
    /// blocked or ignored signal, and none of the host's open files.
    func spawn(output: Int32) -> pid_t? {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        for file in Self.openFiles where file > 2 { posix_spawn_file_actions_addclose(&actions, file) }

        // Postgres complains of a working directory that its user cannot enter; the shell leaves it and steps aside.
        let shell = ["/bin/sh", "-c", "cd / && exec \"$@\"", "sh"] + words
        let arguments = shell.map { strdup($0) } + [nil]
        // PGDATA and the like in the host's environment are not meant for this server.
        let variables = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
        let environment = variables.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var process: pid_t = 0
        let status = Self.starting.withLock { _ in
            posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environment)
        }
        return status == 0 ? process : nil
    }

    /// Held while a program is started, and while a pipe is made that programs must not inherit: one that another thread
    /// starts at that moment would keep it open, and what is read from it would never end.
    private static let starting = Mutex<Void>(())

    private static func makePipe(_ ends: inout [Int32]) -> Bool {
        starting.withLock { _ in
            guard pipe(&ends) == 0 else { return false }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return true
        }
    }

    /// One that closes meanwhile does no harm: a child may be told to close what it does not have.
    private static var openFiles: [Int32] {
        // Without the list, only files marked to close on exec are kept from the child.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
        return names.compactMap { Int32($0) }
    }

    /// Reaps a process.
    static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }
}
