/// Patterns of code that the project does without.
enum CodeRule {
    /// A clock, an id or chance that a test cannot hold still.
    static let hiddenInput =
        #"\b(Date\(\)|Date\.now\b|UUID\(\)|Task\.sleep|Thread\.sleep|ProcessInfo\b|SystemRandomNumberGenerator)"#
        + #"|(\.random\()"#

    /// What ends the process where an error would do: `try!`, `as!`, `x!`, `fatalError`.
    static let crash = #"\b(?:try|as)!|\bfatalError\(|[\w)\]}>"]!(?!=)"#

    /// A task without a parent.
    static let looseTask = #"\bTask(?:<[^>]*>)?\s*(?:\{|\(|\.detached|\.immediate)"#

    /// A promise to the compiler that a person must have checked.
    static let unchecked = #"@unchecked\s+Sendable|nonisolated\(unsafe\)|@preconcurrency"#

    /// A path of one machine. What follows another path, as in `/var/tmp`, is not meant.
    static let machinePath = #"(?<![\w.})*~-])/(?:work|root|home|Users)\b|(?<![\w.})*~-])/tmp/"#
}

/// A place where a rule does not hold, and why.
struct Allowance {
    let path: String
    let found: String
    let because: String
}

extension [Allowance] {
    /// The offences that no allowance covers, and the allowances that nothing needs any more.
    func judge(_ offences: [Offence]) -> (offences: [Offence], idle: [String]) {
        let rest = offences.filter { offence in !contains { $0.path == offence.path && $0.found == offence.found } }
        let idle = filter { allowance in
            !offences.contains { $0.path == allowance.path && $0.found == allowance.found }
        }
        return (rest, idle.map { "\($0.path): \($0.found)" })
    }
}
