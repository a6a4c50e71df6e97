/// Lists of one picture in several forms, and the best of them.
public struct PictureList {
    /// The best of the addresses added so far.
    public private(set) var best: String?
    /// Whether no further address can be better, so that nobody need read on.
    public private(set) var isSettled = false

    public init() {}

    /// Takes an address into account; anything but an absolute one of http or https is left out.
    public mutating func add(_ url: String) {
        guard !isSettled, Self.isUsable(url) else { return }
        isSettled = !Self.isHEIC(url)
        if isSettled || best == nil { best = url }
    }

    /// The first address that is not HEIC, which few browsers show; the first of all where every one is.
    public static func best(of urls: [String]) -> String? {
        var list = PictureList()
        for url in urls { list.add(url) }
        return list.best
    }

    private static func isUsable(_ url: String) -> Bool {
        if url.utf8.starts(with: "https://".utf8) { return true }
        let scheme = url.prefix { $0 != "/" }.lowercased()
        return url.dropFirst(scheme.count).hasPrefix("//") && (scheme == "https:" || scheme == "http:")
    }

    private static func isHEIC(_ url: String) -> Bool {
        var url = url
        return url.withUTF8 { bytes in
            let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.count
            let ending = bytes[..<end].suffix(5)
            return [".heic", ".heif"].contains { name in
                ending.elementsEqual(name.utf8) { $0 | 0x20 == $1 }  // in either case; a dot stays one
            }
        }
    }
}
