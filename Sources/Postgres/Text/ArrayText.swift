/// One-dimensional arrays in the server's text form: `{1,2}`, `{"a b","say \"hi\""}` (manual, section 8.15.6).
enum ArrayText {
    /// Appends an array whose elements need no quotes.
    static func append(bare elements: some Sequence<String>, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        for element in elements {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            buffer.append(contentsOf: element.utf8)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// Appends an array whose elements are quoted, whatever they hold.
    static func append(quoted elements: some Sequence<some Sequence<UInt8>>, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        for element in elements {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            buffer.append(UInt8(ascii: "\""))
            for byte in element {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { buffer.append(UInt8(ascii: "\\")) }
                buffer.append(byte)
            }
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// The elements, nil where one is NULL; nil altogether where this is no one-dimensional array.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> [[UInt8]?]? {
        guard text.count >= 2, text[0] == UInt8(ascii: "{"), text[text.count - 1] == UInt8(ascii: "}") else {
            return nil
        }
        var elements: [[UInt8]?] = []
        var position = 1
        let end = text.count - 1
        while position < end {
            guard let element = parseElement(text, &position, end) else { return nil }
            elements.append(element.value)
            guard position < end else { break }
            guard text[position] == UInt8(ascii: ","), position + 1 < end else { return nil }
            position += 1
        }
        return elements
    }

    private static func parseElement(
        _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int
    ) -> (value: [UInt8]?, Void)? {
        var bytes: [UInt8] = []
        guard text[position] == UInt8(ascii: "\"") else {
            while position < end, text[position] != UInt8(ascii: ",") {
                // A brace here opens a second dimension.
                if text[position] == UInt8(ascii: "{") { return nil }
                bytes.append(text[position])
                position += 1
            }
            return (bytes.elementsEqual("NULL".utf8) ? nil : bytes, ())
        }
        position += 1
        while position < end, text[position] != UInt8(ascii: "\"") {
            if text[position] == UInt8(ascii: "\\") { position += 1 }
            guard position < end else { return nil }
            bytes.append(text[position])
            position += 1
        }
        guard position < end else { return nil }
        position += 1
        return (bytes, ())
    }
}
