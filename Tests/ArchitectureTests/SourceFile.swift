import Foundation

/// One text file of the repository.
struct SourceFile {
    /// Below the repository's root, such as `Sources/Host/App/Environment.swift`.
    let path: String
    let text: String
    let mask: SwiftMask

    init(path: String, text: String) {
        self.path = path
        self.text = text
        mask = SwiftMask(path.hasSuffix(".swift") ? text : "")
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// Whether the file lies in one of the folders, or is one of the files, named by their paths.
    func isWithin(_ paths: [String]) -> Bool { paths.contains { path == $0 || path.hasPrefix($0 + "/") } }

    /// What a pattern, or its first group that took part, finds in the code, comments and texts left out.
    func offences(inCode pattern: String) throws -> [Offence] { try offences(of: pattern, in: mask.code) }

    /// What a pattern finds in the whole text.
    func offences(inText pattern: String) throws -> [Offence] { try offences(of: pattern, in: text) }

    private func offences(of pattern: String, in searched: String) throws -> [Offence] {
        let expression = try NSRegularExpression(pattern: pattern, options: [.anchorsMatchLines])
        let whole = searched as NSString
        return expression.matches(in: searched, range: NSRange(location: 0, length: whole.length)).map { match in
            let line = whole.substring(to: match.range.location).utf8.count { $0 == UInt8(ascii: "\n") } + 1
            let groups = (1..<match.numberOfRanges).map(match.range(at:))
            let shown = groups.first { $0.location != NSNotFound } ?? match.range
            return Offence(path: path, line: line, found: whole.substring(with: shown))
        }
    }
}

/// A place that breaks a rule.
struct Offence: Hashable, CustomStringConvertible {
    var path: String
    var line: Int
    var found: String

    var description: String { "\(path):\(line): \(found)" }
}
