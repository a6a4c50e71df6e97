import NIOCore
import NIOHTTP1

/// Ends connections that make the host wait: that take too long from the first byte of a request to its last, that never
/// send one, or that leave an answer unread. Refuses requests of two hosts, or of none.
///
/// It stands behind the handlers that know bytes and parts of requests, and has one of its own watch each.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    /// For a request, and for an answer that is not taken.
    private let patience: TimeAmount
    private var request: Scheduled<Void>?
    private var answer: Scheduled<Void>?

    init(patience: TimeAmount) { self.patience = patience }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let parts = PartWatch { [weak self] in self?.requestEnded() }
            try pipeline.addHandler(parts, position: .after(decoder))
            let bytes = ByteWatch { [weak self] in self?.bytesCame(context) }
            try pipeline.addHandler(bytes, position: .first)
        } catch {
            context.fireErrorCaught(error)
        }
        if context.channel.isActive { bytesCame(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelActive(context: ChannelHandlerContext) {
        bytesCame(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        answer?.cancel()
        answer = context.channel.isWritable ? nil : closing(context)
        context.fireChannelWritabilityChanged()
    }

    private func bytesCame(_ context: ChannelHandlerContext) {
        if request == nil { request = closing(context) }
    }

    private func requestEnded() {
        request?.cancel()
        request = nil
    }

    private func stop() {
        requestEnded()
        answer?.cancel()
        answer = nil
    }

    private func closing(_ context: ChannelHandlerContext) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: patience) { context.close(promise: nil) }
    }
}

/// Tells that bytes have come, before anybody reads them.
private final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let bytesCame: () -> Void

    init(bytesCame: @escaping () -> Void) { self.bytesCame = bytesCame }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytesCame()
        context.fireChannelRead(data)
    }
}

/// Tells that a request is complete, and lets none through that names two hosts or, in HTTP/1.1, none.
private final class PartWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let requestEnded: () -> Void
    private var isRefused = false

    init(requestEnded: @escaping () -> Void) { self.requestEnded = requestEnded }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            let hosts = head.headers["Host"].count
            if hosts > 1 || hosts == 0 && head.version == .http1_1 {
                isRefused = true
                context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
                return
            }
        case .body: break
        case .end: requestEnded()
        }
        context.fireChannelRead(data)
    }
}
