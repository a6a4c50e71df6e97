import Foundation

/// Changes to a checkout that are made as a whole or not at all.
///
/// What is new is first written beside everything, in a folder that git does not see, and then moved into place; what
/// goes is first moved there. Should a step fail, those before it are undone.
struct FileChanges {
    /// Whole folders to come, as `Plugins/Threads`, and the files in them.
    var arriving: [String] = []
    var files: [GeneratedFile] = []
    /// Whole folders to go.
    var leaving: [String] = []
    /// Files to change, with their text before and after.
    var edits: [Edit] = []

    struct Edit {
        var path: String
        var old: String
        var new: String
    }

    /// Where folders wait; .gitignore leaves out `.build*/`.
    private static let staging = ".build-new-platform"

    /// Makes the changes.
    ///
    /// - Throws: ``ScaffoldProblem``; the checkout is then as it was.
    func make(in checkout: Checkout) throws(ScaffoldProblem) {
        var undo: [() throws -> Void] = []
        clear(checkout)  // of a run that was killed
        do {
            for file in files { try write(file.text, to: "\(Self.staging)/\(file.path)", in: checkout) }
            let ways = arriving.map { ("\(Self.staging)/\($0)", $0) } + leaving.map { ($0, "\(Self.staging)/\($0)") }
            for (from, place) in ways {
                try move(from, to: place, in: checkout)
                undo.append { try move(place, to: from, in: checkout) }
            }
            for edit in edits {
                try write(edit.new, to: edit.path, in: checkout)
                undo.append { try write(edit.old, to: edit.path, in: checkout) }
            }
        } catch {
            try take(undo, because: error)
            clear(checkout)
            throw ScaffoldProblem("Nothing was changed: \(error)")
        }
        clear(checkout)
    }

    private func take(
        _ undo: [() throws -> Void], because cause: ScaffoldProblem
    ) throws(ScaffoldProblem) {
        do {
            for step in undo.reversed() { try step() }
        } catch {
            throw ScaffoldProblem(
                """
                It failed half-way (\(cause)) and could not be undone (\(error)). `git status` shows what is left, \
                \(Self.staging) what was to come or to go.
                """)
        }
    }

    private func clear(_ checkout: Checkout) {
        // Usually there is no such folder; one that cannot be removed is in nobody's way.
        try? FileManager.default.removeItem(at: checkout.url(Self.staging))
    }

    private func write(_ text: String, to path: String, in checkout: Checkout) throws(ScaffoldProblem) {
        do {
            let file = checkout.url(path)
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
            throw ScaffoldProblem("\(path) could not be written: \(error.localizedDescription)")
        }
    }

    private func move(_ from: String, to path: String, in checkout: Checkout) throws(ScaffoldProblem) {
        do {
            let place = checkout.url(path)
            let folder = place.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.moveItem(at: checkout.url(from), to: place)
        } catch {
            throw ScaffoldProblem("\(path) could not be put in place: \(error.localizedDescription)")
        }
    }
}
