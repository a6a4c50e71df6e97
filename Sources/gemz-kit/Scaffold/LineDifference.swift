/// What a few added or removed lines change, as `diff -U1` shows it.
enum LineDifference {
    static func text(of path: String, from old: String, to new: String) -> String {
        let (before, after) = (old.lines, new.lines)
        let changes = after.difference(from: before)
        let removed = Set(changes.removals.map(\.offset))
        let inserted = Set(changes.insertions.map(\.offset))
        var shown: [(mark: Character, line: String)] = []
        var (from, to) = (0, 0)
        while from < before.count || to < after.count {
            if removed.contains(from) {
                shown.append(("-", before[from]))
                from += 1
            } else if inserted.contains(to) {
                shown.append(("+", after[to]))
                to += 1
            } else {
                shown.append((" ", before[from]))
                from += 1
                to += 1
            }
        }
        let near = shown.indices.filter { index in
            shown[max(0, index - 1)...min(shown.count - 1, index + 1)].contains { $0.mark != " " }
        }
        var text = path
        for (place, index) in near.enumerated() {
            if place > 0, near[place - 1] != index - 1 { text += "\n  …" }
            text += "\n  \(shown[index].mark) \(shown[index].line)"
        }
        return text
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
