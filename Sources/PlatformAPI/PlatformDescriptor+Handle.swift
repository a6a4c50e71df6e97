import FoundationEssentials

extension PlatformDescriptor {
    /// The handle that a reader means: `jane`, `@jane`, or the address of a profile on one of ``profileHosts``.
    ///
    /// Of an address, the first part of the path counts, or what follows `channel`, `c` or `user`. `nil` for anything
    /// else, such as an address elsewhere or words with spaces.
    public func handle(fromInput input: String) -> String? {
        var text = input[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        let candidate = text.contains("/") ? fromAddress(text) : text
        guard var handle = candidate else { return nil }
        if handle.first == "@" { handle.removeFirst() }
        let isPlausible =
            (1...100).contains(handle.count)
            && handle.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-" || $0 == "·" }
        return isPlausible ? String(handle) : nil
    }

    private func fromAddress(_ text: Substring) -> Substring? {
        var rest = text
        for scheme in ["https://", "http://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            break
        }
        let path = rest.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let host = parts.first, parts.count > 1, isProfileHost(host.lowercased()) else { return nil }
        let isPrefixed = ["channel", "c", "user"].contains(parts[1].lowercased()) && parts.count > 2
        return isPrefixed ? parts[2] : parts[1]
    }

    private func isProfileHost(_ host: String) -> Bool {
        let bare = host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
        return profileHosts.contains { $0 == host || $0 == bare || $0 == "www." + bare }
    }
}
