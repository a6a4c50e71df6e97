import Foundation

/// The cookies of a request.
struct RequestCookies: Sendable {
    private var values: [String: String] = [:]

    /// - Parameter header: `Cookie`. Of a repeated name the first counts, which has the longest path.
    init(_ header: String? = nil) {
        for pair in (header ?? "").split(separator: ";") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            let name = sides[0].trimmingCharacters(in: .whitespaces)
            if values[name] == nil { values[name] = sides[1].trimmingCharacters(in: .whitespaces) }
        }
    }

    /// `nil` for a cookie that is not there or empty.
    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}

/// A cookie to be kept by the browser, out of every script's reach.
struct ResponseCookie: Sendable {
    enum SameSite: String, Sendable {
        /// Sent along also when a link on another site leads here.
        case lax = "Lax"
        /// Sent along with requests of gemz's own pages only.
        case strict = "Strict"
    }

    var name: String
    /// Of characters that need no quoting.
    var value: String
    var path = "/"
    /// Seconds; 0 deletes, `nil` lasts until the browser is closed.
    var maxAge: Int?
    var sameSite = SameSite.lax
    /// Whether it travels by `https` alone.
    var isSecure: Bool

    var header: (name: String, value: String) {
        let age = maxAge.map { "; Max-Age=\($0)" } ?? ""
        let secure = isSecure ? "; Secure" : ""
        return ("Set-Cookie", "\(name)=\(value); Path=\(path)\(age); HttpOnly; SameSite=\(sameSite.rawValue)\(secure)")
    }
}
