public import FixtureTape
public import Foundation
public import PlatformAPI
public import Testing

/// One case below `Fixtures/<platform>/<mode>/`, as an argument of a parameterised test.
///
/// Its form is told at `TapeCase`. A case that cannot be read is still listed, and fails its test by saying why.
public struct FixtureCase: Sendable {
    public let platform: PlatformID
    /// The names of the folders, such as `keyword` and `two-pages`.
    public let modeName: String
    public let name: String
    public let folder: URL
    /// What the folder holds, or why it cannot be read.
    public let contents: Result<TapeCase, TapeProblem>

    public init(folder: URL) {
        let parts = folder.pathComponents.suffix(3)
        platform = PlatformID(rawValue: parts.first ?? "")
        modeName = parts.dropFirst().first ?? ""
        name = folder.lastPathComponent
        self.folder = folder
        contents = Result { () throws(TapeProblem) in try TapeCase(folder: folder) }
    }

    private init(missing platform: PlatformID, in folder: URL) {
        self.platform = platform
        self.folder = folder
        modeName = "*"
        name = "*"
        contents = .failure(
            TapeProblem(file: "Fixtures/\(platform)", reason: "there is no case.json below this folder"))
    }

    /// All cases of a platform, sorted by folder; one unreadable case where there are none, so that a test of no cases
    /// cannot pass.
    ///
    /// - Parameters:
    ///   - mode: only the cases of one mode; `nil` for all.
    ///   - filePath: a file anywhere in the package. `Fixtures` lies beside the nearest `Package.swift` above it.
    public static func all(
        for platform: PlatformID, mode: SearchMode? = nil, filePath: String = #filePath
    ) -> [FixtureCase] {
        let folder = folder(of: platform, filePath: filePath)
        let cases = Tapes.caseFolders(under: folder).map(FixtureCase.init(folder:))
        let wanted = cases.filter { mode == nil || $0.modeName == mode?.rawValue }
        return wanted.isEmpty ? [FixtureCase(missing: platform, in: folder)] : wanted
    }

    /// `Fixtures/<platform>` of the package that a file belongs to.
    static func folder(of platform: PlatformID, filePath: String) -> URL {
        packageFolder(above: URL(fileURLWithPath: filePath))
            .appending(path: "Fixtures").appending(path: platform.rawValue)
    }

    private static func packageFolder(above file: URL) -> URL {
        var folder = file.deletingLastPathComponent()
        while folder.pathComponents.count > 1 {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) { return folder }
            folder = folder.deletingLastPathComponent()
        }
        return file.deletingLastPathComponent()
    }
}

extension FixtureCase: CustomTestStringConvertible {
    /// Such as `tiktok/keyword/two-pages`.
    public var testDescription: String { "\(platform)/\(modeName)/\(name)" }
}

extension TapeCase {
    /// The search that the case makes.
    public var searchRequest: SearchRequest {
        let subject: SearchRequest.Subject =
            switch subject {
            case .keyword(let term): .keyword(term)
            case .similarTo(let handle): .similar(to: handle)
            }
        return SearchRequest(subject: subject, region: region, wanted: wanted)
    }

    /// The mode that the search needs, told by what it asks for.
    public var searchMode: SearchMode {
        switch subject {
        case .keyword: .keyword
        case .similarTo: .similar
        }
    }
}
