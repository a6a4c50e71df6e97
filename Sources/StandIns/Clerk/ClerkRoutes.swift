import Effects
import FixtureTape
import Foundation

/// A request to one of Clerk's APIs; the Backend API's secret is checked.
struct ClerkCall: Sendable {
    let request: VendorRequest
    /// What stands for `{id}`; empty for a path without.
    let id: String
    /// Always an object; empty for the Frontend API, which takes forms.
    let body: JSONValue
}

/// One call of the Backend API, or of the Frontend API: both answer at one address here.
struct ClerkRoute: Sendable {
    enum API: Sendable {
        /// For servers, which show the secret key, and send JSON.
        case backend
        /// For browsers and apps, which have no secret but what they were handed, and send forms.
        case frontend
    }

    let api: API
    private let method: String
    private let path: [Substring]
    let handle: @Sendable (ClerkStandIn, ClerkCall) async throws -> JSONValue

    private init(
        _ method: String, _ path: String, api: API = .backend,
        _ handle: @escaping @Sendable (ClerkStandIn, ClerkCall) async throws -> JSONValue
    ) {
        self.api = api
        self.method = method
        self.path = path.split(separator: "/")
        self.handle = handle
    }

    /// The route of a request, and what stands for `{id}` in it.
    static func find(_ request: VendorRequest) -> (ClerkRoute, id: String)? {
        let asked = request.path.split(separator: "/")
        for route in all where route.method == request.method && route.path.count == asked.count {
            let pairs = zip(route.path, asked)
            guard pairs.allSatisfy({ $0 == "{id}" || $0 == $1 }) else { continue }
            return (route, pairs.first { $0.0 == "{id}" }.map { String($0.1) } ?? "")
        }
        return nil
    }

    /// Of two that match, the first.
    private static let all = [
        ClerkRoute("GET", "/v1/jwks") { clerk, _ in
            try JSONValue(parsing: Array(try await clerk.directory.signingKey().keySet.utf8))
        },
        ClerkRoute("GET", "/v1/users") { clerk, call in
            let query = try ClerkUserQuery(call.request)
            return .array(query.page(of: await clerk.directory.allUsers()).map(\.json))
        },
        ClerkRoute("GET", "/v1/users/count") { clerk, call in
            let query = try ClerkUserQuery(call.request)
            let count = query.matches(await clerk.directory.allUsers()).count
            return .record(["object": .string("total_count"), "total_count": .integer(count)])
        },
        ClerkRoute("POST", "/v1/users") { clerk, call in
            try await clerk.directory.addUser(ClerkUserChanges(creating: call.body)).json
        },
        ClerkRoute("GET", "/v1/users/{id}") { clerk, call in try await clerk.directory.user(call.id).json },
        ClerkRoute("PATCH", "/v1/users/{id}") { clerk, call in
            try await clerk.directory.changeUser(call.id, ClerkUserChanges(updating: call.body)).json
        },
        ClerkRoute("PATCH", "/v1/users/{id}/metadata") { clerk, call in
            let changes = try ClerkUserChanges(metadataIn: call.body, merging: true)
            return try await clerk.directory.changeUser(call.id, changes).json
        },
        ClerkRoute("PUT", "/v1/users/{id}/metadata") { clerk, call in
            let changes = try ClerkUserChanges(metadataIn: call.body, merging: false)
            return try await clerk.directory.changeUser(call.id, changes).json
        },
        ClerkRoute("DELETE", "/v1/users/{id}") { clerk, call in
            try await clerk.directory.deleteUser(call.id)
            return ClerkDirectory.deleted(call.id)
        },
        ClerkRoute("POST", "/v1/sessions") { clerk, call in
            let session = try await clerk.directory.addSession(of: call.text("user_id"))
            return session.json(at: clerk.milliseconds)
        },
        ClerkRoute("GET", "/v1/sessions") { clerk, call in try await clerk.sessions(call) },
        ClerkRoute("GET", "/v1/sessions/{id}") { clerk, call in
            try await clerk.directory.session(call.id).json(at: clerk.milliseconds)
        },
        ClerkRoute("POST", "/v1/sessions/{id}/revoke") { clerk, call in
            try await clerk.directory.revokeSession(call.id).json(at: clerk.milliseconds)
        },
        ClerkRoute("POST", "/v1/sessions/{id}/tokens") { clerk, call in try await clerk.sessionToken(call) },
        ClerkRoute("POST", "/v1/testing_tokens") { clerk, _ in
            let expiry = Int(clerk.effects.now().timeIntervalSince1970) + 3600
            return .record([
                "object": .string("testing_token"),
                "token": .string("\(expiry)-" + Base62.text(clerk.effects.randomBytes(24), length: 32)),
                "expires_at": .integer(expiry),  // in seconds, unlike all other times
            ])
        },
        ClerkRoute("POST", "/v1/sign_in_tokens") { clerk, call in try await clerk.signInToken(call) },
        ClerkRoute("POST", "/v1/sign_in_tokens/{id}/revoke") { clerk, call in
            try await clerk.directory.revokeSignInToken(call.id).json
        },
        ClerkRoute("POST", "/v1/client/sign_ins", api: .frontend) { clerk, call in try await clerk.signIn(call) },
    ]
}

