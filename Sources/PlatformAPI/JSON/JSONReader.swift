import CSimdJSON

/// Reads a provider's JSON by path, over simdjson.
///
/// Asking for something that is not there, is null, or has another type gives `nil` or an empty list, so transformers
/// stay free of casts; ``require(_:_:)`` throws with the full path where a thing is indispensable.
/// Paths are dotted, with indices in brackets: `data.user.edge_followed_by.count`, `url_list[0]`. A key that itself
/// holds a dot or a bracket is reached through ``members(_:)``.
public struct JSONReader: Sendable {
    /// What a value is.
    public enum Kind: String, Sendable {
        case absent, null, bool, number, string, array, object
    }

    /// Where this value stands in the whole body, such as `search_item_list[3].aweme_info`; empty for the root.
    public var path: String { place.path }
    private let place: JSONPlace
    private let document: JSONDocument
    /// simdjson's handle; `nil` where there is nothing at ``path``.
    private let element: csj_element?

    /// What of a body's faults is mended rather than refused.
    public enum Mending: Sendable {
        /// A number too large for 64 bits becomes a string of the same digits; it is sound JSON, after all.
        case numbers
        /// Beside ``numbers``, lone surrogates and invalid UTF-8 become U+FFFD, and bare control characters and unknown
        /// escapes stand for themselves. For bodies that nobody can ask to be sent again rightly.
        case numbersAndTexts
    }

    /// Parses a whole body. A byte order mark is skipped.
    ///
    /// - Throws: ``PlatformError/badShape(path:reason:)`` saying what was there instead: HTML, nothing, JSON cut off.
    public init(parsing bytes: [UInt8], mending: Mending = .numbersAndTexts) throws(PlatformError) {
        document = try JSONDocument(parsing: bytes, mending: mending)
        element = document.root
        place = .root
    }

    private init(document: JSONDocument, element: csj_element?, place: JSONPlace) {
        self.document = document
        self.element = element
        self.place = place
    }

    // MARK: Ways down

    /// The value at a path below this one; a reader of kind ``Kind/absent`` where there is none.
    public subscript(_ path: String) -> JSONReader {
        guard !path.isEmpty else { return self }
        return JSONReader(document: document, element: find(path), place: .member(place, path))
    }

    /// simdjson's handle for the value at a path; this value's own for the empty path.
    func find(_ path: String) -> csj_element? {
        guard !path.isEmpty, let element else { return element }
        var path = path
        return path.withUTF8 { Self.find($0, from: element) }
    }

    private static func find(_ path: UnsafeBufferPointer<UInt8>, from element: csj_element) -> csj_element? {
        var current = element
        var start = 0
        while start < path.count {
            let part = path[start...].prefix { $0 != UInt8(ascii: ".") }
            start = part.endIndex + 1
            guard !part.isEmpty else { continue }
            if part.contains(UInt8(ascii: "[")) {
                for step in JSONPath.steps(of: String(decoding: part, as: UTF8.self)) {
                    guard let next = child(of: current, step) else { return nil }
                    current = next
                }
            } else {
                guard let next = member(of: current, UnsafeBufferPointer(rebasing: part)) else { return nil }
                current = next
            }
        }
        return current
    }

    private static func child(of handle: csj_element, _ step: JSONPath.Step) -> csj_element? {
        switch step {
        case .key(let key):
            var key = key
            return key.withUTF8 { member(of: handle, $0) }
        case .index(let index):
            let elements = elements(of: handle, atMost: index + 1)
            return elements.indices.contains(index) ? elements[index] : nil
        }
    }

    private static func member(of handle: csj_element, _ key: UnsafeBufferPointer<UInt8>) -> csj_element? {
        var found = csj_element()
        let isThere = key.withMemoryRebound(to: CChar.self) { csj_find(handle, $0.baseAddress, $0.count, &found) }
        return isThere ? found : nil
    }

    private static func elements(of handle: csj_element, atMost limit: Int = .max) -> [csj_element] {
        guard csj_kind_of(handle) == CSJ_ARRAY else { return [] }
        let count = min(csj_count(handle), limit)
        return [csj_element](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = csj_elements(handle, buffer.baseAddress, count)
        }
    }

    /// What this value is.
    public var kind: Kind {
        Self.kind(of: element)
    }

