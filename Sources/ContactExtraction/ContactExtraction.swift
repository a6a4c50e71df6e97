public import PlatformAPI

/// Finds addresses in what people write about themselves. Invents nothing: when in doubt, it finds nothing.
public enum ContactExtraction {
    /// E-mail addresses in a text, each once, in order of appearance.
    ///
    /// Plain ones get confidence 0.98; those written around robots (`jane [at] example [dot] com`) 0.7.
    public static func emails(in text: String, source: CreatorEmail.Source) -> [CreatorEmail] {
        let plain = PlainText.prepared(text)
        var found: [(offset: Int, email: CreatorEmail)] = []
        var addresses: Set<String> = []
        for (reading, confidence) in [(plain, 0.98), (Disguise.removed(from: plain), 0.7)] {
            for match in AddressScanner(reading).addresses where addresses.insert(match.address.whole).inserted {
                let address = match.address
                let email = CreatorEmail(
                    address: address.whole, asciiAddress: address.ascii == address.whole ? nil : address.ascii,
                    source: source, confidence: confidence, mixedScript: address.isMixedScript ? true : nil)
                found.append((match.offset, email))
            }
        }
        return found.sorted { $0.offset < $1.offset }.map(\.email)
    }

    /// Links in a text, absolute, each once, in order.
    ///
    /// Without a scheme only `www.…` and a host with a path count: a bare `name.word` is more often a missing space or
    /// a handle than a host.
    public static func links(in text: String) -> [String] { LinkScanner.links(in: text) }
}
