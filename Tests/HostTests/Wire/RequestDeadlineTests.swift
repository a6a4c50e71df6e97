import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Host

@Suite("Deadlines of requests")
struct RequestDeadlineTests {
    /// A connection with thirty seconds for a request, whose clock is moved by hand.
    private static func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
        try pipeline.addHandler(RequestDeadline(patience: .seconds(30)))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        return channel
    }

    private static func say(_ text: String, on channel: EmbeddedChannel) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    private static let whole = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test("who says nothing is hung up on")
    func silence() throws {
        let channel = try Self.connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test(
        "a request that comes byte by byte has no longer than another",
        arguments: ["GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n"])
    func trickle(beginning: String) throws {
        let channel = try Self.connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        try Self.say(beginning, on: channel)
        for _ in 1...19 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try Self.say("x", on: channel)
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("a request that is complete may be answered in any time, and the next one has its own")
    func complete() throws {
        let channel = try Self.connection()
        try Self.say(Self.whole, on: channel)
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try Self.say("GET ", on: channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        try Self.say("/ HTTP/1.1\r\nHost: h\r\n\r\n", on: channel)
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try Self.say("GET", on: channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(30))
        #expect(!channel.isActive)
    }

    @Test("an answer that nobody takes is not kept for longer")
    func unread() throws {
        let channel = try Self.connection()
        try Self.say(Self.whole, on: channel)
        for isWritable in [false, true, false] {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
            channel.embeddedEventLoop.advanceTime(by: .seconds(29))
            #expect(channel.isActive)
        }
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test(
        "a request names one host",
        arguments: [
            ("HTTP/1.1\r\nHost: a\r\nHost: b", false), ("HTTP/1.1\r\nX: a", false),
            ("HTTP/1.0\r\nHost: a\r\nHost: a", false),
            ("HTTP/1.1\r\nHost: a", true), ("HTTP/1.0\r\nX: a", true),
        ])
    func hosts(head: String, isRead: Bool) throws {
        let channel = try Self.connection()
        var isRefused = false
        do {
            try Self.say("GET / \(head)\r\n\r\n", on: channel)
        } catch {
            isRefused = true
        }
        #expect(isRefused != isRead)
        let part = try channel.readInbound(as: HTTPServerRequestPart.self)
        #expect((part != nil) == isRead)
    }
}
