/// Finds links in text.
enum LinkScanner {
    static func links(in text: String) -> [String] {
        let link =
            /(https?:\/\/)?((?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24})(\/[a-z0-9\-._~%\/?#&=+:,;!$*@]*)?/
            .ignoresCase()
        var links: [String] = []
        for match in text.matches(of: link) {
            let (_, scheme, host, path) = match.output
            let before = text[..<match.range.lowerBound].last
            let after = text[match.range.upperBound...].first
            // A neighbouring "@" makes it part of an address for mail.
            if after == "@" || before.map({ "@._-/".contains($0) || $0.isASCII && $0.isLetter }) == true { continue }
            guard scheme != nil || path != nil || host.lowercased().hasPrefix("www.") else { continue }
            guard PublicSuffixes.isRegistrable(host.lowercased()) else { continue }
            var url = "\(scheme?.lowercased() ?? "https://")\(host.lowercased())\(path ?? "")"
            while let last = url.last, ".,;:!?".contains(last) { url.removeLast() }
            if !links.contains(url) { links.append(url) }
        }
        return links
    }
}
