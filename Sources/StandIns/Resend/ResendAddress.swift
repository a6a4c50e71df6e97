/// Mail addresses, with or without a name before them.
enum ResendAddress {
    /// The address of `jane@example.com` or `Jane <jane@example.com>`, in lower case; `nil` for anything else.
    static func bare(_ text: String) -> String? {
        // A line break would begin another header.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return nil }
        var address = text.trimmingPrefix(while: \.isWhitespace)
        if address.hasSuffix(">") {
            guard let open = address.lastIndex(of: "<"), address[..<open].contains(where: { !$0.isWhitespace })
            else { return nil }
            address = address[address.index(after: open)...].dropLast()
        }
        let sides = address.split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty,
            !address.contains(where: { $0.isWhitespace || "<>()[],;:\\\"".contains($0) })
        else { return nil }
        let labels = sides[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy { !$0.isEmpty } ? address.lowercased() : nil
    }
}
