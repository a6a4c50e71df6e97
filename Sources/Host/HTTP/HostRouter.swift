import Effects
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Serves endpoints over Hummingbird: ids and logs each request, checks who calls, reads the body, wraps the answer.
struct HostRouter: Sendable {
    /// The most bytes that a request's body may have.
    static let maxBodyBytes = 256 * 1024

    /// What the library's router is told of; whatever else is asked counts as OPTIONS, which no endpoint has.
    fileprivate static let methods = [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options]

    var endpoints: [Endpoint]
    var authenticator: any Authenticating
    var origin: OwnOrigin
    var idempotency: IdempotencyService
    var webhooks: WebhookSignatures
    var effects: Effects
    var log: HouseLog

    /// Every path answers every method: its own ones, and 405 to the rest.
    func responder() -> some HTTPResponder<HostRequestContext> {
        let router = Router(context: HostRequestContext.self)
        router.add(middleware: UnknownPathMiddleware(router: self))
        for (path, group) in Dictionary(grouping: endpoints, by: \.path) {
            for method in Self.methods {
                router.on(RouterPath(path), method: method) { request, context in
                    await respond(to: request, with: group, context: context)
                }
            }
        }
        return AnyMethodResponder(router: router.buildResponder())
    }

    private func respond(
        to request: Request, with group: [Endpoint], context: HostRequestContext
    ) async -> Response {
        await answer(request) { call in
            let endpoint = try Self.endpoint(for: request.method, in: group)
            for (name, value) in context.parameters { call.path[String(name)] = String(value) }
            call.hangUp = { [channel = context.channel] in channel.close(promise: nil) }
            call.session = try await caller(of: request, endpoint, cookies: call.cookies)
            let key = endpoint.takesIdempotencyKey ? try IdempotencyKey(request.headers[values: .idempotencyKey]) : nil
            if case .signed(let webhook) = endpoint.access {
                call.body = try await bytes(of: request)
                let target = request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")
                call.webhookID = try webhooks.check(webhook, call, target: target, now: effects.now())
            } else if endpoint.body != nil {
                call.body = try await body(of: request)
            }
            guard let key else { return try await run(endpoint, call) }
            return try await idempotency.answer(call, to: "\(request.method) \(request.uri)", under: key) { call in
                do {
                    return try await run(endpoint, call)
                } catch  where ErrorTranslation.execution(endedBy: error) == .ended {
                    return failure(error, call: call)
                }
            }
        }
    }

    /// Who calls, where the endpoint asks for that. What a browser signs by itself must come from gemz's own pages.
    private func caller(of request: Request, _ endpoint: Endpoint, cookies: RequestCookies) async throws -> Session? {
        let credentials = Credentials(
            authorization: request.headers[.authorization], cookie: cookies[SessionCookies.session])
        if endpoint.method.isWrite, endpoint.access == .browser || endpoint.needsSession && credentials.isCookie {
            try origin.check(origin: request.headers[.origin], host: request.head.authority)
        }
        guard endpoint.needsSession else { return nil }
        var session = try await authenticator.session(
            of: credentials, isRead: !endpoint.method.isWrite && endpoint.access != .admin)
        if !session.isAdmin, endpoint.access == .admin || endpoint.mindsAdmins {
            do {
                session.isAdmin = try await authenticator.isListedAdmin(session)
            } catch  where endpoint.access != .admin {
                // Whoever may be an admin is served as the user that they are in any case.
            }
        }
        if endpoint.access == .admin, !session.isAdmin {
            throw APIError.adminsOnly
        }
        return session
    }

    private static func endpoint(for method: HTTPRequest.Method, in group: [Endpoint]) throws -> Endpoint {
        let asked = method == .head ? HTTPRequest.Method.get : method
        if let endpoint = group.first(where: { $0.method.rawValue == asked.rawValue }) { return endpoint }
        let own = group.map(\.method.rawValue)
        let allowed = (own + (own.contains("GET") ? ["HEAD"] : [])).sorted().joined(separator: ", ")
        throw APIError.methodNotAllowed(allowed: allowed)
    }

    private func run(_ endpoint: Endpoint, _ call: APIRequest) async throws -> Answer {
        Answer(try await endpoint.handle(call), of: endpoint, requestID: call.id)
    }

