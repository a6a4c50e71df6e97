import Foundation

/// Whom the server runs as.
struct ServerUser: Hashable, Sendable {
    let userID: uid_t
    let groupID: gid_t
    /// The host is root, so programs are started through `setpriv`.
    let isSwitched: Bool
    private let setpriv: String?

    /// The host's own user; for root the user `postgres`, or else `nobody`.
    static func choose() throws(EmbeddedPostgresError) -> ServerUser {
        let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first { FileManager.default.isExecutableFile(atPath: $0) }
        guard geteuid() == 0 else {
            return ServerUser(userID: geteuid(), groupID: getegid(), isSwitched: false, setpriv: setpriv)
        }
        guard setpriv != nil else { throw .noSetpriv }
        for name in ["postgres", "nobody"] {
            guard let entry = getpwnam(name)?.pointee, entry.pw_uid != 0 else { continue }
            return ServerUser(userID: entry.pw_uid, groupID: entry.pw_gid, isSwitched: true, setpriv: setpriv)
        }
        throw .noServerUser
    }

    /// The command line that runs a program as this user.
    ///
    /// - Parameter diesWithHost: the kernel sends SIGINT, Postgres's fast and clean shutdown, when the thread that
    ///   started the program ends, and so when the host is killed. Without `setpriv` only ``EmbeddedPostgres/stop()``
    ///   ends it.
    func command(_ program: [String], diesWithHost: Bool = false) -> [String] {
        guard let setpriv, isSwitched || diesWithHost else { return program }
        var words = [setpriv]
        if isSwitched { words += ["--reuid=\(userID)", "--regid=\(groupID)", "--clear-groups"] }
        if diesWithHost { words += ["--pdeathsig", "INT"] }
        return words + ["--"] + program
    }

    /// Whether the user may pass through a directory, by its mode.
    func mayEnter(_ status: stat) -> Bool {
        if status.st_uid == userID { return status.st_mode & S_IXUSR != 0 }
        if status.st_gid == groupID { return status.st_mode & S_IXGRP != 0 }
        return status.st_mode & S_IXOTH != 0
    }
}
