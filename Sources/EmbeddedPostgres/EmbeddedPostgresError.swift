/// Why there is no private database.
public enum EmbeddedPostgresError: Error, Hashable, Sendable {
    /// No folder among these holds both `initdb` and `postgres`.
    case notInstalled(searched: [String])
    /// As root, a user is needed to run the server as: Postgres refuses to run as root itself.
    case noServerUser
    /// As root, `setpriv` of util-linux is needed to become the server's user.
    case noSetpriv
    /// The data was written by another major version than those installed.
    case versionMismatch(data: String, installed: [String])
    /// A directory stands where the data should, and it holds something else.
    case notACluster(path: String)
    /// A file or directory could not be made or changed.
    case files(path: String, reason: String)
    /// Another process has been starting the same cluster for too long.
    case busy(path: String)
    /// `initdb` failed; the last lines of what it printed.
    case setupFailed(String)
    /// The server did not start; the last lines of what it printed.
    case startFailed(String)
}

extension EmbeddedPostgresError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notInstalled(let searched):
            "PostgreSQL is not installed (apt-get install postgresql); looked in \(searched.joined(separator: ", "))"
        case .noServerUser: "there is no user \"postgres\" or \"nobody\" to run PostgreSQL as"
        case .noSetpriv: "setpriv (package util-linux) is not installed"
        case .versionMismatch(let data, let installed):
            "the data is of PostgreSQL \(data), installed is \(installed.joined(separator: ", ")): "
                + "install version \(data), or move the data away and start afresh"
        case .notACluster(let path): "\(path) is not empty and holds no PostgreSQL data"
        case .files(let path, let reason): "\(path): \(reason)"
        case .busy(let path): "another process holds \(path) and does not finish starting PostgreSQL"
        case .setupFailed(let output): "initdb failed: \(output)"
        case .startFailed(let output): "PostgreSQL did not start: \(output)"
        }
    }
}
