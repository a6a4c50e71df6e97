import Crypto
import Effects
import Foundation

/// Hides a session's id in the browser's refresh cookie: nobody else can read one, change one or make one.
struct SessionSeal: Sendable {
    private static let purpose = Data("gemz refresh cookie, version 1".utf8)

    private let key: SymmetricKey
    private let effects: Effects

    /// - Parameter key: 32 bytes, shared by all hosts of one database.
    init(key: [UInt8], effects: Effects) {
        self.key = SymmetricKey(data: key)
        self.effects = effects
    }

    func seal(_ sessionID: String) throws -> String {
        let nonce = try AES.GCM.Nonce(data: effects.randomBytes(12))
        let box = try AES.GCM.seal(Data(sessionID.utf8), using: key, nonce: nonce, authenticating: Self.purpose)
        return (Data(nonce) + box.ciphertext + box.tag).base64URL
    }

    /// `nil` for what ``seal(_:)`` of this key did not make.
    func open(_ text: String) -> String? {
        guard text.utf8.count <= 1000, let data = Data(base64URL: text),
            let box = try? AES.GCM.SealedBox(combined: data),  // too short to be one
            let opened = try? AES.GCM.open(box, using: key, authenticating: Self.purpose)  // forged, or of an old key
        else { return nil }
        return String(decoding: opened, as: UTF8.self)
    }
}