extension ClerkCall {
    /// - Throws: ``ClerkFailure`` where the body lacks the text.
    fileprivate func text(_ name: String) throws(ClerkFailure) -> String {
        guard let text = body[name]?.string, !text.isEmpty else { throw .missing(name) }
        return text
    }

    /// `expires_in_seconds`, or its default.
    fileprivate func lifetime(default usual: Int) throws(ClerkFailure) -> Int {
        switch body["expires_in_seconds"] {
        case nil, .null: return usual
        case .some(let value):
            guard let seconds = value.integer, seconds > 0, seconds <= 315_360_000 else {
                throw .badFormat("expires_in_seconds", "must be a number from 1 to 315360000.")
            }
            return seconds
        }
    }
}

extension ClerkStandIn {
    fileprivate var milliseconds: Int { Int(effects.now().timeIntervalSince1970 * 1000) }

    fileprivate func sessions(_ call: ClerkCall) async throws -> JSONValue {
        let query = call.request.query
        let now = milliseconds
        let listed = await directory.allSessions().filter { session in
            [
                "user_id": session.userID, "client_id": session.clientID, "status": session.status(at: now),
            ].allSatisfy { query[$0.key] == nil || query[$0.key] == $0.value }
        }
        let offset = query["offset"].flatMap { Int($0) } ?? 0
        let limit = query["limit"].flatMap { Int($0) } ?? 10
        return .array(listed.dropFirst(max(offset, 0)).prefix(max(limit, 1)).map { $0.json(at: now) })
    }

    fileprivate func sessionToken(_ call: ClerkCall) async throws -> JSONValue {
        let session = try await directory.session(call.id)
        guard session.status(at: milliseconds) == "active" else {
            throw ClerkFailure.notFound("The session \(call.id) is not active.")
        }
        let lifetime = try call.lifetime(default: ClerkTokens.usualLifetime)
        return .record([
            "object": .string("token"), "jwt": .string(try await token(for: session, lifetime: lifetime)),
        ])
    }

    fileprivate func signInToken(_ call: ClerkCall) async throws -> JSONValue {
        try await signInToken(for: call.text("user_id"), lifetime: call.lifetime(default: 30 * 86_400)).json
    }

    /// Signs in with a ticket: the one strategy that needs no further step.
    fileprivate func signIn(_ call: ClerkCall) async throws -> JSONValue {
        let form = call.request.form
        guard let strategy = form["strategy"] else { throw ClerkFailure.missing("strategy") }
        guard strategy == "ticket" else { throw ClerkFailure.badFormat("strategy", "must be ticket here.") }
        guard let ticket = form["ticket"], !ticket.isEmpty else { throw ClerkFailure.missing("ticket") }
        let session = try await directory.acceptTicket(ticket)
        let now = milliseconds
        return .record([
            "response": .record([
                "object": .string("sign_in_attempt"), "id": .string(ids.next("sia")), "status": .string("complete"),
                "created_session_id": .string(session.id), "abandon_at": .integer(now + 86_400_000),
            ]),
            "client": .record([
                "object": .string("client"), "id": .string(session.clientID),
                "sessions": .array([session.json(at: now)]), "sign_in": .null, "sign_up": .null,
                "last_active_session_id": .string(session.id), "created_at": .integer(session.createdAt),
                "updated_at": .integer(now),
            ]),
        ])
    }
}
