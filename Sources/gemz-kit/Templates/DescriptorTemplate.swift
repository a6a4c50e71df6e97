import PlatformAPI

extension NewPlatform {
    var descriptor: GeneratedFile {
        let ways = parts(keyword: "creators by what their posts say", similar: "creators like a given one")
        let modes = parts(
            keyword:
                "            ModeDescriptor(mode: .keyword, inputLabel: \"Keywords\", inputKind: .keywords, maxPages: 50)",
            similar: """
                            ModeDescriptor(
                                mode: .similar, inputLabel: "\(name) handle", inputKind: .usernames, maxPages: 50)
                """)
        let searchers = parts(keyword: "Keyword\(name)Searcher()", similar: "Similar\(name)Searcher()")
        return GeneratedFile(
            "Plugins/\(name)/Sources/\(name)Platform.swift",
            """
            public import PlatformAPI

            /// \(name): \(ways.joined(separator: ", and ")).
            public struct \(name)Platform: Platform {
                public static let descriptor = PlatformDescriptor(
                    id: "\(id)", name: "\(name)",
                    modes: [
            \(modes.joined(separator: ",\n"))\(modes.count > 1 ? "," : "")
                    ],
                    provider: ProviderBinding(vendor: "scrapecreators"),
                    // Write both. The rules of results refuse an address on a host that is not listed here.
                    profileHosts: [],
                    imageHosts: [])

                public init() {}

                public var searchers: [any Searcher] {
                    [\(searchers.joined(separator: ", "))]
                }

                public var enricher: (any Enricher)? { \(name)Enricher() }
            }
            """)
    }
}
