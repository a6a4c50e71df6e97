import PlatformAPI

/// The hashtags of a title.
enum Hashtags {
    /// Without `#`, lower-cased, each once, in order.
    ///
    /// A tag is letters, digits and `_` of any script; digits alone (`#1`) are none.
    static func all(in title: String) -> [String] {
        var tags: [String] = []
        for mark in HashtagText.marks(in: title) {
            let before = mark > title.startIndex ? title[title.index(before: mark)] : nil
            // `&#39;` is an escaped character, and what follows `/` is part of an address.
            guard before != "&", before != "/", let tag = HashtagText.tag(behind: mark, in: title) else { continue }
            if !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }
}
