import Foundation

/// A copy of this checkout, build products and all, that costs nothing to make.
///
/// Commands run where an overlay file system lies upon the checkout: what they write lands in a folder of its own, what
/// they leave alone shows through. Paths and times are those of the checkout, so SwiftPM rebuilds only what was changed;
/// a plain copy, whose paths differ, it builds from nothing. Between commands, ``changes`` may be edited by hand.
struct PrivateCheckout {
    /// The folder of `Package.swift`.
    static let root: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// What differs from the checkout, with the same paths below.
    let changes: URL
    private let work: URL
    private let temporary: URL

    /// Why there is none here, where the system allows no namespaces or the tests were built elsewhere; else `nil`.
    static func obstacle() async throws -> String? {
        guard build.path.hasPrefix(root.path + "/") else { return "the tests were not built inside of the checkout" }
        return try await with { checkout in
            let ended = try await checkout.run(["true"])
            return ended.code == 0 ? nil : "the system allows no overlay in a namespace: \(ended.errors)"
        }
    }

    /// The folder that the tests were built in, such as `.build`.
    private static let build = GemzProcess.program.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func with<Value>(_ body: (PrivateCheckout) async throws -> Value) async throws -> Value {
        try await withDataFolder { folder in
            let place = URL(filePath: folder)
            let checkout = PrivateCheckout(
                changes: place.appending(path: "changes"), work: place.appending(path: "work"),
                temporary: place.appending(path: "temporary"))
            for folder in [checkout.changes, checkout.work, checkout.temporary] {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            return try await body(checkout)
        }
    }

    /// Runs a command in the checkout's folder, with what earlier ones changed. It yields to other tests.
    func run(_ words: [String]) async throws -> (code: Int32, output: String, errors: String) {
        // SwiftPM keeps its locks, named after the paths that it locks, among the temporary files. The one that runs these
        // tests holds the lock of a path that is another folder here.
        let script = """
            mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$1" && cd "$1" || exit 125
            export TMPDIR="$4"; shift 4; exec "$@"
            """
        let places = [Self.root.path, changes.path, work.path, temporary.path]
        return try await GemzProcess.run(
            ["nice", "-n", "10", "unshare", "-rm", "sh", "-c", script, "sh"] + places + words,
            program: URL(filePath: "/usr/bin/env"))
    }

    /// A program built from what was changed; it runs outside of the overlay.
    func program(_ name: String) -> URL {
        changes.appending(path: GemzProcess.program.path.dropFirst(Self.root.path.count + 1))
            .deletingLastPathComponent().appending(path: name)
    }

    /// The files that differ from the checkout's, below a folder.
    func changed(below folder: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: changes.appending(path: folder).path)
        return (names?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }.filter { path in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: changes.appending(path: path).path, isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }
}
