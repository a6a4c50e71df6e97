import FixtureTape
import Foundation

/// The files that let users and tokens outlive a restart, readable by their owner only.
struct ClerkStateFiles: Sendable {
    let directory: URL

    private var keyFile: URL { directory.appending(path: "clerk-signing-key.pem") }
    private var usersFile: URL { directory.appending(path: "clerk-users.json") }

    /// The signing key as PEM; `nil` before the first.
    ///
    /// - Throws: ``StandInsProblem``.
    func readKey() throws(StandInsProblem) -> String? {
        try read(keyFile).map { String(decoding: $0, as: UTF8.self) }
    }

    /// - Throws: ``StandInsProblem``.
    func write(key pem: String) throws(StandInsProblem) { try write(Data(pem.utf8), to: keyFile) }

    /// All users, oldest first; empty before the first.
    ///
    /// - Throws: ``StandInsProblem`` also for a file that holds something else.
    func readUsers() throws(StandInsProblem) -> [ClerkUser] {
        guard let data = try read(usersFile) else { return [] }
        do {
            let listed = try JSONValue(parsing: Array(data)).elements ?? []
            let users = listed.compactMap(ClerkUser.init(json:))
            if users.count == listed.count { return users }
        } catch {
            throw StandInsProblem("\(usersFile.path): \(error)")
        }
        throw StandInsProblem("\(usersFile.path) holds something that is no user")
    }

    /// - Throws: ``StandInsProblem``.
    func write(users: [ClerkUser]) throws(StandInsProblem) {
        try write(Data((JSONValue.array(users.map(\.json)).pretty + "\n").utf8), to: usersFile)
    }

    private func read(_ file: URL) throws(StandInsProblem) -> Data? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            return try Data(contentsOf: file)
        } catch {
            throw StandInsProblem("cannot read \(file.path): \(error.localizedDescription)")
        }
    }

    /// Whole or not at all: written beside, then renamed.
    private func write(_ data: Data, to file: URL) throws(StandInsProblem) {
        let files = FileManager.default
        let beside = file.appendingPathExtension("new")
        do {
            try files.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StandInsProblem("cannot make \(directory.path): \(error.localizedDescription)")
        }
        let isWritten = files.createFile(
            atPath: beside.path, contents: data, attributes: [.posixPermissions: 0o600])
        guard isWritten, rename(beside.path, file.path) == 0 else {
            throw StandInsProblem("cannot write \(file.path)")
        }
    }
}
