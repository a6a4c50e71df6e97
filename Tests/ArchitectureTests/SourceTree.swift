import Foundation
import Testing

/// The repository's files, found from where this file lies.
enum SourceTree {
    /// The folder of `Package.swift`.
    static let root: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The text files below the given folders, in order of their paths. A folder that does not exist has none.
    static func files(in folders: [String], endingWith suffix: String = ".swift") -> [SourceFile] {
        all.filter { $0.isWithin(folders) && $0.path.hasSuffix(suffix) }
    }

    /// Read once: every rule looks at the same texts.
    private static let all: [SourceFile] = ["Fixtures", "Plugins", "Sources", "Tests", "docs"]
        .flatMap { paths(in: $0) }.sorted().compactMap { path in
            FileManager.default.contents(atPath: root.appending(path: path).path)
                .map { SourceFile(path: path, text: String(decoding: $0, as: UTF8.self)) }
        }

    /// One of the repository's files; empty where there is none.
    static func file(_ path: String) -> SourceFile {
        let data = FileManager.default.contents(atPath: root.appending(path: path).path) ?? Data()
        return SourceFile(path: path, text: String(decoding: data, as: UTF8.self))
    }

    /// The names of the folders directly in a folder.
    static func folders(in folder: String) throws -> [String] {
        let place = root.appending(path: folder).resolvingSymlinksInPath()
        return try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: [.isDirectoryKey])
            .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
            .map(\.lastPathComponent).sorted()
    }

    /// Everything that ships: programs, libraries and plugins, without tests.
    static func shipped() throws -> [SourceFile] {
        let plugins = try folders(in: "Plugins").flatMap { ["Plugins/\($0)/Sources", "Plugins/\($0)/Simulator"] }
        return files(in: ["Sources"] + plugins)
    }

    private static func paths(in folder: String) -> [String] {
        let place = root.appending(path: folder).resolvingSymlinksInPath()
        let found = FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String } ?? []
        return found.map { "\(folder)/\($0)" }
    }
}

/// Fails with the places that break a rule, each on a line of its own.
func expectNone(_ offences: [Offence], _ rule: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let list = offences.map { "  \($0)" }.joined(separator: "\n")
    #expect(offences.isEmpty, "\(rule)\n\(list)", sourceLocation: sourceLocation)
}
