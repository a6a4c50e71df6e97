import Foundation

/// Makes a new cluster with the database `gemz` in it.
struct ClusterSetup: Sendable {
    let directory: ClusterDirectory
    let installation: Installation
    let user: ServerUser
    let settings: EmbeddedPostgres.Settings

    /// Makes it under another name and moves it into place when it is whole.
    func run() async throws(EmbeddedPostgresError) {
        let work = directory.unfinishedData
        try remove(work)
        try ClusterDirectory.makeDirectory(work, mode: 0o700, owner: user)
        try await initialise(work)
        try await createDatabase(in: work)
        // An empty directory may stand there already: rename(2) replaces it.
        guard rename(work, directory.data) == 0 else { throw ClusterDirectory.failure(directory.data) }
    }

    /// Whoever can open the socket is let in (`trust`); who that is, the socket's directory decides.
    private func initialise(_ work: String) async throws(EmbeddedPostgresError) {
        var words = [
            installation.initdb, "--pgdata=\(work)", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust",
            "--username=\(EmbeddedPostgres.userName)", "--no-instructions",
        ]
        if !settings.isDurable { words.append("--no-sync") }
        try await run(words)
    }

    /// In single-user mode, so that no cluster is ever seen without its database.
    private func createDatabase(in work: String) async throws(EmbeddedPostgresError) {
        let input = "\(directory.path)/setup.sql"
        do {
            try Data("CREATE DATABASE \(EmbeddedPostgres.databaseName)\n".utf8).write(to: URL(fileURLWithPath: input))
        } catch {
            throw .files(path: input, reason: error.localizedDescription)
        }
        var words = [installation.postgres, "--single", "-D", work]
        if !settings.isDurable { words.append("-F") }
        try await run(words + ["template1"], input: input)
        try remove(input)
    }

    private func run(_ words: [String], input: String = "/dev/null") async throws(EmbeddedPostgresError) {
        var command = Command(user.command(words))
        command.input = input
        guard let answer = await command.run() else { throw .setupFailed("\(words[0]) cannot be run") }
        guard answer.status == 0 else { throw .setupFailed(answer.tail) }
    }

    private func remove(_ path: String) throws(EmbeddedPostgresError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .files(path: path, reason: error.localizedDescription)
        }
    }
}
