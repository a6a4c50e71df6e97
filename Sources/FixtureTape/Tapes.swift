public import Foundation

/// Finds tapes in folders.
public enum Tapes {
    /// All tapes below some folders, sorted by path: every `case.json` at any depth, and every other `.json` file with
    /// `exchanges` that lies in one of the folders themselves or in a folder named `tapes`.
    ///
    /// - Throws: ``TapeProblem`` for the first that cannot be read, or for a folder that does not exist.
    public static func all(under folders: [URL]) throws(TapeProblem) -> [Tape] {
        var tapes: [Tape] = []
        for folder in folders {
            // Enumerating a symbolic link shows nothing of what it leads to.
            let root = folder.resolvingSymlinksInPath()
            for file in try jsonFiles(under: root) {
                let parent = file.deletingLastPathComponent()
                if file.lastPathComponent == "case.json" {
                    tapes.append(try Tape.load(folder: parent))
                } else if parent.path == root.path || parent.lastPathComponent == "tapes" {
                    let reader = TapeReader(file: file, isCase: false)
                    let contents = try reader.root()
                    if contents["exchanges"] == nil { continue }
                    tapes.append(
                        Tape(
                            name: file.deletingPathExtension().lastPathComponent,
                            exchanges: try reader.exchanges(in: contents)))
                }
            }
        }
        return tapes
    }

    /// The folders of all cases below a folder, sorted by path; empty where the folder does not exist.
    public static func caseFolders(under folder: URL) -> [URL] {
        // A folder that is not there has no cases.
        let files = (try? jsonFiles(under: folder.resolvingSymlinksInPath())) ?? []
        return files.filter { $0.lastPathComponent == "case.json" }.map { $0.deletingLastPathComponent() }
    }

    private static func jsonFiles(under root: URL) throws(TapeProblem) -> [URL] {
        guard FileManager.default.fileExists(atPath: root.path),
            let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        else { throw TapeProblem(file: root.lastPathComponent, reason: "no such folder") }
        return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }
}

extension Tape {
    /// The tape of the case in a folder.
    ///
    /// - Throws: ``TapeProblem``.
    public static func load(folder: URL) throws(TapeProblem) -> Tape { try TapeCase(folder: folder).tape }

    /// A sample tape: one file with `exchanges`, its bodies inline or in files named from the tape's folder.
    ///
    /// - Throws: ``TapeProblem``.
    public static func load(file: URL) throws(TapeProblem) -> Tape {
        let reader = TapeReader(file: file, isCase: false)
        return Tape(
            name: file.deletingPathExtension().lastPathComponent, exchanges: try reader.exchanges(in: reader.root()))
    }
}
