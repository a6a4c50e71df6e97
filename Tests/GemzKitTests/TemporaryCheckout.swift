import Foundation
import PlatformAPI

@testable import gemz_kit

/// A folder with the three files that list platforms, as this checkout has them, and a few folders.
struct TemporaryCheckout {
    let root: URL

    var checkout: Checkout { get throws { try Checkout(above: root) } }

    static func with(_ body: (TemporaryCheckout) throws -> Void) throws {
        let name = "gemz-kit-\(UUID().uuidString.prefix(8))"
        let temporary = TemporaryCheckout(root: FileManager.default.temporaryDirectory.appending(path: name))
        // A folder that cannot be removed is left to the system, like all temporary ones.
        defer { try? FileManager.default.removeItem(at: temporary.root) }
        let here = try Checkout(above: URL(filePath: #filePath).deletingLastPathComponent())
        for list in PlatformList.all { try temporary.write(here.text(list.path), to: list.path) }
        try temporary.write("invented\n", to: "Fixtures/tiktok/keyword/one/case.json")
        try temporary.write("import Testing\n", to: "Plugins/TikTok/Tests/ConformanceTests.swift")
        try temporary.write("import Testing\n", to: "Tests/HostTests/RequestTests.swift")
        try body(temporary)
    }

    func write(_ text: String, to path: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(at: root.appending(path: path)) }

    /// Every file and folder, folders with an empty text.
    func contents() throws -> [String: String] {
        let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return names.reduce(into: [:]) { contents, name in
            // A folder cannot be read as text.
            contents[name] = (try? String(contentsOf: root.appending(path: name), encoding: .utf8)) ?? ""
        }
    }

    func place(_ name: String, id: String? = nil) throws {
        let platform = try NewPlatform(name: name, id: id, modes: [.keyword, .similar])
        try Placement(of: platform, in: checkout).changes.make(in: checkout)
    }

    func take(_ name: String, id: String? = nil, force: Bool = false) throws {
        try Removal(of: name, id: id, from: checkout, force: force).changes.make(in: checkout)
    }
}
