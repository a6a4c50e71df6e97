public import FoundationEssentials

/// Instants as gemz writes them everywhere: RFC 3339 in UTC with milliseconds, `2026-01-02T03:04:05.678Z`.
public enum Timestamp {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let wholeSeconds = Date.ISO8601FormatStyle()

    /// An instant as text.
    public static func string(from date: Date) -> String { date.formatted(style) }

    /// Reads RFC 3339 with or without a fraction; `nil` for anything else.
    public static func date(from text: String) -> Date? {
        (try? Date(text, strategy: style)) ?? (try? Date(text, strategy: wholeSeconds))
    }
}

/// JSON as gemz reads and writes it: timestamps as ``Timestamp``, keys sorted, slashes plain.
public enum GemzJSON {
    /// - Parameter pretty: one member a line, indented.
    public static func encoder(pretty: Bool = false) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.string(from: date))
        }
        return encoder
    }

    /// Reads what ``encoder(pretty:)`` writes.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Timestamp.date(from: text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\(text) is no RFC 3339 timestamp")
            }
            return date
        }
        return decoder
    }
}
