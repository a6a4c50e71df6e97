/// Paths such as `data.user.edges[3].node`.
enum JSONPath {
    enum Step {
        case key(String)
        case index(Int)
    }

    static func steps(of path: String) -> [Step] {
        path.split(separator: ".", omittingEmptySubsequences: true).flatMap { part -> [Step] in
            guard let bracket = part.firstIndex(of: "[") else { return [.key(String(part))] }
            let indices = part[bracket...].split(whereSeparator: { $0 == "[" || $0 == "]" }).compactMap { Int($0) }
            let key = part[..<bracket]
            return (key.isEmpty ? [] : [Step.key(String(key))]) + indices.map(Step.index)
        }
    }

    static func joined(_ base: String, _ path: String) -> String {
        if base.isEmpty { return path }
        return path.hasPrefix("[") ? base + path : "\(base).\(path)"
    }
}
