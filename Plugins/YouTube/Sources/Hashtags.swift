/// The hashtags of a title.
enum Hashtags {
    /// Without `#`, lower-cased, each once, in order.
    ///
    /// A tag is letters, digits and `_` of any script; digits alone (`#1`) are none.
    static func all(in title: String) -> [String] {
        var tags: [String] = []
        var rest = title[...]
        var before: Character?
        while let first = rest.popFirst() {
            defer { before = first }
            // `&#39;` is an escaped character, and what follows `/` is part of an address.
            guard first == "#" || first == "＃", before != "&", before != "/" else { continue }
            let tag = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }.lowercased()
            if tag.contains(where: { !$0.isNumber }), !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }
}
