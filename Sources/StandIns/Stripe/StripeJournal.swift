import FixtureTape
import Foundation

/// The file that lets the books outlive a restart: a line for each change, the last about an object counts.
///
/// A line that a crash has cut short is the last, and is dropped.
struct StripeJournal: Sendable {
    let directory: URL

    private var file: URL { directory.appending(path: "stripe.jsonl") }

    /// In the order in which they were made; empty before the first.
    ///
    /// - Throws: ``StandInsProblem`` also for a file that holds something else.
    func read() throws(StandInsProblem) -> [StripeObject] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw StandInsProblem("cannot read \(file.path): \(error.localizedDescription)")
        }
        var objects: [String: StripeObject] = [:]
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.dropLast() {
            // What is no JSON has no id, and is refused with the rest of what is none of these lines.
            guard let value = try? JSONValue(parsing: Array(line)), let id = value["id"]?.string else {
                throw StandInsProblem("\(file.path) holds something that is no object of Stripe’s")
            }
            objects[id] = StripeObject(line: value)
        }
        return objects.values.sorted { $0.order < $1.order }
    }

    /// - Throws: ``StandInsProblem``.
    func rewrite(with objects: [StripeObject]) throws(StandInsProblem) {
        let files = FileManager.default
        let beside = file.appendingPathExtension("new")
        do {
            try files.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StandInsProblem("cannot make \(directory.path): \(error.localizedDescription)")
        }
        let text = objects.map { $0.line.compact + "\n" }.joined()
        guard files.createFile(atPath: beside.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]),
            rename(beside.path, file.path) == 0
        else { throw StandInsProblem("cannot write \(file.path)") }
    }

    /// - Parameter changes: `nil` for what was taken away.
    /// - Throws: ``StandInsProblem``.
    func append(_ changes: [(id: String, object: StripeObject?)]) throws(StandInsProblem) {
        let lines = changes.map { change in
            (change.object?.line ?? .record(["id": .string(change.id)])).compact + "\n"
        }
        do {
            let handle = try FileHandle(forWritingTo: file)
            defer { try? handle.close() }  // what was written is written
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(lines.joined().utf8))
        } catch {
            throw StandInsProblem("cannot write \(file.path): \(error.localizedDescription)")
        }
    }
}

extension StripeObject {
    fileprivate var line: JSONValue {
        .record([
            "id": .string(id), "kind": .string(kind.rawValue), "order": .integer(order), "body": body, "notes": notes,
        ])
    }

    /// `nil` for what says that an object was taken away.
    fileprivate init?(line: JSONValue) {
        guard let id = line["id"]?.string, let kind = line["kind"]?.string.flatMap(StripeKind.init(rawValue:)),
            let order = line["order"]?.integer, let body = line["body"], let notes = line["notes"]
        else { return nil }
        self.init(kind: kind, id: id, order: order, body: body, notes: notes)
    }
}
