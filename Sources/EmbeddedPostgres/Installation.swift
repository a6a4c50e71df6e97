import Foundation

/// PostgreSQL's programs of one version.
struct Installation: Hashable, Sendable {
    let directory: String
    /// Such as `15`.
    let majorVersion: String

    var initdb: String { "\(directory)/initdb" }
    var postgres: String { "\(directory)/postgres" }
    var pgIsReady: String { "\(directory)/pg_isready" }

    /// The installation for the data at hand, or the newest where there is none yet.
    static func choose(
        dataVersion: String?, among installations: [Installation], searched: [String]
    ) throws(EmbeddedPostgresError) -> Installation {
        guard let newest = installations.first else { throw .notInstalled(searched: searched) }
        guard let dataVersion else { return newest }
        guard let match = installations.first(where: { $0.majorVersion == dataVersion }) else {
            throw .versionMismatch(data: dataVersion, installed: installations.map(\.majorVersion))
        }
        return match
    }

    /// All that are installed, newest first, and where was looked: Debian's folders, then `PATH`.
    static func findAll(searchPath: String) -> (found: [Installation], searched: [String]) {
        let debian = "/usr/lib/postgresql"
        // No folder of Debian's means none of its versions.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let directories =
            versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(debian)/\($0)/bin" }
            + searchPath.split(separator: ":").map(String.init) + ["/usr/local/pgsql/bin"]
        let found = directories.compactMap(Installation.init(in:))
        let sorted = found.sorted { (Int($0.majorVersion) ?? 0) > (Int($1.majorVersion) ?? 0) }
        return (sorted, ["\(debian)/*/bin"] + directories)
    }

    private init?(in directory: String) {
        let programs = ["initdb", "postgres", "pg_isready"]
        guard programs.allSatisfy({ FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }),
            let answer = Command(["\(directory)/postgres", "--version"]).run(), answer.status == 0
        else { return nil }
        // "postgres (PostgreSQL) 15.20 (Debian …)"
        let number = answer.output.split(separator: " ").first { $0.first?.isNumber == true }
        guard let major = number?.split(separator: ".").first else { return nil }
        self.directory = directory
        self.majorVersion = String(major.prefix { $0.isNumber })
    }
}
