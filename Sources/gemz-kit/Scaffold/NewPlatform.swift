import PlatformAPI

/// A platform to be written: what its author decides before the first line.
struct NewPlatform: Hashable {
    /// The name in Swift and for readers, such as `Threads`.
    let name: String
    /// The name in addresses, rows and fixtures, such as `threads`.
    let id: String
    /// In the order of `SearchMode`.
    let modes: [SearchMode]

    /// - Parameter id: `nil` for the name in lower case.
    /// - Throws: ``ScaffoldProblem`` for a name or an id that cannot be one.
    init(name: String, id: String? = nil, modes: Set<SearchMode>) throws(ScaffoldProblem) {
        try Self.check(name: name)
        let id = id ?? name.lowercased()
        try Self.check(id: id)
        guard !modes.isEmpty else { throw ScaffoldProblem("Name a mode: --modes keyword,similar.") }
        self.name = name
        self.id = id
        self.modes = SearchMode.allCases.filter(modes.contains)
    }

    func offers(_ mode: SearchMode) -> Bool { modes.contains(mode) }

    /// The type that searches in a mode, such as `KeywordThreadsSearcher`.
    static func searcher(of name: String, in mode: SearchMode) -> String {
        switch mode {
        case .keyword: "Keyword\(name)Searcher"
        case .similar: "Similar\(name)Searcher"
        }
    }

    /// The modes in `keyword,similar`.
    static func modes(in text: String) throws(ScaffoldProblem) -> Set<SearchMode> {
        var modes: Set<SearchMode> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let mode = SearchMode(rawValue: word.filter { $0 != " " }) else {
                throw ScaffoldProblem(
                    "\"\(word)\" is no mode. Write --modes keyword, --modes similar, or --modes keyword,similar.")
            }
            modes.insert(mode)
        }
        return modes
    }

    /// Longer names and ids would not fit into the lines of what is written.
    private static let longest = 20

    /// Names whose types would hide others, as `ProviderSimulator` hides the protocol of simulators.
    private static let reserved: Set = [
        "any", "foundation", "platform", "provider", "self", "simulation", "swift", "testing", "type",
    ]

    static func check(name: String) throws(ScaffoldProblem) {
        let characters = name.unicodeScalars
        guard characters.allSatisfy({ $0.isASCII && $0.properties.isASCIIWord }), let first = characters.first else {
            throw ScaffoldProblem("\"\(name)\" is no name: it takes the letters A to Z and digits, such as Threads.")
        }
        guard first.properties.isUppercase else {
            throw ScaffoldProblem("\"\(name)\" does not begin with a capital letter: it names types, such as Threads.")
        }
        guard (2...longest).contains(characters.count) else {
            throw ScaffoldProblem("\"\(name)\" is too short or too long: a name has 2 to \(longest) characters.")
        }
        guard !reserved.contains(name.lowercased()) else {
            throw ScaffoldProblem(
                "\"\(name)\" is taken by Swift or by gemz itself: choose another, such as \(name)App.")
        }
    }

    private static func check(id: String) throws(ScaffoldProblem) {
        guard id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, id.utf8.count <= longest else {
            throw ScaffoldProblem(
                """
                "\(id)" is no id: it takes up to \(longest) lower-case letters, digits and single dashes, such as \
                --id threads.
                """)
        }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isASCIIWord: Bool { isAlphabetic || numericType == .decimal }
}
