import Effects
import Foundation
import PlatformAPI

/// What a line of the log says.
///
/// Written as a text with values in it: with those of types that are a ``LogValue``, and with errors. A session or a
/// configuration as a whole does not compile in one; a text does, whatever it says, so what is secret or personal is made
/// ``Redacted`` where a line is written, and ``LogNet`` catches what was not.
struct LogMessage: ExpressibleByStringInterpolation, Sendable {
    let text: String

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: some LogValue) { text += value.logText }

        /// An error's own words, which name no parameter's value.
        mutating func appendInterpolation(_ error: some Error) { text += "\(error)" }
    }
}

/// A value that may stand in a log as it is.
protocol LogValue {
    var logText: String { get }
}

extension String: LogValue {
    var logText: String { self }
}

extension Substring: LogValue {
    var logText: String { String(self) }
}

extension Int: LogValue {
    var logText: String { String(self) }
}

extension Double: LogValue {
    var logText: String { "\(self)" }
}

extension UUID: LogValue {
    var logText: String { text }
}

extension PlatformID: LogValue {
    var logText: String { rawValue }
}
