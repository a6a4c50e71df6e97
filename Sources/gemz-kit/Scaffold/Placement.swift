import Foundation

/// A new platform on its way into a checkout.
struct Placement {
    let platform: NewPlatform
    let checkout: Checkout
    let changes: FileChanges

    /// Finds out whether there is room, and changes nothing yet.
    ///
    /// - Throws: ``ScaffoldProblem`` naming what is in the way.
    init(of platform: NewPlatform, in checkout: Checkout) throws(ScaffoldProblem) {
        let name = platform.name
        var edits: [FileChanges.Edit] = []
        for list in PlatformList.all {
            let text = try checkout.text(list.path)
            if let taken = try list.names(in: text).first(where: { $0.lowercased() == name.lowercased() }) {
                throw ScaffoldProblem("\(list.path) lists \(taken) already. \(Self.wayOut(taken))")
            }
            edits.append(FileChanges.Edit(path: list.path, old: text, new: try list.adding(name, to: text)))
        }
        try Self.checkModules(name, in: checkout)
        let folders = platform.folders
        for folder in folders where checkout.exists(folder) {
            let way = folder.hasPrefix("Fixtures") ? "Choose another with --id" : "Choose another name"
            throw ScaffoldProblem("\(folder) exists already. \(way), or, if it is left over, remove it.")
        }
        self.platform = platform
        self.checkout = checkout
        changes = FileChanges(arriving: folders, files: platform.files, edits: edits)
    }

    private static func wayOut(_ name: String) -> String {
        "Choose another name, or take it away first: gemz-kit new-platform \(name) --remove"
    }

    /// The three modules of a plugin stand beside all others.
    private static func checkModules(_ name: String, in checkout: Checkout) throws(ScaffoldProblem) {
        let modules = Set((checkout.names(in: "Sources") + checkout.names(in: "Tests")).map { $0.lowercased() })
        for ending in ["Platform", "Simulator", "Tests"] where modules.contains("\(name)\(ending)".lowercased()) {
            throw ScaffoldProblem(
                "gemz has a module \(name)\(ending) already. Choose another name, such as \(name)App.")
        }
    }

    /// The plugin's files, and how many files each case has.
    private var written: [String] {
        let cases = Dictionary(grouping: changes.files) {
            $0.path.split(separator: "/").dropLast().joined(separator: "/")
        }
        return cases.keys.sorted().flatMap { folder in
            let files = cases[folder, default: []]
            return folder.hasPrefix("Fixtures/") ? ["\(folder) (\(files.count) files)"] : files.map(\.path)
        }
    }

    /// Places the platform, and shows every file written, every line added and what comes next.
    func report(doing: Bool) throws(ScaffoldProblem) {
        if doing { try changes.make(in: checkout) }
        let name = platform.name
        print(doing ? "Written:" : "Would be written:")
        for line in written { print("  \(line)") }
        print("Changed, so that gemz knows it:")
        for edit in changes.edits { print(LineDifference.text(of: edit.path, from: edit.old, to: edit.new)) }
        print(
            """

            Next: make plugins ARGS="--filter \(name)Tests" says what to write first.
            Plugins/\(name)/README.md tells the example's shapes; docs/guides/add-a-platform.md the ten steps.
            """)
    }
}
