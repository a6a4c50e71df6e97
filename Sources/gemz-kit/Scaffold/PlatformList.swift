/// A file that lists platforms: an array with an element a line, and perhaps an import for each.
struct PlatformList: Hashable {
    /// From the checkout's root.
    let path: String
    /// The line that opens the array.
    private let opening: String
    /// The array's element, `*` standing for the name.
    private let element: String
    /// The module imported, likewise.
    private let module: String?

    static let manifest = PlatformList(
        path: "Package.swift", opening: "let platforms = [", element: "\"*\"", module: nil)
    static let registry = PlatformList(
        path: "Sources/Platforms/Registry.swift", opening: "public let allPlatforms: [any Platform] = [",
        element: "*Platform()", module: "*Platform")
    static let simulators = PlatformList(
        path: "Sources/gemz/Stack/Simulators.swift", opening: "let allSimulators: [any ProviderSimulator] = [",
        element: "*Simulator()", module: "*Simulator")
    /// Every place that names platforms.
    static let all = [manifest, registry, simulators]

    /// The names listed, in order.
    func names(in text: String) throws(ScaffoldProblem) -> [String] {
        let lines = text.lines
        let parts = element.split(separator: "*", omittingEmptySubsequences: false)
        return try elements(of: lines).map { index throws(ScaffoldProblem) in
            let word = lines[index].filter { $0 != " " && $0 != "," }
            guard parts.count == 2, word.hasPrefix(parts[0]), word.hasSuffix(parts[1]) else {
                throw problem("line \(index + 1) is no \(element)")
            }
            return String(word.dropFirst(parts[0].count).dropLast(parts[1].count))
        }
    }

    /// The file with a platform added: behind the others, its import in order.
    func adding(_ name: String, to text: String) throws(ScaffoldProblem) -> String {
        var lines = text.lines
        let listed = try elements(of: lines)
        // Behind a last element without its comma, a line more would not compile.
        if let last = listed.last, !lines[last].hasSuffix(",") { throw problem("line \(last + 1) lacks its comma") }
        lines.insert(elementLine(name), at: try array(in: lines).upperBound)
        if let line = importLine(name) {
            let imports = lines.indices.filter { Self.imported(by: lines[$0]) != nil }
            let behind = imports.first { Self.imported(by: lines[$0]).map { $0 > line.dropFirst(7) } == true }
            guard let place = behind ?? imports.last.map({ $0 + 1 }) else { throw problem("it has no imports") }
            lines.insert(line, at: place)
        }
        return lines.joined(separator: "\n")
    }

    /// The file without a platform: exactly what ``adding(_:to:)`` was given, if nothing else was changed.
    func removing(_ name: String, from text: String) -> String {
        let added = [elementLine(name), importLine(name)].compactMap(\.self)
        return text.lines.filter { !added.contains(String($0)) }.joined(separator: "\n")
    }

    private func elementLine(_ name: String) -> String { "    \(element.replacing("*", with: name))," }

    private func importLine(_ name: String) -> String? { module.map { "import \($0.replacing("*", with: name))" } }

    /// The module that a line imports.
    private static func imported(by line: String) -> Substring? {
        line.firstMatch(of: /^(?:public )?import (\w+)$/)?.output.1
    }

    /// The lines between the one that opens the array and the one that closes it.
    private func array(in lines: [String]) throws(ScaffoldProblem) -> Range<Int> {
        guard let start = lines.firstIndex(of: opening), let end = lines[start...].firstIndex(of: "]") else {
            throw problem("it has no line \"\(opening)\" with a line \"]\" below it")
        }
        return start + 1..<end
    }

    private func elements(of lines: [String]) throws(ScaffoldProblem) -> [Int] { Array(try array(in: lines)) }

    private func problem(_ reason: String) -> ScaffoldProblem {
        ScaffoldProblem(
            "\(path) is not as expected: \(reason). Bring it into that form, an element a line, or add by hand.")
    }
}

extension String {
    /// The lines without their ends; a text that ends in a line break has an empty last one.
    var lines: [String] { split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
