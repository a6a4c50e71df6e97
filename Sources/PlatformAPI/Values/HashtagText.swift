/// Hashtags as people write them into texts.
public enum HashtagText {
    /// Where a `#` or `＃` stands. By bytes, which costs far less than a walk over characters; `#️⃣` is another.
    public static func marks(in text: String) -> [String.Index] {
        let isMarked = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.contains(UInt8(ascii: "#")) || bytes.contains(0xEF)
        }
        guard isMarked != false else { return [] }
        var marks: [String.Index] = []
        var index = text.utf8.startIndex
        while index < text.utf8.endIndex {
            let byte = text.utf8[index]
            if byte == UInt8(ascii: "#") && text[index] == "#" || byte == 0xEF && text[index] == "＃" {
                marks.append(index)
            }
            index = text.utf8.index(after: index)
        }
        return marks
    }

    /// The tag behind a mark, in lower case: letters, digits and `_` of any script; `nil` where none follows, or digits
    /// alone (`#1`).
    public static func tag(behind mark: String.Index, in text: String) -> String? {
        let tag = (plainTag(behind: mark, in: text) ?? anyTag(behind: mark, in: text)).lowercased()
        return tag.contains { !$0.isNumber } ? tag : nil
    }

    private static func anyTag(behind mark: String.Index, in text: String) -> Substring {
        text[text.index(after: mark)...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    }

    /// A tag of ASCII that ends before ASCII, read by bytes; `nil` for every other.
    private static func plainTag(behind mark: String.Index, in text: String) -> Substring? {
        guard text.utf8[mark] == UInt8(ascii: "#") else { return nil }
        let start = text.utf8.index(after: mark)
        let end = text.utf8[start...].firstIndex { !isTagByte($0) } ?? text.endIndex
        return end == text.endIndex || text.utf8[end] < 0x80 ? text[start..<end] : nil
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
