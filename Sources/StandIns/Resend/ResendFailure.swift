import FixtureTape

/// An error of the API.
struct ResendFailure: Error, Hashable, Sendable {
    let status: Int
    /// What clients tell errors apart by.
    let name: String
    let message: String

    init(_ status: Int, _ name: String, _ message: String) {
        self.status = status
        self.name = name
        self.message = message
    }

    /// The status stands in the body, too: clients look at either.
    var reply: VendorReply {
        .json(
            .record(["statusCode": .integer(status), "name": .string(name), "message": .string(message)]),
            status: status)
    }

    static let missingKey = ResendFailure(401, "missing_api_key", "Missing API Key")
    static let wrongKey = ResendFailure(403, "invalid_api_key", "API key is invalid")
    static let badKeyLength = ResendFailure(
        400, "invalid_idempotency_key", "The idempotency key must be between 1-256 chars.")
    static let otherRequest = ResendFailure(
        409, "invalid_idempotent_request",
        "This idempotency key has been used with another request within the last 24 hours.")
    static let malformedBody = ResendFailure(400, "validation_error", "The request body is not valid JSON.")
    static let noUUID = ResendFailure(422, "invalid_parameter", "The `id` must be a valid UUID.")
    static let noEndpoint = ResendFailure(404, "not_found", "The requested endpoint does not exist")
    static let wrongMethod = ResendFailure(
        405, "method_not_allowed", "This endpoint does not support this method.")
    /// The stand-in keeps all in memory.
    static let full = ResendFailure(
        429, "daily_quota_exceeded", "This stand-in keeps \(ResendLimits.scheduled) scheduled emails at most.")

    /// - Parameter what: such as `Email`.
    static func notFound(_ what: String) -> ResendFailure { ResendFailure(404, "not_found", "\(what) not found") }

    static func missing(_ field: String) -> ResendFailure {
        ResendFailure(422, "missing_required_field", "Missing `\(field)` field.")
    }

    static func invalid(_ message: String) -> ResendFailure { ResendFailure(422, "validation_error", message) }

    static func badAddress(_ field: String) -> ResendFailure {
        .invalid(
            "Invalid `\(field)` field. The email address needs to follow the `email@example.com` or "
                + "`Name <email@example.com>` format.")
    }
}

/// How much the stand-in takes and keeps.
enum ResendLimits {
    /// Mails that are sent, or cancelled; the oldest go first.
    static let mails = 20_000
    /// All mails together, in bytes; the oldest of those that are sent or cancelled go first.
    static let bytes = 256 << 20
    /// Mails that wait for their time; beyond it none is taken.
    static let scheduled = 20_000
    /// How far ahead a mail may be scheduled, in milliseconds.
    static let ahead = 30 * 86_400_000
    /// Mails in a batch.
    static let batch = 100
    /// Addresses in one field.
    static let recipients = 50
    /// How long an idempotency key is remembered, in milliseconds.
    static let idempotency = 86_400_000
    /// Idempotency keys; the oldest go first.
    static let keys = 100_000
    /// Webhooks; beyond it none is taken.
    static let webhooks = 100
    /// Deliveries to webhooks; the oldest go first.
    static let deliveries = 10_000
    /// Deliveries at a time.
    static let parallelism = 50
    /// What is kept of a webhook's answer, in bytes.
    static let keptAnswer = 2 << 10
    /// How long a webhook may take to answer, in milliseconds.
    static let patience = 15_000
}
