import struct FoundationEssentials.Date

/// Writes `Encodable` values as JSON straight to bytes.
///
/// Foundation's encoder builds a tree of boxes first and prints it then; creators, which are written by the million,
/// take it ten times as long. Members come in the order in which they are encoded; nobody is told the coding path, for
/// to keep it is an allocation for each value.
struct JSONBytesEncoder: Encoder {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    /// What was open when this value began.
    let depth: Int

    static func bytes(of value: some Encodable) throws -> [UInt8] {
        let output = JSONOutput()
        try encode(value, to: output)
        return output.text.bytes
    }

    /// Writes a whole value.
    static func encode<Value: Encodable>(_ value: Value, to output: JSONOutput) throws {
        // Types are compared first: that is far cheaper than a cast that mostly fails.
        if Value.self == Date.self, let date = value as? Date { return output.text.append(date) }
        if Value.self == Creator.self, let creator = value as? Creator { return try creator.write(to: &output.text) }
        let (depth, length) = (output.depth, output.text.bytes.count)
        try value.encode(to: JSONBytesEncoder(output: output, depth: depth))
        if output.text.bytes.count == length { output.text.append(literal: "{}") }
        output.end(to: depth)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        // A value may ask again: its further members go into the object that it has begun.
        if output.depth == depth { output.begin("{", "}") }
        return KeyedEncodingContainer(JSONObjectContainer<Key>(output: output, depth: depth + 1))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if output.depth == depth { output.begin("[", "]") }
        return JSONListContainer(output: output, depth: depth + 1)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONValueContainer(output: output)
    }
}

private struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }
    let depth: Int

    private func begin(_ key: Key) { output.beginMember(key.stringValue, at: depth) }

    func encodeNil(forKey key: Key) {
        begin(key)
        output.text.append(literal: "null")
    }
    func encode(_ value: Bool, forKey key: Key) {
        begin(key)
        output.text.append(value)
    }
    func encode(_ value: String, forKey key: Key) {
        begin(key)
        output.text.append(value)
    }
    func encode(_ value: Int, forKey key: Key) {
        begin(key)
        output.text.append(value)
    }
    func encode(_ value: Double, forKey key: Key) throws {
        begin(key)
        try output.text.append(value)
    }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        begin(key)
        try JSONBytesEncoder.encode(value, to: output)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        nested(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
    func superEncoder() -> any Encoder {
        output.beginMember("super", at: depth)
        return JSONBytesEncoder(output: output, depth: depth)
    }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func nested(_ key: Key) -> JSONBytesEncoder {
        begin(key)
        return JSONBytesEncoder(output: output, depth: depth)
    }
}

private struct JSONListContainer: UnkeyedEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }
    let depth: Int
    private(set) var count = 0

    init(output: JSONOutput, depth: Int) {
        self.output = output
        self.depth = depth
    }

    private mutating func begin() {
        output.beginMember(at: depth)
        count += 1
    }

    mutating func encodeNil() {
        begin()
        output.text.append(literal: "null")
    }
    mutating func encode(_ value: String) {
        begin()
        output.text.append(value)
    }
    mutating func encode(_ value: some Encodable) throws {
        begin()
        try JSONBytesEncoder.encode(value, to: output)
    }
    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        nested().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { nested() }

    private mutating func nested() -> JSONBytesEncoder {
        begin()
        return JSONBytesEncoder(output: output, depth: depth)
    }
}

private struct JSONValueContainer: SingleValueEncodingContainer {
    let output: JSONOutput
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { output.text.append(literal: "null") }
    func encode(_ value: Bool) { output.text.append(value) }
    func encode(_ value: String) { output.text.append(value) }
    func encode(_ value: Double) throws { try output.text.append(value) }
    func encode(_ value: Float) throws { try output.text.append(Double("\(value)") ?? .nan) }
    func encode(_ value: Int) { output.text.append(value) }
    func encode(_ value: Int8) { output.text.append(value) }
    func encode(_ value: Int16) { output.text.append(value) }
    func encode(_ value: Int32) { output.text.append(value) }
    func encode(_ value: Int64) { output.text.append(value) }
    func encode(_ value: UInt) { output.text.append(value) }
    func encode(_ value: UInt8) { output.text.append(value) }
    func encode(_ value: UInt16) { output.text.append(value) }
    func encode(_ value: UInt32) { output.text.append(value) }
    func encode(_ value: UInt64) { output.text.append(value) }
    func encode(_ value: some Encodable) throws {
        try JSONBytesEncoder.encode(value, to: output)
    }
}
