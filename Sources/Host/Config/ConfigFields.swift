import PlatformAPI

/// What an admin wants a setting to be.
struct WantedSetting: Sendable {
    var key: ConfigDeclaration
    /// `nil` for the default.
    var value: String?
    /// What has to hold until then; `nil` where that is all the same.
    var expected: String?
}

/// Changes of settings that an admin asks for, read and checked.
struct ConfigFields: Sendable {
    var wanted: [WantedSetting]
    var reason: String?

    /// Settings that one request may change.
    static let counts = 1...100
    private static let reasonLength = 1...200

    /// Reads a body with one setting.
    ///
    /// - Throws: ``APIError`` with `VALIDATION_FAILED`, naming every bad field.
    init(one fields: inout FieldReader, of catalog: ConfigCatalog) throws {
        let setting = Self.setting(&fields, of: catalog)
        reason = fields.string("reason", length: Self.reasonLength, required: false)
        try fields.finish()
        wanted = setting.map { [$0] } ?? []
    }

    /// The same for several.
    init(many fields: inout FieldReader, of catalog: ConfigCatalog) throws {
        var seen: Set<String> = []
        let settings = fields.objects("settings", count: Self.counts) { fields in
            let setting = Self.setting(&fields, of: catalog)
            if let setting, !seen.insert(setting.key.name).inserted {
                fields.fail("key", "is named twice", accepted: "each key once")
            }
            return setting
        }
        reason = fields.string("reason", length: Self.reasonLength, required: false)
        try fields.finish()
        wanted = (settings ?? []).compactMap { $0 }
    }

    private static func setting(_ fields: inout FieldReader, of catalog: ConfigCatalog) -> WantedSetting? {
        let name = fields.string("key", length: 1...200)
        let key = name.flatMap { catalog[$0] }
        if name != nil, key == nil {
            fields.fail("key", "is no setting", accepted: "a key that GET /api/admin/config lists")
        }
        let accepted = key?.accepted ?? "a value of the setting"
        let (given, expected) = (
            fields.value("value", accepted: accepted), fields.value("expected", accepted: accepted, required: false)
        )
        guard let key else { return nil }
        let value = given.flatMap { Self.text(of: $0, "value", of: key, &fields) }
        let known = expected.flatMap { Self.text(of: $0, "expected", of: key, &fields) }
        return value.map { WantedSetting(key: key, value: $0, expected: known) }
    }

    /// A value in the form that is kept.
    private static func text(
        of given: JSONReader, _ field: String, of key: ConfigDeclaration, _ fields: inout FieldReader
    ) -> String? {
        let value = key.text(of: given).flatMap(key.canonical)
        if value == nil { fields.fail(field, "is nothing that \(key.name) takes", accepted: key.accepted) }
        return value
    }

    private static let members: [Schema.Field] = [
        .required("key", .text(1...200).example(.string("processing.slice"))),
        .required("value", ConfigJSON.schema.about("As the setting's type is.").example(.int(20))),
        .optional(
            "expected",
            ConfigJSON.schema.about("The value that is to be replaced; where another one holds by then, nothing is.")
                .example(.int(10))),
    ]
    private static let why = Schema.Field.optional(
        "reason", .text(reasonLength).about("Why, for the history.").example(.string("More users at a time.")))

    static let oneSchema = Schema.object(members + [why])
    static let manySchema = Schema.object([
        .required(
            "settings", .list(of: .object(members), count: counts).about("Changed in one transaction, or none is.")),
        why,
    ])
}

extension ConfigDeclaration {
    /// A value's text from JSON; `nil` where the JSON is of another kind.
    func text(of json: JSONReader) -> String? {
        switch type {
        case .number: json.kind == .number ? json.integer().map(String.init) : nil
        case .boolean: json.kind == .bool ? json.bool().map(\.configText) : nil
        case .duration, .string: json.kind == .string ? json.string() : nil
        }
    }
}
