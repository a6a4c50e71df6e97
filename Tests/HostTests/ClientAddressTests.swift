import Logging
import Testing

@testable import Host

@Suite("Addresses of callers")
struct ClientAddressTests {
    @Test(
        "addresses are read as proxies write them",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:8080", "192.0.2.1"), ("2001:db8::1", "2001:db8:0::1"),
            ("[2001:db8::1]:443", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ])
    func forms(text: String, same: String) throws {
        let address: ClientAddress? = ClientAddress(text)
        #expect(address != nil)
        #expect(address == ClientAddress(same))
    }

    @Test(
        "what is no address is none",
        arguments: ["", "unknown", "192.0.2", "192.0.2.256", "example.com", "_x", "[", "::g"])
    func others(text: String) {
        #expect(ClientAddress(text) == nil)
    }

    @Test("a customer has an IPv4 address or a /64 of IPv6")
    func networks() throws {
        func isOne(_ one: String, _ other: String) -> Bool {
            ClientAddress(one)?.network == ClientAddress(other)?.network
        }
        #expect(isOne("2001:db8:0:1::1", "2001:db8:0:1:ffff::2"))
        #expect(!isOne("2001:db8:0:1::1", "2001:db8:0:2::1"))
        #expect(!isOne("192.0.2.1", "192.0.2.2"))
        #expect(!isOne("::1", "192.0.2.2"))
    }

    @Test(
        "networks have the bits that they say",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "192.0.2.1", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::/96", "2001:db8::1:2", true), ("2001:db8::/96", "2001:db8::1:0:1", false),
            ("::/0", "10.0.0.1", true), ("10.0.0.0/31", "10.0.0.1", true), ("10.0.0.0/31", "10.0.0.2", false),
        ])
    func contains(network: String, address: String, isInside: Bool) throws {
        let network = try #require(TrustedProxies.Network(network))
        let address = try #require(ClientAddress(address))
        #expect(network.contains(address) == isInside)
    }

    @Test(
        "wrong networks and origins are named",
        arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "x", "::/129", "/8"])
    func wrong(entry: String) {
        var problems: [String] = []
        _ = HostConfiguration.Callers(
            proxies: "10.0.0.0/8, \(entry)", corsOrigins: "https://a.example,*", problems: &problems)
        #expect(problems.count == 2)
        #expect(problems.first?.contains("'\(entry)'") == true)
        #expect(problems.last?.contains("'*'") == true)
    }

    @Test(
        "a list of forwarders is believed as far as proxies of ours wrote it",
        arguments: [
            ("192.0.2.9", nil, "192.0.2.9"), ("192.0.2.9", "1.1.1.1", "192.0.2.9"), ("10.0.0.1", nil, "10.0.0.1"),
            ("10.0.0.1", "1.1.1.1", "1.1.1.1"), ("10.0.0.1", "2.2.2.2, 1.1.1.1", "1.1.1.1"),
            ("10.0.0.1", "1.1.1.1, 10.0.0.7", "1.1.1.1"), ("10.0.0.1", "1.1.1.1,10.0.0.7,10.0.0.8", "1.1.1.1"),
            ("10.0.0.1", "1.1.1.1, nobody", "10.0.0.1"), ("10.0.0.1", "", "10.0.0.1"),
            ("10.0.0.1", "10.0.0.3", "10.0.0.3"), ("10.0.0.1", "[2001:db8::1]:80", "2001:db8::1"),
        ] as [(String, String?, String)])
    func sender(peer: String, forwarded: String?, sender: String) throws {
        let proxies = TrustedProxies(networks: [try #require(TrustedProxies.Network("10.0.0.0/8"))])
        #expect(proxies.sender(peer: ClientAddress(peer), forwarded: forwarded) == ClientAddress(sender))
        #expect(TrustedProxies().sender(peer: ClientAddress(peer), forwarded: forwarded) == ClientAddress(peer))
    }

    @Test("a host in production that knows no proxy says once that one seems to be there")
    func unknownProxy() throws {
        let known = TrustedProxies(networks: [try #require(TrustedProxies.Network("10.0.0.0/8"))])
        #expect(UnknownProxy(stage: .development, proxies: TrustedProxies()) == nil)
        #expect(UnknownProxy(stage: .production, proxies: known) == nil)
        let proxy = try #require(UnknownProxy(stage: .production, proxies: TrustedProxies()))
        let book = LogBook(level: .info)
        let log = HouseLog(area: "http", logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }, book: book)
        for _ in 1...3 { proxy.tell(log) }
        #expect(book.lines(LogQuery(limit: 10)).map { $0.message.contains("GEMZ_TRUSTED_PROXIES") } == [true])
    }
}
