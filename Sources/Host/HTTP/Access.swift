extension Endpoint {
    /// Who may call a route.
    enum Access: Hashable, Sendable {
        /// Anybody. What keeps that from doing harm is said with it.
        case anyone(because: String)
        /// A signed-in user, who sees and changes nothing but their own rows. Known by the `Authorization` header or
        /// else by the session cookie, which writes only for gemz's own pages.
        case session
        /// A signed-in user to whom belongs what the request names; to everybody else there is no such thing.
        case owner(Owned)
        /// Whoever has an address that was signed for the owner of what it names and is not too old; without a
        /// signature as with ``owner(_:)``.
        case signedURL(Owned)
        /// A signed-in user who is an admin; known as with ``session``.
        case admin
        /// A page of gemz's own in a browser, which the handler knows by the refresh cookie.
        case browser
        /// A vendor, known by the signature of the body it sends. The body is read as it comes, whatever its type.
        case signed(Webhook)

        var isSigned: Bool { if case .signed = self { true } else { false } }

        /// Whether a user must be signed in.
        var needsSession: Bool {
            switch self {
            case .session, .owner, .signedURL, .admin: true
            case .anyone, .browser, .signed: false
            }
        }

        /// What of the caller's a request names.
        var owned: Owned? {
            switch self {
            case .owner(let owned), .signedURL(let owned): owned
            case .anyone, .session, .admin, .browser, .signed: nil
            }
        }
    }

    /// What belongs to a user, and where a request names it.
    struct Owned: Hashable, Sendable {
        enum Kind: String, Sendable {
            case campaign
            case job
        }

        enum Place: String, Sendable {
            case path
            case query
            case body
        }

        var kind: Kind
        var place: Place
        /// The parameter's or the field's name.
        var name: String

        static func campaign(_ place: Place, _ name: String) -> Owned {
            Owned(kind: .campaign, place: place, name: name)
        }

        static func job(_ place: Place, _ name: String) -> Owned { Owned(kind: .job, place: place, name: name) }
    }
}

extension Endpoint.Access {
    /// The codes that come of it.
    func errors(isWrite: Bool) -> [APIErrorCode] {
        let signedIn: [APIErrorCode] = [.unauthenticated, .databaseUnavailable, .vendorUnavailable]
        return switch self {
        case .anyone: []
        case .session: signedIn + (isWrite ? [.forbidden] : [])
        case .owner: signedIn + [.notFound] + (isWrite ? [.forbidden] : [])
        case .signedURL: signedIn + [.notFound, .signatureInvalid, .linkExpired]
        case .admin: signedIn + [.forbidden]
        case .browser: [.unauthenticated, .forbidden]
        case .signed: [.signatureInvalid, .payloadTooLarge, .databaseUnavailable]
        }
    }

    /// As the API document tells it to programs.
    var json: JSONValue {
        func told(_ caller: String, _ more: [(String, String)] = []) -> JSONValue {
            .object([("caller", .string(caller))] + more.map { ($0.0, .string($0.1)) })
        }
        func told(_ caller: String, of owned: Endpoint.Owned) -> JSONValue {
            told(caller, [("of", owned.kind.rawValue), ("in", owned.place.rawValue), ("name", owned.name)])
        }
        return switch self {
        case .anyone(let because): told("anyone", [("because", because)])
        case .session: told("session")
        case .owner(let owned): told("owner", of: owned)
        case .signedURL(let owned): told("signedUrl", of: owned)
        case .admin: told("admin")
        case .browser: told("browser")
        case .signed(let webhook): told("webhook", [("vendor", "\(webhook)")])
        }
    }
}
