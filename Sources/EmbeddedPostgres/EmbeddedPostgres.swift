public import Effects
public import Foundation

/// A PostgreSQL server that belongs to this program alone, reached through a Unix socket and by nobody else.
///
/// Nothing needs to be set up but the PostgreSQL package. The server stops with ``stop()``, and by itself when the
/// host dies in any way; it is started again when it dies by itself. A server that another process started in the
/// same directory is joined instead, and then left running.
public final class EmbeddedPostgres: Sendable {
    static let port = 5432
    static let userName = "gemz"
    static let databaseName = "gemz"

    /// Where it lives, when that is not where it was asked to: for the program to print.
    public let note: String?
    /// The server was started by another process, which will stop it.
    public let isJoined: Bool
    /// The cluster's own directory: `data`, `data/log`, `socket`.
    public let directory: URL

    private let socketDirectory: String
    private let socketPort: String
    private let keeper: ServerKeeper?

    /// A server started here.
    private init(directory: ClusterDirectory, keeper: ServerKeeper) {
        self.directory = URL(fileURLWithPath: directory.path)
        note = directory.note
        socketDirectory = directory.socket
        socketPort = "\(Self.port)"
        self.keeper = keeper
        isJoined = false
    }

    /// A server of another process.
    private init(directory: ClusterDirectory, joined server: PostmasterFile) {
        self.directory = URL(fileURLWithPath: directory.path)
        note = directory.note
        socketDirectory = server.socketDirectory
        socketPort = server.port
        keeper = nil
        isJoined = true
    }

    /// The database `gemz`, for ``PoolConfiguration`` and for libpq's programs.
    public var connectionString: String { connectionString(database: Self.databaseName) }

    /// Another database of the same server; the name is not checked to exist.
    public func connectionString(database: String) -> String {
        func quoted(_ value: String) -> String {
            "'" + value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "\\'") + "'"
        }
        return "host=\(quoted(socketDirectory)) port=\(socketPort) user=\(Self.userName) dbname=\(quoted(database))"
    }

    /// The server's process, nil while it is down or when it is another's.
    public var processID: Int32? { keeper?.process }

    /// Starts the cluster in a directory, making it first where there is none, or joins the one that runs there.
    ///
    /// - Parameter log: told when the server died and is started again.
    /// - Throws: ``EmbeddedPostgresError``, or `CancellationError`; nothing is left running then.
    public static func start(
        in dataDirectory: URL, settings: Settings = .standard, effects: Effects = .live,
        searchPath: String = "/usr/local/bin:/usr/bin:/bin", log: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> EmbeddedPostgres {
        let user = try ServerUser.choose()
        let directory = try ClusterDirectory.prepare(dataDirectory, for: user)
        guard !directory.isForeign else { throw EmbeddedPostgresError.notACluster(path: directory.data) }
        let (installed, searched) = Installation.findAll(searchPath: searchPath)
        return try await StartLock(path: directory.lock, effects: effects).hold {
            let installation = try Installation.choose(
                dataVersion: directory.dataVersion, among: installed, searched: searched)
            if let joined = try await join(directory, installation, effects) { return joined }
            if directory.dataVersion == nil {
                let setup = ClusterSetup(
                    directory: directory, installation: installation, user: user, settings: settings)
                try await setup.run()
            }
            let program =
                [installation.postgres, "-D", directory.data] + settings.arguments(socketDirectory: directory.socket)
            let keeper = ServerKeeper(
                command: Command(user.command(program, diesWithHost: true)), startLog: directory.startLog, log: log)
            try await launch(keeper, directory, effects)
            return EmbeddedPostgres(directory: directory, keeper: keeper)
        }
    }

    /// Stops the server, unless it was joined. Returns when it has ended.
    public func stop() async {
        await keeper?.stop()
    }
}

// MARK: Starting

extension EmbeddedPostgres {
    /// How long a server may take to start: after a crash it replays its log first.
    private static let patience = 12_000

    private static let pause: Duration = .milliseconds(10)

    /// Joins a server that runs in the directory; waits for one that is starting or stopping.
    private static func join(
        _ directory: ClusterDirectory, _ installation: Installation, _ effects: Effects
    ) async throws -> EmbeddedPostgres? {
        for _ in 0..<patience {
            guard let file = PostmasterFile(dataDirectory: directory.data), file.isAlive else { return nil }
            if file.isReady, !file.socketDirectory.isEmpty {
                let question = [
                    installation.pgIsReady, "-q", "-t", "3", "-h", file.socketDirectory, "-p", file.port,
                ]
                let answer = await Command(question).run()
                if answer?.status == 0 {
                    return EmbeddedPostgres(directory: directory, joined: file)
                }
                // Ready, alive and deaf: the number belongs to another program and the file is a leftover.
                if answer?.status == 2 { return nil }
            }
            try await effects.sleep(pause)
        }
        throw EmbeddedPostgresError.busy(path: directory.data)
    }

    private static func launch(
        _ keeper: ServerKeeper, _ directory: ClusterDirectory, _ effects: Effects
    ) async throws {
        keeper.start()
        do {
            for _ in 0..<patience {
                // The second start means that the first has failed.
                if keeper.starts > 1 || keeper.hasEnded { break }
                if let file = PostmasterFile(dataDirectory: directory.data), file.isReady,
                    file.processID == keeper.process
                {
                    return
                }
                try await effects.sleep(pause)
            }
        } catch {
            await keeper.stop()
            throw error
        }
        await keeper.stop()
        throw EmbeddedPostgresError.startFailed(said(in: directory))
    }

    /// The last lines the server wrote, from its first output or its log.
    private static func said(in directory: ClusterDirectory) -> String {
        // What cannot be read is left out: the error has its name without it.
        let text = (try? String(contentsOfFile: directory.startLog, encoding: .utf8)) ?? ""
        return Command.Answer(status: 0, output: text).tail
    }
}
