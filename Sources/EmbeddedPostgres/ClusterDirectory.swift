import Foundation

/// Where a cluster lives: `data` and `socket` below a directory of its own.
struct ClusterDirectory: Hashable, Sendable {
    let path: String
    /// Says so where the directory is not the one that was asked for.
    let note: String?

    var data: String { "\(path)/data" }
    /// `initdb` works here; renamed to ``data`` when everything is done, so that a crash leaves no half cluster.
    var unfinishedData: String { "\(path)/data.unfinished" }
    var lock: String { "\(path)/lock" }
    /// What the server prints before its own log is open.
    var startLog: String { "\(path)/start.log" }
    let socket: String

    /// The major version that wrote the data, nil where there is none.
    var dataVersion: String? {
        // Read as "no data"; whether something else stands there is checked by `isForeign`.
        (try? String(contentsOfFile: "\(data)/PG_VERSION", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Something other than a cluster stands where the data should.
    var isForeign: Bool {
        guard dataVersion == nil else { return false }
        // Cannot be listed: it is not there.
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
        return !entries.isEmpty
    }

    /// Makes the directory ready for a server run by `user`.
    ///
    /// Where that user cannot come (below `/root`, say) or may own nothing, a directory under `/var/tmp` named after
    /// the one asked for takes its place.
    static func prepare(_ wanted: URL, for user: ServerUser) throws(EmbeddedPostgresError) -> ClusterDirectory {
        let path = wanted.standardizedFileURL.path
        do throws(EmbeddedPostgresError) {
            return try make(path, for: user, note: nil)
        } catch {
            guard user.isSwitched else { throw error }
            let other = "/var/tmp/gemz-\(name(for: path))"
            let note = "PostgreSQL's user cannot use \(path) (\(error)), so the database is in \(other)"
            return try make(other, for: user, note: note)
        }
    }

    private static func make(
        _ path: String, for user: ServerUser, note: String?
    ) throws(EmbeddedPostgresError) -> ClusterDirectory {
        try makeDirectory(path, mode: user.isSwitched ? 0o711 : 0o700, owner: nil)
        guard let real = realpath(path, nil) else { throw failure(path) }
        defer { free(real) }
        let resolved = String(cString: real)
        try checkReachable(resolved, by: user)
        let socket = socketDirectory(below: resolved)
        try makeDirectory(socket, mode: 0o700, owner: user)
        return ClusterDirectory(path: resolved, note: note, socket: socket)
    }

    /// A socket's path has 107 bytes at most (unix(7)), so a deep directory's socket lies elsewhere.
    private static func socketDirectory(below path: String) -> String {
        let usual = "\(path)/socket"
        let file = "/.s.PGSQL.\(EmbeddedPostgres.port)"
        return usual.utf8.count + file.utf8.count < 107 ? usual : "/var/tmp/gemz-\(name(for: path))-socket"
    }

    /// Makes a directory or takes over the one that is there, if it is ours: under `/var/tmp` a stranger could have
    /// made it first.
    static func makeDirectory(_ path: String, mode: mode_t, owner: ServerUser?) throws(EmbeddedPostgresError) {
        do {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        } catch {
            throw .files(path: path, reason: error.localizedDescription)
        }
        if mkdir(path, mode) != 0, errno != EEXIST { throw failure(path) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path) }
        let owners = [geteuid(), owner?.userID ?? geteuid()]
        guard status.st_mode & S_IFMT == S_IFDIR, owners.contains(status.st_uid) else {
            throw .files(path: path, reason: "belongs to another user or is no directory")
        }
        if let owner, owner.isSwitched, status.st_uid != owner.userID {
            guard lchown(path, owner.userID, owner.groupID) == 0 else { throw failure(path) }
        }
        // The process's umask may have taken bits away from mkdir.
        guard chmod(path, mode) == 0 else { throw failure(path) }
    }

    private static func checkReachable(_ path: String, by user: ServerUser) throws(EmbeddedPostgresError) {
        var url = URL(fileURLWithPath: path)
        while true {
            var status = stat()
            guard stat(url.path, &status) == 0 else { throw failure(url.path) }
            guard user.mayEnter(status) else { throw .files(path: url.path, reason: "permission denied") }
            guard url.path != "/" else { return }
            url.deleteLastPathComponent()
        }
    }

    /// A short name for a path: FNV-1a, 64 bits.
    static func name(for path: String) -> String {
        let hash = path.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 36)
    }

    static func failure(_ path: String) -> EmbeddedPostgresError {
        .files(path: path, reason: String(cString: strerror(errno)))
    }
}
