/// One thing that a platform does wrong.
struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// Where: a case, a page, a path in JSON, a request.
    let place: String
    /// What is wrong there, over one or more lines.
    let mistake: String
    /// What to do, where that is known: what to write, or the command that accepts an intended change.
    let remedy: String?

    init(_ place: String, _ mistake: String, remedy: String? = nil) {
        self.place = place
        self.mistake = mistake
        self.remedy = remedy
    }

    var description: String { "\(place): \(mistake)" + (remedy.map { "\n  \($0)" } ?? "") }
}

extension Finding {
    /// What accepts an intended change.
    static let acceptance = "If this is right: \(FixtureUpdate.command)"
}
