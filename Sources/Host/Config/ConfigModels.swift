import Foundation

/// A setting's value in JSON, which is kept as text.
struct ConfigJSON: Encodable, Sendable {
    var text: String
    var type: ConfigType

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch type {
        case .number: try value.encode(Int(text) ?? 0)
        case .boolean: try value.encode(text == "true")
        case .duration, .string: try value.encode(text)
        }
    }

    /// The same for the audit log.
    var json: JSONValue {
        switch type {
        case .number: .int(Int(text) ?? 0)
        case .boolean: .bool(text == "true")
        case .duration, .string: .string(text)
        }
    }

    static let schema = Schema.any(of: [.integer(), .string(), .bool])
}

/// A setting as admins see it.
struct ConfigSetting: Encodable, Sendable {
    /// What an admin has set.
    struct Source: Sendable {
        var value: String
        var by: AuditedActor
        var at: Date
        var reason: String?
    }

    private enum Key: String, CodingKey {
        case key, category, type, value, `default`, isDefault, minimum, maximum, choices, maxLength, about, changedBy
        case changedAt, reason
    }

    var key: ConfigDeclaration
    /// What stands where no admin has set anything.
    var standard: String
    var source: Source?

    /// What holds: a value that cannot be taken any more is passed over.
    var value: String { source.flatMap { key.canonical($0.value) } ?? standard }

    func encode(to encoder: any Encoder) throws {
        func json(_ text: String) -> ConfigJSON { ConfigJSON(text: text, type: key.type) }
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(key.name, forKey: .key)
        try fields.encode(key.category, forKey: .category)
        try fields.encode(key.type.rawValue, forKey: .type)
        try fields.encode(json(value), forKey: .value)
        try fields.encode(json(standard), forKey: .default)
        try fields.encode(value == standard, forKey: .isDefault)
        switch key.range {
        case .any: break
        case .between(let lowest, let highest):
            try fields.encode(json(lowest), forKey: .minimum)
            try fields.encode(json(highest), forKey: .maximum)
        case .choices(let words): try fields.encode(words, forKey: .choices)
        case .length(let most): try fields.encode(most, forKey: .maxLength)
        }
        try fields.encode(key.about, forKey: .about)
        try fields.encodeIfPresent(source?.by, forKey: .changedBy)
        try fields.encodeIfPresent(source?.at, forKey: .changedAt)
        try fields.encodeIfPresent(source?.reason, forKey: .reason)
    }

    static let schema = Schema.object([
        .required("key", .string().example(.string("processing.slice"))),
        .required("category", .string().about("The key's first part.").example(.string("processing"))),
        .required("type", .oneOf(ConfigType.allCases.map(\.rawValue))),
        .required(
            "value", ConfigJSON.schema.about("Durations are texts such as `500ms`, `2s` or `24h`.").example(.int(10))),
        .required("default", ConfigJSON.schema.about("What stands where no admin has set anything.").example(.int(10))),
        .required("isDefault", .bool),
        .optional("minimum", ConfigJSON.schema.example(.int(1))),
        .optional("maximum", ConfigJSON.schema.example(.int(200))),
        .optional("choices", .list(of: .string().example(.string("finish")))),
        .optional("maxLength", .count),
        .required("about", .string().example(.string("Creators enriched and written in one transaction."))),
        .optional("changedBy", AuditedActor.schema), .optional("changedAt", .timestamp),
        .optional("reason", .string().about("Why it was changed last.")),
    ])
}

/// A change of a setting as admins see it.
struct ConfigChange: Encodable, Sendable {
    private enum Key: String, CodingKey { case id, key, before, after, by, at, reason, transaction }

    var id: UUID
    var key: String
    /// `nil` where the default stood; so is ``after``.
    var before: ConfigJSON?
    var after: ConfigJSON?
    var by: AuditedActor
    var at: Date
    var reason: String?
    var transaction: UUID

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(id.text, forKey: .id)
        try fields.encode(key, forKey: .key)
        try fields.encodeIfPresent(before, forKey: .before)
        try fields.encodeIfPresent(after, forKey: .after)
        try fields.encode(by, forKey: .by)
        try fields.encode(at, forKey: .at)
        try fields.encodeIfPresent(reason, forKey: .reason)
        try fields.encode(transaction.text, forKey: .transaction)
    }

    static let schema = Schema.object([
        .required("id", .uuid), .required("key", .string().example(.string("processing.slice"))),
        .optional("before", ConfigJSON.schema.about("Absent where the default stood.").example(.int(10))),
        .optional("after", ConfigJSON.schema.about("Absent where the default stands again.").example(.int(20))),
        .optional("by", AuditedActor.schema), .required("at", .timestamp), .optional("reason", .string()),
        .required("transaction", .uuid.about("What was changed together has the same.")),
    ])
}
