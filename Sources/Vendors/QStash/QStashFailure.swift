import Foundation

/// What QStash tells a failure callback: which message it could not deliver, and what it was answered last.
public struct QStashFailure: Hashable, Sendable {
    /// The body of the message, as it was published.
    public var sourceBody: [UInt8]
    /// The last answer's status; 0 or less where there was no answer.
    public var status: Int

    /// Reads a callback's body; `nil` for anything else.
    public init?(body: [UInt8]) {
        struct Callback: Decodable {
            var sourceBody: String
            var status: Int?
        }
        // Whatever is not a callback is not one: the caller says what that means.
        guard let callback = try? JSONDecoder().decode(Callback.self, from: Data(body)),
            let source = Data(base64Encoded: callback.sourceBody)
        else { return nil }
        sourceBody = Array(source)
        status = callback.status ?? 0
    }
}
