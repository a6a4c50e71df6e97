/// JSON on its way to bytes: what is open, and where the next value goes.
///
/// `Encoder` has no word for the end of an object or a list. Whoever writes again further out, or has finished a value,
/// has ended what was open inside.
final class JSONOutput {
    var text = JSONText()
    private var open: [(closer: Unicode.Scalar, isEmpty: Bool)] = []

    /// How many objects and lists are open.
    var depth: Int { open.count }

    func begin(_ opener: Unicode.Scalar, _ closer: Unicode.Scalar) {
        text.append(sign: opener)
        open.append((closer, true))
    }

    /// Ends all that is open inside of a depth.
    func end(to depth: Int) {
        while open.count > depth, let last = open.popLast() { text.append(sign: last.closer) }
    }

    /// Makes place for a member of what is open at a depth.
    func beginMember(at depth: Int) {
        end(to: depth)
        if !open[depth - 1].isEmpty { text.append(sign: ",") }
        open[depth - 1].isEmpty = false
    }

    func beginMember(_ key: String, at depth: Int) {
        beginMember(at: depth)
        text.append(key)
        text.append(sign: ":")
    }
}
