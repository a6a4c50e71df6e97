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

    /// Makes the changes.
    ///
    /// - Throws: ``ScaffoldProblem``; the checkout is then as it was.
    func make(in checkout: Checkout) throws(ScaffoldProblem) {
        let staging = ".build-new-platform"  // .gitignore leaves out `.build*/`
        var undo: [() throws -> Void] = []
        do {
            try? FileManager.default.removeItem(at: checkout.url(staging))  // of a run that was killed
            for file in files { try write(file.text, to: checkout.url("\(staging)/\(file.path)")) }
            for folder in arriving {
                let (staged, place) = (checkout.url("\(staging)/\(folder)"), checkout.url(folder))
                try move(staged, to: place)
                undo.append { try move(place, to: staged) }
            }
            for folder in leaving {
                let (place, staged) = (checkout.url(folder), checkout.url("\(staging)/\(folder)"))
                try move(place, to: staged)
                undo.append { try move(staged, to: place) }
            }
            for edit in edits {
                try write(edit.new, to: checkout.url(edit.path))
                undo.append { try write(edit.old, to: checkout.url(edit.path)) }
            }
            try? FileManager.default.removeItem(at: checkout.url(staging))  // an edit alone stages nothing
        } catch {
            throw undone(undo, because: error, in: checkout, staging)
        }
    }

    private func undone(
        _ undo: [() throws -> Void], because cause: any Error, in checkout: Checkout, _ staging: String
    ) -> ScaffoldProblem {
        do {
            for step in undo.reversed() { try step() }
            try? FileManager.default.removeItem(at: checkout.url(staging))  // nothing was staged, or it is moved back
            return ScaffoldProblem("Nothing was changed: \(cause.localizedDescription)")
        } catch {
            return ScaffoldProblem(
                """
                It failed half-way (\(cause.localizedDescription)) and could not be undone \
                (\(error.localizedDescription)). `git status` shows what is left, \(staging) what was to come or to go.
                """)
        }
    }

    private func write(_ text: String, to file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    private func move(_ from: URL, to place: URL) throws {
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: from, to: place)
    }
}
