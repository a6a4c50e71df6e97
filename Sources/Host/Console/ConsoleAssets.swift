import Crypto
import Foundation

/// The console's files, read once at start, with their compressed copies.
///
/// All but the page itself are served below a folder that is named for the content of all of them together: modules
/// that import each other by relative names are then always of one version, and may be cached for good.
struct ConsoleAssets: Sendable {
    /// One file as it is sent.
    struct File: Sendable {
        var type: String
        var plain: [UInt8]
        /// `nil` where compression saves nothing.
        var gzip: [UInt8]?
        /// A strong entity tag of the plain bytes, in quotes; the compressed ones have their own.
        var tag: String
        var gzipTag: String

        init(type: String, _ bytes: [UInt8]) {
            self.type = type
            plain = bytes
            gzip = Gzip.compressed(bytes).flatMap { $0.count < bytes.count ? $0 : nil }
            let hash = ConsoleAssets.hash(bytes)
            tag = "\"\(hash)\""
            gzipTag = "\"\(hash)-gz\""
        }
    }

    /// The page that every address of the console answers with.
    let page: File
    /// Names the folder that the other files are served from.
    let version: String
    let files: [String: File]

    /// - Throws: when a file cannot be read.
    init(settings: ConsoleSettings) throws {
        let folder = Bundle.module.bundleURL.appending(path: "Assets")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        var contents: [(name: String, bytes: [UInt8])] = []
        for name in names where Self.types[URL(filePath: name).pathExtension] != nil {
            contents.append((name, Array(try Data(contentsOf: folder.appending(path: name)))))
        }
        version = Self.hash(contents.flatMap { Array($0.name.utf8) + $0.bytes })
        files = contents.filter { $0.name != Self.pageName }.reduce(into: [:]) { files, file in
            files[file.name] = File(type: Self.types[URL(filePath: file.name).pathExtension] ?? "", file.bytes)
        }
        let template = contents.first { $0.name == Self.pageName }?.bytes ?? []
        page = File(
            type: "text/html; charset=utf-8",
            Array(settings.filling(String(decoding: template, as: UTF8.self), version: version).utf8))
    }

    private static let pageName = "index.html"

    static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
    ]

    private static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
