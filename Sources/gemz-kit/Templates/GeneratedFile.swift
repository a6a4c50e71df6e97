import PlatformAPI

/// A file of a new platform.
struct GeneratedFile: Hashable {
    /// From the checkout's root.
    var path: String
    /// With a line break at its end.
    var text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text + "\n"
    }
}

extension NewPlatform {
    /// The folders that are this platform's alone.
    var folders: [String] { ["Plugins/\(name)", "Fixtures/\(id)"] }

    /// All files of the platform, sorted by path.
    var files: [GeneratedFile] {
        let searchers = modes.map { mode in
            switch mode {
            case .keyword: keywordSearcher
            case .similar: similarSearcher
            }
        }
        let sources = [readme, descriptor, transformer, enricher, unwritten] + searchers
        let simulator = [self.simulator, simulatedAccount]
        return (sources + simulator + [conformanceTests] + fixtures).sorted { $0.path < $1.path }
    }

    /// A sentence's or a file's part for each mode that the platform offers.
    func parts(keyword: String, similar: String) -> [String] {
        modes.map { mode in
            switch mode {
            case .keyword: keyword
            case .similar: similar
            }
        }
    }
}
