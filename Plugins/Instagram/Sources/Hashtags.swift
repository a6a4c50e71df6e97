/// The hashtags of a caption.
enum Hashtags {
    /// Without `#`, lower-cased, each once, in order.
    ///
    /// A tag is letters, digits and `_` of any script; digits alone (`#1`) are none. It may follow another tag or,
    /// as in scripts without spaces, any word, but not `&` (`&#39;`) or `/`, nor stand anywhere in a web address, whose
    /// fragment it would be.
    static func all(in caption: String) -> [String] {
        var tags: [String] = []
        var seen: Set<String> = []
        var rest = caption[...]
        var before: Character?
        var isInAddress = false
        while let first = rest.popFirst() {
            defer { before = first }
            if first == ":", rest.hasPrefix("//") { isInAddress = true }
            if first.isWhitespace || !first.isASCII { isInAddress = false }
            guard !isInAddress, first == "#" || first == "＃", before != "&", before != "/" else { continue }
            let tag = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }.lowercased()
            guard tag.contains(where: { !$0.isNumber }), seen.insert(tag).inserted else { continue }
            tags.append(tag)
        }
        return tags
    }
}
