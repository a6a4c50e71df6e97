/// Why a delivery is not QStash's: the check that failed, never the signature itself.
public enum QStashSignatureError: Error, Hashable, Sendable {
    /// There is no `Upstash-Signature`.
    case missing
    /// More than ``QStashSignature/longest`` bytes.
    case tooLong
    /// Not three parts of base64url with JSON objects; says what is wrong.
    case malformed(String)
    /// The header names another algorithm than HS256, or none.
    case algorithm
    /// The header asks for extensions (`crit`) that are not understood.
    case criticalExtension
    /// Neither the current nor the next key made it.
    case signature
    /// A required claim is not there; its name.
    case claim(String)
    /// `iss` is another.
    case issuer
    /// `sub` is another address than the one that was called.
    case address
    /// `exp` is over.
    case expired
    /// `nbf` or `iat` is still to come; the claim's name.
    case notYetValid(String)
    /// The body is not the one that was signed.
    case body
}

extension QStashSignatureError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing: "there is none"
        case .tooLong: "it is too long"
        case .malformed(let reason): "it is no JWT (\(reason))"
        case .algorithm: "it is not made with HS256"
        case .criticalExtension: "it asks for extensions"
        case .signature: "no key of ours made it"
        case .claim(let name): "the claim \(name) is missing"
        case .issuer: "its issuer is another"
        case .address: "it was made for another address"
        case .expired: "it has expired"
        case .notYetValid(let name): "it is not valid yet (\(name))"
        case .body: "it was made for another body"
        }
    }
}
