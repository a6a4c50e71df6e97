import Effects
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Serves endpoints over Hummingbird: ids and logs each request, counts it, checks who calls, reads the body, wraps the
/// answer.
struct HostRouter: Sendable {
    /// What the library's router is told of; whatever else is asked counts as CONNECT, which no endpoint has.
    fileprivate static let methods = [
        HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options, .connect,
    ]

    var endpoints: [Endpoint]
    var authenticator: any Authenticating
    var origin: OwnOrigin
    var crossOrigin: CrossOrigin
    var limiter: RateLimiter
    /// Where no proxy is known and one may well be there.
    var unknownProxy: UnknownProxy?
    var idempotency: IdempotencyService
    var webhooks: WebhookSignatures
    var links: SignedLinks
    /// What every answer tells browsers.
    var standing: HTTPFields
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
        if let preflight = crossOrigin.preflight(request.head, of: group) {
            return await counted(request, context) { preflight }
        }
        guard let endpoint = Self.endpoint(for: request.method, in: group) else {
            return await counted(request, context) { throw Self.methodNotAllowed(in: group) }
        }
        var quota: Quota?
        var response = await answer(request) { call in
            quota = try limiter.count(endpoint.routeClass, from: sender(of: request, context))
            for (name, value) in context.parameters { call.path[String(name)] = String(value) }
            call.hangUp = { [channel = context.channel] in channel.close(promise: nil) }
            if case .signedURL = endpoint.access, call.query["signature"] != nil {
                let user = try links.user(of: request.uri.path, query: call.query, now: effects.now())
                call.session = Session(userID: user, clerkID: "", isAdmin: false)
                quota = .tighter(quota, try limiter.count(endpoint.routeClass, of: user))
            } else if let session = try await caller(of: request, endpoint, cookies: call.cookies) {
                call.session = session
                quota = .tighter(quota, try limiter.count(endpoint.routeClass, of: session.userID))
            }
            return try await perform(endpoint, request, &call)
        }
        response.headers.tell(quota)
        crossOrigin.open(&response.headers, of: endpoint, to: request.headers[.origin])
        return response
    }

    /// Reads what the caller sends, and executes it once where it may be sent again.
    private func perform(_ endpoint: Endpoint, _ request: Request, _ call: inout APIRequest) async throws -> Answer {
        let key = endpoint.takesIdempotencyKey ? try IdempotencyKey(request.headers[values: .idempotencyKey]) : nil
        if case .signed(let webhook) = endpoint.access {
            call.body = try await bytes(of: request, upTo: endpoint.maxBodyBytes)
            let target = request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")
            call.webhookID = try webhooks.check(webhook, call, target: target, now: effects.now())
        } else if endpoint.body != nil {
            call.body = try await body(of: request, upTo: endpoint.maxBodyBytes)
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

    private func sender(of request: Request, _ context: HostRequestContext) -> ClientAddress? {
        let forwarded = request.headers[.forwardedFor]
        if forwarded != nil { unknownProxy?.tell(log) }
        return limiter.proxies.sender(peer: ClientAddress(context.channel.remoteAddress), forwarded: forwarded)
    }

    /// Answers what no endpoint does; it counts as a page.
    private func counted(
        _ request: Request, _ context: HostRequestContext, _ make: () throws -> Answer
    ) async -> Response {
        await answer(request) { _ in
            _ = try limiter.count(.pages, from: sender(of: request, context))
            return try make()
        }
    }

    /// Who calls, where the endpoint asks for that. What a browser signs by itself must come from gemz's own pages.
    private func caller(of request: Request, _ endpoint: Endpoint, cookies: RequestCookies) async throws -> Session? {
        let credentials = Credentials(
            authorization: request.headers[.authorization], cookie: cookies[SessionCookies.session])
        if endpoint.method.isWrite, endpoint.access == .browser || endpoint.access.needsSession && credentials.isCookie
        {
            try origin.check(origin: request.headers[.origin], host: request.head.authority)
        }
        guard endpoint.access.needsSession else { return nil }
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

    private static func endpoint(for method: HTTPRequest.Method, in group: [Endpoint]) -> Endpoint? {
        let asked = method == .head ? HTTPRequest.Method.get : method
        return group.first { $0.method.rawValue == asked.rawValue }
    }

    private static func methodNotAllowed(in group: [Endpoint]) -> APIError {
        let own = group.map(\.method.rawValue)
        let allowed = (own + (own.contains("GET") ? ["HEAD"] : [])).sorted().joined(separator: ", ")
        return APIError.methodNotAllowed(allowed: allowed)
    }

    private func run(_ endpoint: Endpoint, _ call: APIRequest) async throws -> Answer {
        Answer(try await endpoint.handle(call), of: endpoint, requestID: call.id)
    }

    fileprivate func notFound(_ request: Request, _ context: HostRequestContext) async -> Response {
        await counted(request, context) {
            throw APIError(
                .notFound, "There is no \(request.uri.path.prefix(200)) here. /openapi.json lists every route.")
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
        head.method = .connect
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
            return await router.notFound(request, context)
        }
    }
}
