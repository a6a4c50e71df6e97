/// A Swift source taken apart, so that a rule about code does not trip over comments and texts.
struct SwiftMask {
    struct Literal: Hashable {
        var line: Int
        var text: String
    }

    /// The source with comments and the insides of texts blanked; line ends stay where they were.
    private(set) var code = ""
    /// The string literals, interpolated parts left out.
    private(set) var literals: [Literal] = []

    private enum Mode {
        /// `parentheses` are those open since an interpolation began; `nil` outside of one.
        case code(parentheses: Int?)
        case text(hashes: Int, quotes: Int)
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var masked: [UInt8] = []
    private var modes: [Mode] = [.code(parentheses: nil)]
    private var open: [(line: Int, bytes: [UInt8])] = []

    init(_ source: String) {
        bytes = Array(source.utf8)
        masked.reserveCapacity(bytes.count)
        while index < bytes.count, let mode = modes.last {
            switch mode {
            case .code(let parentheses): readCode(parentheses)
            case .text(let hashes, let quotes): readText(hashes, quotes)
            }
        }
        code = String(decoding: masked, as: UTF8.self)
    }

    private mutating func readCode(_ parentheses: Int?) {
        guard "/\"#()".utf8.contains(bytes[index]) else { return take(1) }
        if sees("//") { return blank { $0.bytes[$0.index] != UInt8(ascii: "\n") } }
        if sees("/*") { return blankBlockComment() }
        if let (hashes, quotes) = textOpening() {
            take(hashes + quotes)
            open.append((line, []))
            return modes.append(.text(hashes: hashes, quotes: quotes))
        }
        if let parentheses {
            let byte = bytes[index]
            let change = byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
            modes.removeLast()
            if parentheses + change > 0 { modes.append(.code(parentheses: parentheses + change)) }
        }
        take(1)
    }

    private mutating func readText(_ hashes: Int, _ quotes: Int) {
        guard bytes[index] == UInt8(ascii: "\\") || bytes[index] == UInt8(ascii: "\"") else { return keep(1) }
        let escape = "\\" + String(repeating: "#", count: hashes)
        if sees(escape + "(") {
            skip(escape.utf8.count)
            take(1)
            return modes.append(.code(parentheses: 1))
        }
        if sees(escape) { return keep(escape.utf8.count + 1) }
        let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
        guard sees(end) else { return keep(1) }
        take(end.utf8.count)
        modes.removeLast()
        guard let whole = open.popLast() else { return }
        literals.append(Literal(line: whole.line, text: String(decoding: whole.bytes, as: UTF8.self)))
    }

    /// How a text begins here, if one does: its hashes and its one or three quotes.
    private func textOpening() -> (hashes: Int, quotes: Int)? {
        let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
        let quotes = bytes[(index + hashes)...].prefix(3).prefix { $0 == UInt8(ascii: "\"") }.count
        return quotes == 0 ? nil : (hashes, quotes == 3 ? 3 : 1)
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            let change = sees("/*") ? 1 : sees("*/") ? -1 : 0
            depth += change
            skip(change == 0 ? 1 : 2)
        } while depth > 0 && index < bytes.count
    }

    private mutating func blank(while holds: (SwiftMask) -> Bool) {
        while index < bytes.count, holds(self) { skip(1) }
    }

    private func sees(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    private mutating func take(_ count: Int) { advance(count) { $0 } }

    private mutating func skip(_ count: Int) {
        advance(count) { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
    }

    private mutating func keep(_ count: Int) {
        open[open.count - 1].bytes += bytes[index..<min(index + count, bytes.count)]
        skip(count)
    }

    private mutating func advance(_ count: Int, _ write: (UInt8) -> UInt8) {
        for byte in bytes[index..<min(index + count, bytes.count)] {
            masked.append(write(byte))
            if byte == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }
}
