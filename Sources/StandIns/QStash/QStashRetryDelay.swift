import Foundation

/// An `Upstash-Retry-Delay`: an expression over `retried`, in milliseconds.
///
/// Numbers, `retried`, `+ - * /`, parentheses, and the functions of the vendor's documents.
struct QStashRetryDelay: Hashable, Sendable {
    /// As it was written.
    let text: String
    private let root: Term

    private indirect enum Term: Hashable, Sendable {
        case number(Double)
        case retried
        case operation(Character, Term, Term)
        case call(String, [Term])
    }

    /// `nil` for what is no such expression.
    init?(_ text: String) {
        var parser = Parser(text: Array(text.utf8))
        guard text.utf8.count <= 1000, let root = parser.whole() else { return nil }
        self.text = text
        self.root = root
    }

    /// The wait before a retry, at most a day; 0 where the expression has no value.
    ///
    /// - Parameter retried: retries so far; 0 for the first.
    func milliseconds(retried: Int) -> Int {
        let value = Self.value(of: root, retried: Double(retried))
        return value.isNaN ? 0 : Int(min(max(value, 0), 86_400_000))
    }

    private static func value(of term: Term, retried: Double) -> Double {
        switch term {
        case .number(let number): return number
        case .retried: return retried
        case .operation(let sign, let left, let right):
            let (left, right) = (value(of: left, retried: retried), value(of: right, retried: retried))
            switch sign {
            case "+": return left + right
            case "-": return left - right
            case "*": return left * right
            default: return left / right
            }
        case .call(let name, let arguments):
            let values = arguments.map { value(of: $0, retried: retried) }
            return functions[name]?.body(values) ?? .nan
        }
    }

    private static let functions: [String: (arity: Int, body: @Sendable ([Double]) -> Double)] = [
        "pow": (2, { pow($0[0], $0[1]) }), "sqrt": (1, { $0[0].squareRoot() }), "abs": (1, { abs($0[0]) }),
        "exp": (1, { exp($0[0]) }), "floor": (1, { $0[0].rounded(.down) }), "ceil": (1, { $0[0].rounded(.up) }),
        "round": (1, { $0[0].rounded() }), "min": (2, { min($0[0], $0[1]) }), "max": (2, { max($0[0], $0[1]) }),
    ]

    /// Recursive descent; the text's length bounds its depth.
    private struct Parser {
        let text: [UInt8]
        var position = 0
        var depth = 0

        mutating func whole() -> Term? {
            guard let term = sum() else { return nil }
            return peek == nil ? term : nil
        }

        private mutating func sum() -> Term? {
            guard depth < 100, var left = product() else { return nil }
            while let sign = take("+") ?? take("-") {
                guard let right = product() else { return nil }
                left = .operation(sign, left, right)
            }
            return left
        }

        private mutating func product() -> Term? {
            guard var left = factor() else { return nil }
            while let sign = take("*") ?? take("/") {
                guard let right = factor() else { return nil }
                left = .operation(sign, left, right)
            }
            return left
        }

        private mutating func factor() -> Term? {
            depth += 1
            defer { depth -= 1 }
            guard depth < 100, let next = peek else { return nil }
            if take("-") != nil { return factor().map { .operation("-", .number(0), $0) } }
            if take("(") != nil {
                guard let term = sum(), take(")") != nil else { return nil }
                return term
            }
            return Self.isDigit(next) ? number() : name()
        }

        private mutating func number() -> Term? {
            let digits = text[position...].prefix { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
            position += digits.count
            return Double(String(decoding: digits, as: UTF8.self)).map { .number($0) }
        }

        private mutating func name() -> Term? {
            let letters = text[position...].prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            position += letters.count
            let name = String(decoding: letters, as: UTF8.self)
            if name == "retried" { return .retried }
            guard let function = QStashRetryDelay.functions[name], take("(") != nil else { return nil }
            var arguments: [Term] = []
            repeat {
                guard let argument = sum() else { return nil }
                arguments.append(argument)
            } while take(",") != nil
            guard take(")") != nil, arguments.count == function.arity else { return nil }
            return .call(name, arguments)
        }

        /// The next character that is no space.
        private var peek: UInt8? {
            mutating get {
                while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
                return position < text.count ? text[position] : nil
            }
        }

        private mutating func take(_ character: Character) -> Character? {
            guard let next = peek, Character(UnicodeScalar(next)) == character else { return nil }
            position += 1
            return character
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }
}
