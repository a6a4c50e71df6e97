import Vendors

extension ClerkAPIError {
    /// What to throw in its place, for callers of this host.
    ///
    /// - Parameters:
    ///   - refusal: what it means that the issuer refused.
    ///   - log: is told why the issuer cannot be asked.
    func answer(refusal: APIError, log: HouseLog) -> any Error {
        switch self {
        case .cancelled: return CancellationError()
        case .refused: return refusal
        case .unavailable(let reason):
            log.area("auth").warned("the issuer of sessions gave no answer: \(reason)")
            return APIError(.vendorUnavailable, "The issuer of sessions cannot be reached. Try again shortly.")
        }
    }
}
