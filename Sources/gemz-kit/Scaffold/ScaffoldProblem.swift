/// Why nothing was done, and what to do about it.
struct ScaffoldProblem: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
