import Effects
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Turns HTTP requests into vendors' and vendors' replies into HTTP, connection troubles included.
struct HTTPFront: Sendable {
    /// What a handler may know of its connection.
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            channel = source.channel
        }
    }

    /// Thrown on purpose, to break a connection off.
    private struct Interruption: Error {}

    /// Enough for every vendor's largest request.
    private static let bodyLimit = 4 << 20
    private static let hangLimit = Duration.seconds(600)

    let vendors: [any Vendor]
    let effects: Effects

    @Sendable func respond(to request: Request, context: Context) async throws -> Response {
        var request = request
        guard let (vendor, target) = mount(of: request.uri.string) else {
            return Self.response(StandInsIndex(vendors: vendors).reply(to: request.uri.path))
        }
        // Who types a vendor's address in, or follows the console there, wants to look; programs get the vendor's word.
        let isLookedAt = request.headers[.accept]?.contains("text/html") == true
        if isLookedAt, request.method == .get, target.isEmpty, !vendor.pages.contains(where: \.path.isEmpty) {
            return Self.response(StandInsIndex(vendors: vendors).reply(to: "/_dev/"))
        }
        let body: ByteBuffer
        do {
            body = try await request.collectBody(upTo: Self.bodyLimit)
        } catch is NIOTooManyBytesError {
            return Response(status: .contentTooLarge)
        }
        let headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
        let reply = await vendor.reply(
            to: VendorRequest(
                method: request.method.rawValue, target: target, headers: headers, body: Array(buffer: body)))
        if reply.delay > .zero { try await effects.sleep(reply.delay) }
        switch reply.disturbance {
        case nil: return Self.response(reply)
        case .hang: return try await hang(request, context.channel)
        case .reset: return try await reset(context.channel)
        case .cut: return Self.cut(reply)
        }
    }

    /// The vendor at a request target, and the target's part behind its mount point, untouched.
    private func mount(of target: String) -> (any Vendor, Substring)? {
        for vendor in vendors {
            let prefix = "/_dev/\(vendor.name)"
            let rest = target.dropFirst(prefix.count)
            if target.hasPrefix(prefix), rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") {
                return (vendor, rest)
            }
        }
        return nil
    }

    private static func response(_ reply: VendorReply) -> Response {
        Response(
            status: HTTPResponse.Status(code: reply.status), headers: fields(reply.headers),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }

    private static func fields(_ headers: [String: String]) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }

    // MARK: Disturbances

    /// Waits until the client is gone, the server stops, or ten minutes are over; then closes.
    private func hang(_ request: Request, _ channel: any Channel) async throws -> Response {
        // Ended by the client's going, by cancellation or by the clock: the connection is closed in any case.
        _ = try? await cancelWhenGracefulShutdown {
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await effects.sleep(Self.hangLimit)
            }
        }
        try await channel.close()
        return Response(status: .ok)  // there is no one left to read it
    }

    /// Closes with a TCP reset: so the system does where the time to linger is 0 (socket(7), SO_LINGER).
    private func reset(_ channel: any Channel) async throws -> Response {
        if let socket = channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
        return Response(status: .ok)  // there is no one left to read it
    }

    private static func cut(_ reply: VendorReply) -> Response {
        var response = response(reply)
        let half = ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2))
        response.body = ResponseBody(contentLength: reply.body.count) { writer in
            try await writer.write(half)
            throw Interruption()
        }
        return response
    }
}
