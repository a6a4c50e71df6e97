import FixtureTape

/// A body as bytes, with the place of each of its keys, so that a change is a splice and nothing is written anew.
struct MutableBody: Sendable {
    /// One key's place.
    struct Member: Sendable {
        let path: [BodyPath.Step]
        let value: JSONValue
        /// The value's bytes.
        let valueRange: Range<Int>
        /// The key's and the value's, with one comma where there is one.
        let wholeRange: Range<Int>
        /// Whether it lies in the first, or in the last, element of every list around it.
        let isFirst: Bool
        let isLast: Bool
    }

    private(set) var bytes: [UInt8] = []
    /// The members of all objects that lie in no list, or in its first or last element.
    private(set) var members: [Member] = []

    /// The places of all members of a name, outermost ones only.
    private var ranges: [String: [Range<Int>]] = [:]

    init(_ body: JSONValue) { write(body, at: [], isFirst: true, isLast: true, isKept: true) }

    /// The bytes after a mutation of one member; `nil` where it changes nothing.
    func mutated(_ member: Member, _ kind: Mutation.Kind) -> [UInt8]? {
        let (range, text) =
            kind == .dropped
            ? (member.wholeRange, "") : (member.valueRange, Mutation.replacement(of: member.value, kind))
        guard let text else { return nil }
        return Array(bytes[..<range.lowerBound]) + Array(text.utf8) + Array(bytes[range.upperBound...])
    }

    /// The names that several members have.
    var repeatedNames: [String] { ranges.filter { $0.value.count > 1 }.keys.sorted() }

    /// The bytes without any member of a name.
    func dropping(_ name: String) -> [UInt8] {
        var rest: [UInt8] = []
        var position = 0
        for range in ranges[name] ?? [] {
            rest += bytes[position..<range.lowerBound]
            position = range.upperBound
        }
        return rest + bytes[position...]
    }

    private mutating func write(
        _ value: JSONValue, at path: [BodyPath.Step], isFirst: Bool, isLast: Bool, isKept: Bool
    ) {
        switch value {
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                let (first, last) = (isFirst && index == 0, isLast && index == elements.count - 1)
                write(element, at: path + [.index(index)], isFirst: first, isLast: last, isKept: first || last)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let list):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in list.enumerated() {
                write(
                    member, number: index, of: list.count, at: path + [.key(member.key)], isFirst: isFirst,
                    isLast: isLast, isKept: isKept)
            }
            bytes.append(UInt8(ascii: "}"))
        case .null, .bool, .number, .string: bytes += value.compact.utf8
        }
    }

    private mutating func write(
        _ member: JSONValue.Member, number: Int, of count: Int, at path: [BodyPath.Step], isFirst: Bool, isLast: Bool,
        isKept: Bool
    ) {
        let start = bytes.count
        if number > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += JSONValue.string(member.key).compact.utf8
        bytes.append(UInt8(ascii: ":"))
        let valueStart = bytes.count
        write(member.value, at: path, isFirst: isFirst, isLast: isLast, isKept: isKept)
        // The first of several takes the comma behind it along.
        let end = bytes.count + (number == 0 && count > 1 ? 1 : 0)
        ranges[member.key, default: []].removeAll { $0.lowerBound > start }
        ranges[member.key, default: []].append(start..<end)
        if !isKept { return }
        members.append(
            Member(
                path: path, value: member.value, valueRange: valueStart..<bytes.count, wholeRange: start..<end,
                isFirst: isFirst, isLast: isLast))
    }
}
