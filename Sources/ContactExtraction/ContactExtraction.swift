public import PlatformAPI

/// Finds addresses in what people write about themselves. Invents nothing: when in doubt, it finds nothing.
public enum ContactExtraction {
    /// E-mail addresses in a text, each once, in order of appearance.
    ///
    /// Plain ones get confidence 0.98; those written around robots (`jane [at] example [dot] com`) 0.7.
    public static func emails(in text: String, source: CreatorEmail.Source) -> [CreatorEmail] {
        QuickLook.mayHoldAddress(text) ? searched(text, source: source) : []
    }

    /// What a search of the whole text finds.
    static func searched(_ text: String, source: CreatorEmail.Source) -> [CreatorEmail] {
        let plain = PlainText.prepared(text)
        let open = AddressScanner(plain).addresses
        let openAddresses = Set(open.map(\.whole))
        guard let undisguised = Disguise.removed(from: plain) else { return emails(open, openAddresses, source) }
        let all = AddressScanner(undisguised).addresses.filter {
            openAddresses.contains($0.whole) || !$0.beginsLikeProse
        }
        return emails(all + open, openAddresses, source)
    }

    private static func emails(
        _ addresses: [EmailAddress], _ open: Set<String>, _ source: CreatorEmail.Source
    ) -> [CreatorEmail] {
        var seen: Set<String> = []
        return addresses.filter { seen.insert($0.whole).inserted }.map { address in
            CreatorEmail(
                address: address.whole, asciiAddress: address.ascii == address.whole ? nil : address.ascii,
                source: source, confidence: open.contains(address.whole) ? 0.98 : 0.7,
                mixedScript: address.isMixedScript ? true : nil)
        }
    }

    /// Links in a text, absolute, each once, in order; one without a scheme gets `https:`.
    ///
    /// Without a scheme only `www.…` and a host with a path count: a bare `name.word` is more often a missing space or
    /// a handle than a host.
    public static func links(in text: String) -> [String] {
        var scanner = LinkScanner(text)
        var seen: Set<String> = []
        return scanner.links().filter { seen.insert($0).inserted }
    }
}
