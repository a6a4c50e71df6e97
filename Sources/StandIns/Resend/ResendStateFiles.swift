import FixtureTape
import Foundation

/// The file that lets webhooks outlive a restart, since receivers know their secrets; readable by its owner only.
struct ResendStateFiles: Sendable {
    let directory: URL

    private var file: URL { directory.appending(path: "resend-webhooks.json") }

    /// All webhooks, the oldest first; empty before the first.
    ///
    /// - Throws: ``StandInsProblem`` also for a file that holds something else.
    func readWebhooks() throws(StandInsProblem) -> [ResendWebhook] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        do {
            let listed = try JSONValue(parsing: Array(Data(contentsOf: file))).elements ?? []
            let webhooks = listed.compactMap(ResendWebhook.init(stored:))
            if webhooks.count == listed.count { return webhooks }
        } catch {
            throw StandInsProblem("cannot read \(file.path): \(error)")
        }
        throw StandInsProblem("\(file.path) holds something that is no webhook")
    }

    /// Whole or not at all: written beside, then renamed.
    ///
    /// - Throws: ``StandInsProblem``.
    func write(webhooks: [ResendWebhook]) throws(StandInsProblem) {
        let beside = file.appendingPathExtension("new")
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StandInsProblem("cannot make \(directory.path): \(error.localizedDescription)")
        }
        let isWritten = FileManager.default.createFile(
            atPath: beside.path, contents: Data((JSONValue.array(webhooks.map(\.stored)).pretty + "\n").utf8),
            attributes: [.posixPermissions: 0o600])
        guard isWritten, rename(beside.path, file.path) == 0 else {
            throw StandInsProblem("cannot write \(file.path)")
        }
    }
}

extension ResendWebhook {
    /// As the file holds it.
    fileprivate var stored: JSONValue {
        .record([
            "id": .string(id), "created_at": .integer(createdAt), "endpoint": .string(endpoint),
            "events": .array(events.map { .string($0) }), "enabled": .bool(isEnabled), "secret": .string(secret),
            "former_secrets": .array(
                formerSecrets.map { .record(["secret": .string($0.secret), "until": .integer($0.until)]) }),
        ])
    }

    /// A webhook as ``stored`` wrote it; `nil` for anything else.
    fileprivate init?(stored json: JSONValue) {
        guard let id = json["id"]?.string, let createdAt = json["created_at"]?.integer,
            let endpoint = json["endpoint"]?.string, let events = json["events"]?.elements,
            let isEnabled = json["enabled"]?.bool, let secret = json["secret"]?.string
        else { return nil }
        self.init(
            id: id, createdAt: createdAt, endpoint: endpoint, events: events.compactMap(\.string),
            isEnabled: isEnabled, secret: secret)
        formerSecrets = (json["former_secrets"]?.elements ?? []).compactMap { former in
            guard let secret = former["secret"]?.string, let until = former["until"]?.integer else { return nil }
            return FormerSecret(secret: secret, until: until)
        }
    }
}
