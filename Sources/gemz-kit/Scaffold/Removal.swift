import Foundation
import PlatformAPI

/// A platform on its way out: its folders, and the lines that list it.
struct Removal {
    let name: String
    let checkout: Checkout
    let changes: FileChanges

    /// Finds out what there is to take away, and changes nothing yet.
    ///
    /// - Parameters:
    ///   - id: `nil` to read it in the descriptor.
    ///   - force: whether to take away what was changed by hand, or is not all there.
    /// - Throws: ``ScaffoldProblem`` where there is no such platform, or work would be lost.
    init(of name: String, id: String?, from checkout: Checkout, force: Bool) throws(ScaffoldProblem) {
        try NewPlatform.check(name: name)
        let platform = try NewPlatform(
            name: name, id: id ?? Self.writtenID(of: name, in: checkout),
            modes: Self.writtenModes(of: name, in: checkout))
        let folders = platform.folders.filter(checkout.exists)
        var edits: [FileChanges.Edit] = []
        for list in PlatformList.all {
            let text = try checkout.text(list.path)
            let rest = list.removing(name, from: text)
            if rest != text { edits.append(FileChanges.Edit(path: list.path, old: text, new: rest)) }
        }
        guard !folders.isEmpty || !edits.isEmpty else {
            throw ScaffoldProblem("There is no platform \(name) here: nothing to remove.")
        }
        let work = Self.work(on: platform, in: checkout)
        guard force || work.isEmpty else {
            throw ScaffoldProblem(
                """
                \(name) is not as it was written:
                \(Self.shown(work).map { "  \($0)" }.joined(separator: "\n"))
                Nothing was removed. Add --force to remove it all the same; what git does not hold is then lost.
                """)
        }
        self.name = name
        self.checkout = checkout
        changes = FileChanges(leaving: folders, edits: edits)
    }

    /// What a hand has done since: files changed, missing or added.
    private static func work(on platform: NewPlatform, in checkout: Checkout) -> [String] {
        let written = Dictionary(uniqueKeysWithValues: platform.files.map { ($0.path, $0.text) })
        let found = platform.folders.flatMap(checkout.files)
        let known = written.keys.sorted().compactMap { path -> String? in
            guard checkout.exists(path) else { return "missing: \(path)" }
            // What cannot be read as text was changed.
            return (try? checkout.text(path)) == written[path] ? nil : "changed: \(path)"
        }
        return known + found.filter { written[$0] == nil }.map { "added: \($0)" }
    }

    private static func shown(_ work: [String]) -> [String] {
        work.count > 10 ? work.prefix(9) + ["… and \(work.count - 9) more"] : work
    }

    private static func writtenModes(of name: String, in checkout: Checkout) -> Set<SearchMode> {
        let modes = SearchMode.allCases.filter {
            checkout.exists("Plugins/\(name)/Sources/\(NewPlatform.searcher(of: name, in: $0)).swift")
        }
        return modes.isEmpty ? Set(SearchMode.allCases) : Set(modes)
    }

    private static func writtenID(of name: String, in checkout: Checkout) -> String? {
        // Without a descriptor, the usual id stands.
        let descriptor = try? checkout.text("Plugins/\(name)/Sources/\(name)Platform.swift")
        return descriptor?.firstMatch(of: /id: "([^"]*)"/).map { String($0.output.1) }
    }

    /// Takes the platform away, and shows what went.
    func report(doing: Bool) throws(ScaffoldProblem) {
        if doing { try changes.make(in: checkout) }
        print(doing ? "Removed:" : "Would be removed:")
        for folder in changes.leaving { print("  \(folder)") }
        for edit in changes.edits { print(LineDifference.text(of: edit.path, from: edit.old, to: edit.new)) }
    }
}
