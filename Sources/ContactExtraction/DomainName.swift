/// Where the domain ends in a run of letters, digits, dots and dashes.
enum DomainName {
    /// The most characters that a domain has.
    static let maxLength = 253
    /// More labels than any domain of a person's mail.
    private static let maxLabels = 8

    /// The domain at the beginning of a run: cut at the public suffix where something else is glued to it
    /// (`example.comInstagram`), `nil` where there is none.
    ///
    /// Glue shows by a change of case or script; a lower-case run such as `example.connect` is one word, and when that
    /// is no suffix there is no address.
    static func end(of run: String) -> String? {
        // 。 ends a sentence where a domain stands before it, and is a dot in `example。com`.
        let parts = run.split(separator: "。", maxSplits: maxLabels, omittingEmptySubsequences: false)
        var text = ""
        for part in parts {
            guard !part.isEmpty else { return nil }
            text += (text.isEmpty ? "" : ".") + part
            if let domain = end(ofPlain: text) { return domain }
        }
        return nil
    }

    private static func end(ofPlain run: String) -> String? {
        var labels = run.split(separator: ".", omittingEmptySubsequences: false).prefix(maxLabels).map(String.init)
        if let empty = labels.firstIndex(of: "") { labels.removeSubrange(empty...) }
        while labels.count > 1, let last = labels.last {
            let body = labels.dropLast().joined(separator: ".")
            if isDomain("\(body).\(last)") { return "\(body).\(last)" }
            if let cut = cut(last), isDomain("\(body).\(cut)") { return "\(body).\(cut)" }
            guard isGlue(last) else { return nil }
            labels.removeLast()
        }
        return nil
    }

    /// The part of a label before the first change of case or script.
    private static func cut(_ label: String) -> String? {
        let characters = Array(label)
        for index in characters.indices.dropFirst() {
            let before = characters[index - 1]
            let after = characters[index]
            let turnsUpper = before.isLowercase && after.isUppercase
            let turnsScript = before.isASCII != after.isASCII && before != "-"
            if turnsUpper || turnsScript || after == "-" { return String(characters[..<index]) }
        }
        return nil
    }

    /// Whether a label may be the next sentence rather than part of the domain.
    private static func isGlue(_ label: String) -> Bool {
        guard let first = label.first else { return true }
        return first.isUppercase || !first.isASCII || first == "-"
    }

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let areWhole = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        }
        return areWhole && !isFile(labels) && PublicSuffixes.isRegistrable(text.lowercased())
    }

    /// `foo@2x.png` has a picture's density, not a host; `deck@final.zip` is a file, though `.zip` is a suffix.
    private static func isFile(_ labels: [Substring]) -> Bool {
        guard let first = labels.first, let last = labels.last else { return false }
        let isDensity = first.count == 2 && first.last == "x" && first.first?.isNumber == true
        return isDensity || last == "zip" || last == "mov"
    }
}