    fileprivate func notFound(_ request: Request) async -> Response {
        await answer(request) { _ in
            throw APIError(
                .notFound, "There is no \(request.uri.path.prefix(200)) here. /openapi.json lists every route.")
        }
    }

    /// Runs a handler under a request id, turns what it throws into an error answer, and logs one line.
    private func answer(
        _ request: Request, _ handle: (inout APIRequest) async throws -> Answer
    ) async -> Response {
        let started = effects.now()
        let id = RequestID.from(request.headers[.requestID]) ?? effects.uuid().uuidString.lowercased()
        let fields = request.headers
        var call = APIRequest(
            id: id, path: [:], query: QueryString.parse(request.uri.query),
            cookies: RequestCookies(request.headers[.cookie]), host: request.head.authority,
            header: { HTTPField.Name($0).flatMap { fields[$0] } }, body: [], session: nil, log: log.with("request", id))
        let answer: Answer
        do {
            answer = try await handle(&call)
        } catch {
            answer = failure(error, call: call)
        }
        let milliseconds = Int(effects.now().timeIntervalSince(started) * 1000)
        call.log.figures(
            "\(request.method.rawValue) \(request.uri.path.prefix(200)) \(answer.status) \(milliseconds) ms")
        let response = response(answer, call: call)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func body(of request: Request) async throws -> [UInt8] {
        let type = request.headers[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
        guard type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json" else {
            throw APIError.unsupportedMediaType
        }
        return try await bytes(of: request)
    }

    private func bytes(of request: Request) async throws -> [UInt8] {
        do {
            let buffer = try await request.body.collect(upTo: Self.maxBodyBytes)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.payloadTooLarge
        }
    }

    private func failure(_ error: any Error, call: APIRequest) -> Answer {
        let shown = ErrorTranslation.shown(error)
        if shown.code == .internalError, !ErrorTranslation.isCancellation(error) {
            call.log.failed("unexpected: \(ErrorTranslation.inside(of: error))")
        }
        return Answer(shown, requestID: call.id)
    }

    private func response(_ answer: Answer, call: APIRequest) -> Response {
        var fields = HTTPFields()
        fields[.cacheControl] = Endpoint.noStore
        fields[.requestID] = call.id
        fields[.contentTypeOptions] = "nosniff"
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            if name == .setCookie {
                fields.append(HTTPField(name: name, value: header.value))  // each needs a line of its own
            } else {
                fields[name] = header.value
            }
        }
        let body =
            switch answer.body {
            case .bytes(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            case .stream(let stream): Self.body(stream, log: call.log)
            }
        return Response(status: HTTPTypes.HTTPResponse.Status(code: answer.status), headers: fields, body: body)
    }

    /// What is thrown in the middle goes on to the server, which drops the connection without the body's last chunk.
    private static func body(_ stream: ByteStream, log: HouseLog) -> ResponseBody {
        ResponseBody { writer in
            do {
                for try await piece in stream { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            } catch {
                log.warned("the answer was cut off: \(ErrorTranslation.inside(of: error))")
                throw error
            }
        }
    }
}

/// Lets the router see methods that it was not told of as one that it was, so that they are answered by the path.
private struct AnyMethodResponder<Router: HTTPResponder<HostRequestContext>>: HTTPResponder {
    var router: Router

    func respond(to request: Request, context: HostRequestContext) async throws -> Response {
        guard !HostRouter.methods.contains(request.method) else {
            return try await router.respond(to: request, context: context)
        }
        var head = request.head
        head.method = .options
        return try await router.respond(to: Request(head: head, body: request.body), context: context)
    }
}

/// Answers paths that no endpoint has with the envelope instead of the library's empty 404.
private struct UnknownPathMiddleware: RouterMiddleware {
    var router: HostRouter

    func handle(
        _ request: Request, context: HostRequestContext,
        next: (Request, HostRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return await router.notFound(request)
        }
    }
}

extension HTTPField.Name {
    /// A name that is spelled correctly in this file; the initialiser only refuses illegal characters.
    fileprivate static func standard(_ name: StaticString) -> HTTPField.Name {
        HTTPField.Name("\(name)") ?? .server
    }

    fileprivate static let requestID = standard("X-Request-Id")
    fileprivate static let contentTypeOptions = standard("X-Content-Type-Options")
    fileprivate static let idempotencyKey = standard("Idempotency-Key")
}
