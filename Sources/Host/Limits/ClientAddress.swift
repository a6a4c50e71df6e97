import NIOCore

/// An IP address, of either version in the form of version 6.
struct ClientAddress: Hashable, Sendable {
    /// The first half, which names the network.
    var high: UInt64
    /// The second half; of an IPv4 address `0000:ffff:a.b.c.d`.
    var low: UInt64

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// What one customer of a provider has: an IPv4 address, or a /64 of IPv6.
    var network: ClientAddress { isIPv4 ? self : ClientAddress(high: high, low: 0) }

    init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// `nil` for what is no IP address.
    init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let v4):
            // Family and port are before the address.
            let bytes = withUnsafeBytes(of: v4.address) { Array($0) }
            self.init(high: 0, low: 0xFFFF_0000_0000 | Self.number(bytes[4..<8]))
        case .v6(let v6):
            // Family, port and flow are before the address.
            let bytes = withUnsafeBytes(of: v6.address) { Array($0) }
            self.init(high: Self.number(bytes[8..<16]), low: Self.number(bytes[16..<24]))
        default: return nil
        }
    }

    /// Reads `192.0.2.1` and `2001:db8::1`, also with a port as proxies write them: `192.0.2.1:80`, `[2001:db8::1]:80`.
    init?(_ text: some StringProtocol) {
        var host = String(text)
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            host = String(host[host.index(after: host.startIndex)..<end])
        } else if host.contains("."), host.count(where: { $0 == ":" }) == 1 {
            host = String(host.prefix { $0 != ":" })
        }
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return nil }  // no address
        self.init(address)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The proxies before this host, whose word counts on who asked them.
struct TrustedProxies: Hashable, Sendable {
    /// Addresses that begin alike.
    struct Network: Hashable, Sendable {
        var address: ClientAddress
        /// How many bits they have in common, of 128.
        var bits: Int

        /// Reads an address, or one with a number of bits: `10.0.0.0/8`.
        init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, !first.contains("["), let address = ClientAddress(first) else { return nil }
            let most = address.isIPv4 ? 32 : 128
            guard let bits = parts.count > 1 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
            self.address = address
            self.bits = bits + 128 - most
        }

        func contains(_ other: ClientAddress) -> Bool {
            let high = UInt64.max << UInt64(max(0, 64 - bits))
            let low = bits <= 64 ? 0 : UInt64.max << UInt64(128 - bits)
            return (address.high ^ other.high) & high == 0 && (address.low ^ other.low) & low == 0
        }
    }

    var networks: [Network] = []

    func contains(_ address: ClientAddress) -> Bool { networks.contains { $0.contains(address) } }

    /// Who sent a request, as far as it can be believed: each proxy adds whom it was asked by at the end of the list, so
    /// it is read from there, for as long as a proxy of ours wrote it.
    ///
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwarded: `X-Forwarded-For`.
    func sender(peer: ClientAddress?, forwarded: String?) -> ClientAddress? {
        guard var sender = peer, !networks.isEmpty, let forwarded else { return peer }
        for entry in forwarded.split(separator: ",").reversed() {
            guard contains(sender), let before = ClientAddress(entry.filter { $0 != " " && $0 != "\t" }) else { break }
            sender = before
        }
        return sender
    }
}
