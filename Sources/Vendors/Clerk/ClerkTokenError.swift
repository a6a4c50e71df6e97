/// Why a session token is not accepted: the check that failed, never the token itself.
public enum ClerkTokenError: Error, Hashable, Sendable {
    /// More than ``ClerkTokenVerifier/longestToken`` bytes.
    case tooLong
    /// Not three parts of base64url with JSON objects; says what is wrong.
    case malformed(String)
    /// A machine's token (`ak_…`, `oat_…`, `m2m_…`, `mt_…`), which stands for nobody's session.
    case machineToken
    /// The header's `typ` is another than `JWT`.
    case type
    /// The header names another algorithm than RS256, or none.
    case algorithm
    /// The header asks for extensions (`crit`) that are not understood.
    case criticalExtension
    /// No published key has the header's `kid`.
    case unknownKey
    /// The signature is not the key's.
    case signature
    /// A required claim is not there or of the wrong type; its name.
    case claim(String)
    /// `exp` is over.
    case expired
    /// `nbf` or `iat` is still to come; the claim's name.
    case notYetValid(String)
    /// `iss` is another.
    case issuer
    /// `azp` is none of the authorized parties, or not there.
    case authorizedParty
    /// It has an `aud`, which session tokens have not: it was made from a template, for another service.
    case audience
    /// `sts` is another than `active`: the person has still something to do before they are signed in.
    case pending
    /// The issuer's keys cannot be had: this says nothing about the token. Says why.
    case keysUnavailable(String)
    /// The task was cancelled.
    case cancelled

    /// Whether the issuer is to blame and not the token, so that trying again later may help.
    public var isIssuerUnavailable: Bool {
        switch self {
        case .keysUnavailable, .cancelled: true
        default: false
        }
    }
}

extension ClerkTokenError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong: "it is too long"
        case .malformed(let reason): "it is no JWT (\(reason))"
        case .machineToken: "it is a machine's and no session's"
        case .type: "it is of another type"
        case .algorithm: "it is not signed with RS256"
        case .criticalExtension: "it asks for extensions"
        case .unknownKey: "its key is unknown"
        case .signature: "its signature is wrong"
        case .claim(let name): "the claim \(name) is missing or of the wrong type"
        case .expired: "it has expired"
        case .notYetValid(let name): "it is not valid yet (\(name))"
        case .issuer: "its issuer is another"
        case .authorizedParty: "it was made for another party"
        case .audience: "it was made for another service"
        case .pending: "its session is not active yet"
        case .keysUnavailable(let reason): "the issuer's keys cannot be had (\(reason))"
        case .cancelled: "the check was cancelled"
        }
    }
}
