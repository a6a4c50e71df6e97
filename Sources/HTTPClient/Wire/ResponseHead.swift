/// An answer's status and headers, read line by line as libcurl hands them over.
struct ResponseHead: Sendable {
    private(set) var status = 0
    private(set) var headers: [(name: String, value: String)] = []
    /// Whether the empty line came that ends a head.
    private(set) var isComplete = false

    /// Reads one line with its line end.
    ///
    /// A status line begins anew: interim answers and redirects come before the last one. Lines after a complete
    /// head are a chunked body's trailers, which nobody needs.
    mutating func read(_ line: UnsafeRawBufferPointer) {
        var line = line[...]
        while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line.removeLast() }
        if line.starts(with: "HTTP/".utf8) {
            self = ResponseHead()
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
        } else if isComplete {
            return
        } else if let first = line.first {
            first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") ? fold(line) : add(line)
        } else {
            isComplete = true
        }
    }

    /// Whether no other head will follow this one.
    func isFinal(followsRedirects: Bool) -> Bool {
        guard isComplete, status >= 200 else { return false }
        let leadsElsewhere = headers.contains { $0.name.lowercased() == "location" }
        return !(followsRedirects && (300..<400).contains(status) && leadsElsewhere)
    }

    private mutating func add(_ line: Slice<UnsafeRawBufferPointer>) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        headers.append((name: Self.text(line[..<colon]), value: Self.text(line[line.index(after: colon)...])))
    }

    /// A line that begins with white space goes on with the header before it (RFC 9112, 5.2).
    private mutating func fold(_ line: Slice<UnsafeRawBufferPointer>) {
        guard let last = headers.indices.last else { return }
        headers[last].value += " " + Self.text(line)
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let bytes = bytes.drop(while: isSpace)
        let end = bytes.lastIndex { !isSpace($0) }.map { bytes.index(after: $0) } ?? bytes.startIndex
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
