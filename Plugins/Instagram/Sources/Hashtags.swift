import PlatformAPI

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
        for mark in HashtagText.marks(in: caption) {
            let before = mark > caption.startIndex ? caption[caption.index(before: mark)] : nil
            guard before != "&", before != "/", !isInAddress(mark, of: caption) else { continue }
            guard let tag = HashtagText.tag(behind: mark, in: caption), seen.insert(tag).inserted else { continue }
            tags.append(tag)
        }
        return tags
    }

    /// Whether a `#` stands behind a `://`, with nothing between that ends an address: a space, or what is no ASCII.
    private static func isInAddress(_ mark: String.Index, of text: String) -> Bool {
        guard text[mark] == "#" else { return false }
        var index = mark
        while index > text.startIndex {
            index = text.index(before: index)
            if text[index].isWhitespace || !text[index].isASCII { return false }
            if text[index] == ":", text[index...].hasPrefix("://") { return true }
        }
        return false
    }
}
