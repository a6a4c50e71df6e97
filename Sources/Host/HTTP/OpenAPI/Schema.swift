/// A JSON Schema, as the API document prints it (JSON Schema 2020-12, which OpenAPI 3.1 uses).
struct Schema: Sendable {
    var json: [(String, JSONValue)]

    init(_ json: [(String, JSONValue)]) { self.json = json }

    var value: JSONValue { .object(json) }

    func about(_ text: String) -> Schema { Schema(json + [("description", .string(text))]) }

    func example(_ value: JSONValue) -> Schema { Schema(json + [("examples", .array([value]))]) }

    /// Admits `null` too, by which a merge patch empties what is optional.
    var orNull: Schema {
        Schema(json.map { $0.0 == "type" ? ($0.0, .array([$0.1, .string("null")])) : $0 })
    }

    // MARK: The kinds

    static let bool = Schema([("type", .string("boolean"))])
    static let uuid = Schema([("type", .string("string")), ("format", .string("uuid"))])
    static let timestamp = Schema([("type", .string("string")), ("format", .string("date-time"))])
    static let url = Schema([("type", .string("string")), ("format", .string("uri-reference"))])

    static func string(_ length: ClosedRange<Int>? = nil, pattern: String? = nil) -> Schema {
        var json: [(String, JSONValue)] = [("type", .string("string"))]
        if let length {
            json += [("minLength", .int(length.lowerBound)), ("maxLength", .int(length.upperBound))]
        }
        if let pattern { json.append(("pattern", .string(pattern))) }
        return Schema(json)
    }

    /// A text that a body may hold, as ``FieldReader`` takes it: not blank, without NUL.
    static func text(_ length: ClosedRange<Int>) -> Schema {
        string(length, pattern: #"^[^\u0000]*\S[^\u0000]*$"#)
    }

    static func integer(_ range: ClosedRange<Int>? = nil, fallback: Int? = nil) -> Schema {
        var json: [(String, JSONValue)] = [("type", .string("integer"))]
        if let range { json += [("minimum", .int(range.lowerBound)), ("maximum", .int(range.upperBound))] }
        if let fallback { json.append(("default", .int(fallback))) }
        return Schema(json)
    }

    static let count = Schema([("type", .string("integer")), ("minimum", .int(0))])

    static func number(_ range: ClosedRange<Double>? = nil) -> Schema {
        var json: [(String, JSONValue)] = [("type", .string("number"))]
        if let range { json += [("minimum", .double(range.lowerBound)), ("maximum", .double(range.upperBound))] }
        return Schema(json)
    }

    static func oneOf(_ values: [String]) -> Schema {
        Schema([("type", .string("string")), ("enum", .array(values.map(JSONValue.string)))])
    }

    static func any(of schemas: [Schema]) -> Schema { Schema([("anyOf", .array(schemas.map(\.value)))]) }

    static func list(of element: Schema, count: ClosedRange<Int>? = nil) -> Schema {
        var json: [(String, JSONValue)] = [("type", .string("array")), ("items", element.value)]
        if let count { json += [("minItems", .int(count.lowerBound)), ("maxItems", .int(count.upperBound))] }
        return Schema(json)
    }

    /// An object with these fields and no others.
    static func object(_ fields: [Field]) -> Schema {
        Schema([
            ("type", .string("object")),
            ("properties", .object(fields.map { ($0.name, $0.schema.value) })),
            ("required", .array(fields.filter(\.isRequired).map { .string($0.name) })),
            ("additionalProperties", .bool(false)),
        ])
    }

    /// A schema under its name in `components`.
    static func named(_ name: String) -> Schema { Schema([("$ref", .string("#/components/schemas/\(name)"))]) }

    struct Field: Sendable {
        var name: String
        var schema: Schema
        var isRequired: Bool
    }
}

extension Schema.Field {
    static func required(_ name: String, _ schema: Schema) -> Schema.Field {
        Schema.Field(name: name, schema: schema, isRequired: true)
    }

    static func optional(_ name: String, _ schema: Schema) -> Schema.Field {
        Schema.Field(name: name, schema: schema, isRequired: false)
    }
}
