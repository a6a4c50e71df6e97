import FoundationEssentials
import PlatformAPI

/// What a channel goes by: its id, its handle, and the address made of them.
enum ChannelName {
    /// Whether a text is a channel's id: `UC` and 22 characters of base64url.
    static func isID(_ text: String) -> Bool {
        text.utf8.count == 24 && text.hasPrefix("UC")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    /// A handle without `@`; `nil` for what is none. The provider writes it with `@`, without, as `channel/UC…`, or
    /// as the last part of an address.
    static func handle(_ text: String?) -> String? {
        guard var rest = text.map({ $0[...] }) else { return nil }
        if rest.utf8.contains(UInt8(ascii: ":")), rest.contains("://") {
            guard let part = firstPart(of: rest), part.hasPrefix("@") else { return nil }
            rest = part
        }
        while rest.first == "@" || rest.first == "/" { rest.removeFirst() }
        if isPlain(rest), !rest.isEmpty { return isID(String(rest)) ? nil : String(rest) }
        let handle = rest.contains("%") ? decoded(rest) : String(rest)
        let isNone = handle.isEmpty || isID(handle) || handle.contains { $0.isWhitespace || "/?#%@".contains($0) }
        return isNone ? nil : handle
    }

    /// Whether a handle is of ASCII as most are, which need no look at each character.
    private static func isPlain(_ handle: some StringProtocol) -> Bool {
        handle.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    /// What follows the host in an address on YouTube; `nil` elsewhere, where `/@name` is somebody else.
    private static func firstPart(of address: Substring) -> Substring? {
        let parts = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
        guard parts.count > 2, YouTubePlatform.descriptor.profileHosts.contains(parts[1].lowercased()) else {
            return nil
        }
        return parts[2]
    }

    private static func decoded(_ text: Substring) -> String {
        URL(string: "https://www.youtube.com/\(text)")?.lastPathComponent ?? ""
    }

    /// The channel's public page.
    static func address(handle: String?, id: String) -> String? {
        let path = handle.map { "@\($0)" } ?? "channel/\(id)"
        if isPlain(handle ?? id) { return "https://www.youtube.com/\(path)" }
        return URL(string: "https://www.youtube.com/\(path)")?.absoluteString
    }
}
