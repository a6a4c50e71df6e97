import Foundation

/// A folder with gemz's sources.
struct Checkout: Hashable {
    let root: URL

    /// The checkout that a folder lies in.
    ///
    /// - Throws: ``ScaffoldProblem`` where none is found on the way up.
    init(above folder: URL) throws(ScaffoldProblem) {
        var place = folder.standardizedFileURL
        while !Self.isRoot(place) {
            guard place.pathComponents.count > 1 else {
                throw ScaffoldProblem(
                    """
                    \(folder.path) does not lie in a checkout of gemz. Run this in the folder of gemz's Package.swift, \
                    or below it.
                    """)
            }
            place = place.deletingLastPathComponent()
        }
        root = place
    }

    private static func isRoot(_ folder: URL) -> Bool {
        [PlatformList.manifest, .registry, .simulators].allSatisfy {
            FileManager.default.fileExists(atPath: folder.appending(path: $0.path).path)
        }
    }

    func url(_ path: String) -> URL { root.appending(path: path) }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

    func text(_ path: String) throws(ScaffoldProblem) -> String {
        do {
            return try String(contentsOf: url(path), encoding: .utf8)
        } catch {
            throw ScaffoldProblem("\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// The names of what lies directly in a folder, sorted; none where there is no such folder.
    func names(in folder: String) -> [String] {
        // A folder that is not there holds nothing.
        ((try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)) ?? []).sorted()
    }

    /// The files below a folder at any depth, sorted, each with its path from the root.
    func files(below folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: url(folder).path)?.compactMap { $0 as? String } ?? []
        return names.map { "\(folder)/\($0)" }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }
}