    static func kind(of element: csj_element?) -> Kind {
        guard let element else { return .absent }
        switch csj_kind_of(element) {
        case CSJ_NULL: return .null
        case CSJ_BOOL: return .bool
        case CSJ_INT, CSJ_UINT, CSJ_DOUBLE: return .number
        case CSJ_STRING: return .string
        case CSJ_ARRAY: return .array
        default: return .object
        }
    }

    /// Whether there is a value other than null.
    public func exists(_ path: String) -> Bool {
        switch Self.kind(of: find(path)) {
        case .absent, .null: false
        default: true
        }
    }

    /// The elements of an array at a path; empty where there is no array.
    public func elements(_ path: String = "") -> [JSONReader] {
        let array = self[path]
        guard let handle = array.element else { return [] }
        return Self.elements(of: handle).enumerated().map { index, handle in
            JSONReader(document: document, element: handle, place: .element(array.place, index))
        }
    }

    /// The members of an object at a path, in order; empty where there is no object.
    public func members(_ path: String = "") -> [(key: String, value: JSONReader)] {
        let object = self[path]
        guard let handle = object.element, csj_kind_of(handle) == CSJ_OBJECT else { return [] }
        let count = csj_count(handle)
        var keys = [csj_text](repeating: csj_text(), count: count)
        var values = [csj_element](repeating: csj_element(), count: count)
        let filled = csj_members(handle, &keys, &values, count)
        return (0..<filled).map { index in
            let key = Self.text(of: keys[index])
            return (key, JSONReader(document: document, element: values[index], place: .member(object.place, key)))
        }
    }

    /// The value at a path.
    ///
    /// - Throws: ``PlatformError/badShape(path:reason:)`` with the full path when it is not of that kind.
    public func require(_ path: String, _ kind: Kind) throws(PlatformError) -> JSONReader {
        let value = self[path]
        guard value.kind == kind else {
            throw .badShape(path: value.path, reason: "expected \(kind.rawValue), found \(value.kind.rawValue)")
        }
        return value
    }

    // MARK: Plain values

    /// A string exactly as it stands; it may be empty.
    public func string(_ path: String = "") -> String? {
        find(path).flatMap(Self.string)
    }

    static func string(of handle: csj_element) -> String? {
        csj_kind_of(handle) == CSJ_STRING ? text(of: csj_string_value(handle)) : nil
    }

    /// `true` or `false`, or 1 or 0.
    public func bool(_ path: String = "") -> Bool? {
        guard let handle = find(path) else { return nil }
        switch csj_kind_of(handle) {
        case CSJ_BOOL: return csj_bool_value(handle)
        case CSJ_INT:
            let number = csj_int_value(handle)
            return number == 1 ? true : number == 0 ? false : nil
        default: return nil
        }
    }

    /// An exact integer; floats count where they are integral and below 2^53.
    public func integer(_ path: String = "") -> Int? { find(path).flatMap(Self.integer) }

    static func integer(of handle: csj_element) -> Int? {
        switch csj_kind_of(handle) {
        case CSJ_INT: return Int(csj_int_value(handle))
        case CSJ_DOUBLE:
            let number = csj_double_value(handle)
            let isExact = number == number.rounded() && abs(number) < 9_007_199_254_740_992
            return isExact ? Int(number) : nil
        default: return nil
        }
    }

    /// A finite number.
    public func double(_ path: String = "") -> Double? { find(path).flatMap(Self.double) }

    static func double(of handle: csj_element) -> Double? {
        switch csj_kind_of(handle) {
        case CSJ_INT: return Double(csj_int_value(handle))
        case CSJ_UINT: return Double(csj_uint_value(handle))
        case CSJ_DOUBLE: return csj_double_value(handle)
        default: return nil
        }
    }

    /// An id: a whole string that is not empty, or an integer's exact digits.
    public func id(_ path: String = "") -> String? {
        guard let handle = find(path) else { return nil }
        switch csj_kind_of(handle) {
        case CSJ_INT: return String(csj_int_value(handle))
        case CSJ_UINT: return String(csj_uint_value(handle))
        case CSJ_STRING:
            let text = Self.text(of: csj_string_value(handle))
            return text.isEmpty || Self.holdsDropped(text) ? nil : text
        default: return nil
        }
    }

    private static func text(of text: csj_text) -> String {
        guard let bytes = text.bytes else { return "" }
        return String(
            decoding: UnsafeRawBufferPointer(start: bytes, count: text.length), as: UTF8.self)
    }
}
