import Crypto
import Foundation

/// Seals where a list goes on into an opaque text, signed, and good for one list of one user only.
struct CursorCodec: Sendable {
    private let key: SymmetricKey

    /// - Parameter key: shared by all hosts of one database.
    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// - Parameter scope: names the list and its owner; the same scope opens it.
    func seal(_ position: String, scope: String) -> String {
        (Data(mac(position, scope)) + Data(position.utf8)).base64URL
    }

    /// The sealed position.
    ///
    /// - Throws: ``PageRequest/badCursor`` for a cursor that was forged, changed, or made for another list.
    func open(_ cursor: String, scope: String) throws -> String {
        guard cursor.utf8.count <= 2048, let sealed = Data(base64URL: cursor), sealed.count > Self.macLength
        else { throw PageRequest.badCursor }
        let position = String(decoding: sealed.dropFirst(Self.macLength), as: UTF8.self)
        let expected = mac(position, scope)
        let difference = zip(sealed.prefix(Self.macLength), expected).reduce(0) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { throw PageRequest.badCursor }
        return position
    }

    private static let macLength = 16

    private func mac(_ position: String, _ scope: String) -> [UInt8] {
        let message = Data("\(scope)\u{1F}\(position)".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(Self.macLength))
    }
}
