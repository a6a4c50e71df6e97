public import FoundationEssentials

/// JSON as gemz reads and writes it: timestamps as ``Timestamp``, slashes plain.
public enum GemzJSON {
    /// A value as compact JSON, members in the order in which it encodes them.
    ///
    /// - Throws: `EncodingError` for a number that is none; whatever the value throws.
    public static func bytes(of value: some Encodable) throws -> [UInt8] { try JSONBytesEncoder.bytes(of: value) }

    /// For what is compared or kept as text: keys are sorted.
    ///
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
