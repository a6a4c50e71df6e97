import FixtureTape

/// An error of the API.
struct StripeFailure: Error, Hashable, Sendable {
    let status: Int
    let type: String
    var code: String?
    let message: String
    /// The parameter at fault, as a client writes it: `items[0][price]`.
    var parameter: String?
    /// The bank's own word.
    var declineCode: String?
    /// Whether what was done before it stays done.
    var keepsChanges = false

    init(
        _ status: Int, _ message: String, code: String? = nil, parameter: String? = nil,
        type: String = "invalid_request_error"
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.message = message
        self.parameter = parameter
    }

    /// A request that cannot be done as it is.
    init(_ message: String, code: String? = nil, parameter: String? = nil, type: String = "invalid_request_error") {
        self.init(400, message, code: code, parameter: parameter, type: type)
    }

    /// Members that are not known are left out.
    var json: JSONValue {
        let known: [(String, String?)] = [
            ("code", code), ("decline_code", declineCode),
            ("doc_url", code.map { "https://stripe.com/docs/error-codes/\($0.replacing("_", with: "-"))" }),
            ("message", message), ("param", parameter), ("type", type),
        ]
        let members = known.compactMap { name, text in text.map { JSONValue.Member(name, .string($0)) } }
        return .record(["error": .object(members)])
    }

    // MARK: Keys and addresses

    /// - Parameter key: what was shown; most of it is masked.
    static func wrongKey(_ key: String?) -> StripeFailure {
        guard let key, !key.isEmpty else {
            return StripeFailure(
                401,
                "You did not provide an API key. You need to provide your API key in the Authorization header, using "
                    + "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
        }
        return StripeFailure(401, "Invalid API Key provided: \(key.prefix(8))********\(key.suffix(4))")
    }

    static func unknownAddress(_ method: String, _ path: String) -> StripeFailure {
        StripeFailure(
            404,
            "Unrecognized request URL (\(method): \(path)). Please see https://stripe.com/docs or we can help at "
                + "https://support.stripe.com/.")
    }

    /// - Parameter parameter: what named it; `nil` where the path did.
    static func missing(_ kind: StripeKind, _ id: String, parameter: String? = nil) -> StripeFailure {
        StripeFailure(
            parameter == nil ? 404 : 400, "No such \(kind.title): '\(id)'", code: "resource_missing",
            parameter: parameter ?? "id")
    }

    // MARK: Parameters

    static func required(_ parameter: String) -> StripeFailure {
        StripeFailure("Missing required param: \(parameter).", code: "parameter_missing", parameter: parameter)
    }

    static func unknown(_ parameter: String) -> StripeFailure {
        StripeFailure("Received unknown parameter: \(parameter)", code: "parameter_unknown", parameter: parameter)
    }

    static func empty(_ parameter: String) -> StripeFailure {
        StripeFailure(
            "You passed an empty string for '\(parameter)'. We assume empty values are an attempt to unset a parameter; "
                + "however '\(parameter)' cannot be unset. You should remove '\(parameter)' from your request or supply "
                + "a non-empty value.", code: "parameter_invalid_empty", parameter: parameter)
    }

    static func notInteger(_ parameter: String, _ message: String) -> StripeFailure {
        StripeFailure(message, code: "parameter_invalid_integer", parameter: parameter)
    }

    static func invalid(_ parameter: String, _ message: String) -> StripeFailure {
        StripeFailure(message, parameter: parameter)
    }

    // MARK: Outcomes

    static func declined(_ decline: StripeCard.Decline) -> StripeFailure {
        var failure = StripeFailure(402, decline.message, code: decline.code, type: "card_error")
        failure.declineCode = decline.reason
        return failure
    }

    static let otherRequest = StripeFailure(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a "
            + "key other than the one of this request if you meant to execute a different request.",
        type: "idempotency_error")
}
