import Foundation

/// Finds public declarations without a doc comment.
///
/// Three kinds need none, since a comment could only repeat: an initialiser that sets members and cannot fail, the
/// witness of a protocol from outside, and the default of a requirement that is explained in its protocol.
enum DocumentationRule {
    /// The protocols of some files, each with the names of what it requires.
    static func protocols(in files: [SourceFile]) throws -> [String: Set<String>] {
        var all: [String: Set<String>] = [:]
        for file in files {
            var current: String?
            for line in codeLines(of: file) {
                if let name = word(after: "public protocol ", in: line) {
                    current = name
                } else if line == "}" {
                    current = nil
                } else if let current, let name = declaredName(in: line) {
                    all[current, default: []].insert(name)
                }
            }
        }
        return all
    }

    static func offences(in file: SourceFile, protocols: [String: Set<String>]) throws -> [Offence] {
        let texts = file.lines.map { String($0.drop { $0 == " " }) }
        let required = protocols.values.reduce(into: Set()) { $0.formUnion($1) }
        var extended: String?
        var offences: [Offence] = []
        for (index, line) in codeLines(of: file).enumerated() {
            if !line.hasPrefix(" ") { extended = word(after: "extension ", in: line) ?? (line == "}" ? nil : extended) }
            let code = String(line.drop { $0 == " " })
            guard code.hasPrefix("public "), !code.contains(" import "), !isRepetition(code) else { continue }
            let name = declaredName(in: code)
            if let extended, let name, protocols[extended] != nil, required.contains(name) { continue }
            let above = texts[..<index].last { !$0.hasPrefix("@") }
            if above?.hasPrefix("///") != true {
                offences.append(Offence(path: file.path, line: index + 1, found: code))
            }
        }
        return offences
    }

    private static let witnesses = [
        "public init(from decoder:", "public func encode(to encoder:", "public init(rawValue:", "public let rawValue:",
        "public init(stringLiteral ", "public var description: String",
    ]

    private static func isRepetition(_ code: String) -> Bool {
        if witnesses.contains(where: code.hasPrefix) { return true }
        return code.hasPrefix("public init(") && !code.contains("throws")
    }

    private static func codeLines(of file: SourceFile) -> [String] {
        file.mask.code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func declaredName(in line: String) -> String? {
        word(after: "func ", in: line) ?? word(after: "var ", in: line) ?? word(after: "let ", in: line)
    }

    private static func word(after keyword: String, in line: String) -> String? {
        guard let found = line.firstRange(of: keyword) else { return nil }
        let name = line[found.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return name.isEmpty ? nil : String(name)
    }
}
