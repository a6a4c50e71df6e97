import Foundation
import Synchronization

/// The `gemz` program, or another, as a process of its own, the way people run it.
///
/// Spawned by hand: Foundation's `Process` notices the end of a child by a socket that other children inherit, and so
/// never notices it while any of them lives.
final class GemzProcess: Sendable {
    private let arguments: [String]
    private let process: pid_t
    private let output: LineBuffer
    private let errors: LineBuffer
    private let exitCode: Exit

    /// The program that was built beside these tests.
    static let program: URL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "gemz")

    /// The server that was built beside these tests.
    static let server: URL = program.deletingLastPathComponent().appending(path: "gemz-server")

    /// - Parameter environment: variables besides those of this process.
    init(
        _ arguments: [String], program: URL = GemzProcess.program, environment: [String: String] = [:]
    ) throws {
        let arguments = arguments + (arguments.first == "dev" ? Self.plenty.flatMap { ["--set", $0] } : [])
        self.arguments = arguments
        let (output, errors) = (try OutputPipe(), try OutputPipe())
        process = try Self.spawn(
            program, arguments, environment, output: output.writeEnd, errors: errors.writeEnd)
        self.output = LineBuffer(output)
        self.errors = LineBuffer(errors)
        exitCode = Exit(of: process)
    }

    /// Limits that nobody reaches who follows a search by asking again and again.
    static let plenty = ["requests_per_minute", "searches_per_minute", "requests_per_minute_per_address"].map {
        "api_limits.\($0)=1000000"
    }

    private static func spawn(
        _ program: URL, _ arguments: [String], _ more: [String: String], output: Int32, errors: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        var variables = ProcessInfo.processInfo.environment
        for name in ["DATABASE_URL", "GEMZ_DATA_DIR", "GEMZ_TOKEN"] { variables[name] = nil }
        variables.merge(more) { $1 }
        var words = ([program.path] + arguments).map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + environment { free(text) } }
        var process = pid_t()
        let problem = posix_spawn(&process, program.path, &actions, nil, &words, &environment)
        guard problem == 0 else { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .EIO) }
        return process
    }

    /// Waits for a line of standard output that begins with `prefix`, and returns the rest of it.
    func line(beginning prefix: String) async throws -> String {
        for await line in output.lines where line.hasPrefix(prefix) { return String(line.dropFirst(prefix.count)) }
        throw Ended(arguments: arguments, errors: errors.collected)
    }

    struct Ended: Error, CustomStringConvertible {
        var arguments: [String]
        var errors: String
        var description: String { "gemz \(arguments.joined(separator: " ")) ended early:\n\(errors)" }
    }

    /// Waits for the end: exit code, standard output and standard error. A process that a signal ended has the
    /// signal's number below zero.
    func finished() async -> (code: Int32, output: String, errors: String) {
        let code = await exitCode.value
        for await _ in output.lines {}
        for await _ in errors.lines {}
        return (code, output.collected, errors.collected)
    }

    /// `kill -9`, then waits until the process is gone.
    func kill() async {
        _ = Foundation.kill(process, SIGKILL)
        _ = await exitCode.value
    }

    /// What it wrote to standard error so far.
    var complaints: String { errors.collected }

    /// Ctrl-C.
    func interrupt() { _ = Foundation.kill(process, SIGINT) }

    /// The process's number, as hosts call themselves by.
    var id: Int32 { process }

    /// Has it stand still wherever it is, until ``resume()``.
    func pause() { _ = Foundation.kill(process, SIGSTOP) }

    func resume() { _ = Foundation.kill(process, SIGCONT) }

    /// Asks for an orderly end and waits for it.
    func stop() async -> Int32 {
        _ = Foundation.kill(process, SIGTERM)
        resume()  // one that stands still would not hear
        return await finished().code
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], program: URL = GemzProcess.program
    ) async throws -> (code: Int32, output: String, errors: String) {
        try await GemzProcess(arguments, program: program).finished()
    }
}

/// The end of a process, waited for by a thread of its own.
private final class Exit: Sendable {
    private let code: Task<Int32, Never>

    init(of process: pid_t) {
        let (codes, continuation) = AsyncStream.makeStream(of: Int32.self)
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(process, &status, 0) == -1, errno == EINTR {}
            let signal = status & 0x7F
            continuation.yield(signal == 0 ? (status >> 8) & 0xFF : -signal)
        }
        code = Task {
            for await code in codes { return code }
            return -1
        }
    }

    var value: Int32 { get async { await code.value } }
}

/// A pipe that no child inherits but the one it is given to.
struct OutputPipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }
}

/// What a process writes, line by line, kept whole as well.
final class LineBuffer: Sendable {
    let lines: AsyncStream<String>
    private let written = Written()

    var collected: String { written.text }

    /// Reads to the end on a thread of its own, and closes both ends of the pipe.
    init(_ pipe: OutputPipe) {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        close(pipe.writeEnd)
        Thread.detachNewThread { [written] in
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(pipe.readEnd, &bytes, bytes.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                for line in written.append(bytes[..<count]) { continuation.yield(line) }
            }
            close(pipe.readEnd)
            continuation.finish()
        }
    }

    private final class Written: Sendable {
        private let bytes = Mutex((all: [UInt8](), handedOn: 0))

        var text: String { bytes.withLock { String(decoding: $0.all, as: UTF8.self) } }

        /// The lines that are complete with these bytes.
        func append(_ more: ArraySlice<UInt8>) -> [String] {
            bytes.withLock { bytes in
                bytes.all += more
                var lines: [String] = []
                while let end = bytes.all[bytes.handedOn...].firstIndex(of: 0x0A) {
                    lines.append(String(decoding: bytes.all[bytes.handedOn..<end], as: UTF8.self))
                    bytes.handedOn = end + 1
                }
                return lines
            }
        }
    }
}

/// A folder for one test's data, gone afterwards.
func withDataFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gemz-e2e-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
        let value = try await body(folder.path)
        try FileManager.default.removeItem(at: folder)
        return value
    } catch {
        try? FileManager.default.removeItem(at: folder)  // the test's own error is what matters
        throw error
    }
}
