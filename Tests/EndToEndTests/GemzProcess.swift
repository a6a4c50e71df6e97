import Foundation
import Synchronization

/// The `gemz` program as a process of its own, the way people run it.
final class GemzProcess: Sendable {
    private let process: Mutex<Process>
    private let output: LineBuffer
    private let errors: LineBuffer

    /// The program that was built beside these tests.
    static let program: URL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "gemz")

    static let projectFolder: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.currentDirectoryURL = Self.projectFolder
        var variables = ProcessInfo.processInfo.environment
        for name in ["DATABASE_URL", "GEMZ_DATA_DIR", "GEMZ_TOKEN"] { variables[name] = nil }
        process.environment = variables.merging(environment) { _, new in new }
        output = LineBuffer()
        errors = LineBuffer()
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        try process.run()
        self.process = Mutex(process)
    }

    /// Waits for a line of standard output that begins with `prefix`, and returns the rest of it.
    func line(beginning prefix: String) async throws -> String {
        for await line in output.lines where line.hasPrefix(prefix) { return String(line.dropFirst(prefix.count)) }
        throw Ended(arguments: process.withLock { $0.arguments ?? [] }, errors: errors.collected)
    }

    struct Ended: Error, CustomStringConvertible {
        var arguments: [String]
        var errors: String
        var description: String { "gemz \(arguments.joined(separator: " ")) ended early:\n\(errors)" }
    }

    /// Waits for the end: exit code, standard output and standard error.
    func finished() async -> (code: Int32, output: String, errors: String) {
        for await _ in output.lines {}
        for await _ in errors.lines {}
        let code = process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
        return (code, output.collected, errors.collected)
    }

    /// `kill -9`, then waits until the process is gone.
    func kill() async {
        process.withLock { _ = Foundation.kill($0.processIdentifier, SIGKILL) }
        _ = await finished()
    }

    /// Ctrl-C.
    func interrupt() { process.withLock { _ = Foundation.kill($0.processIdentifier, SIGINT) } }

    /// Asks for an orderly end and waits for it.
    func stop() async -> Int32 {
        process.withLock { _ = Foundation.kill($0.processIdentifier, SIGTERM) }
        return await finished().code
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (code: Int32, output: String, errors: String) {
        try await GemzProcess(arguments, environment: environment).finished()
    }
}

/// What a process writes, line by line, kept whole as well.
final class LineBuffer: Sendable {
    let lines: AsyncStream<String>
    let pipe = Pipe()
    private let written = Written()

    var collected: String { written.text }

    init() {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        pipe.fileHandleForReading.readabilityHandler = { [written] handle in
            let data = handle.availableData
            for line in written.append(data) { continuation.yield(line) }
            guard data.isEmpty else { return }
            handle.readabilityHandler = nil
            continuation.finish()
        }
    }

    private final class Written: Sendable {
        private let bytes = Mutex((all: Data(), handedOn: 0))

        var text: String { bytes.withLock { String(decoding: $0.all, as: UTF8.self) } }

        /// The lines that are complete with these bytes.
        func append(_ data: Data) -> [String] {
            bytes.withLock { bytes in
                bytes.all.append(data)
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
