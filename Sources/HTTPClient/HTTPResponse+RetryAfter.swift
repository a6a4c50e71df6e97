import CLibcurl
public import Foundation

extension HTTPResponse {
    /// How long the server asks to be left alone by its `Retry-After` (RFC 9110, 10.2.3); nil when it does not ask.
    ///
    /// At most a day: one mistaken date must not park anything for years.
    ///
    /// - Parameter now: the instant that an HTTP date counts from.
    public func retryAfter(now: Date) -> Duration? {
        guard let value = header("Retry-After"), !value.isEmpty else { return nil }
        let day = 86_400.0
        if value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return .seconds(min(Double(value) ?? day, day))
        }
        // Reads all three forms of an HTTP date; -1 for no date, and times before 1970 mean nothing here.
        let seconds = curl_getdate(value, nil)
        guard seconds >= 0 else { return nil }
        return .seconds(min(max(0, Date(timeIntervalSince1970: Double(seconds)).timeIntervalSince(now)), day))
    }
}
