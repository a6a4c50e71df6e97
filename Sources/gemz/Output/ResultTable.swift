import Foundation

/// Creators as a table for people: handle, followers, e-mail, link.
enum ResultTable {
    private static let widths = [28, 12, 34, 46]

    /// - Parameter limit: rows at most; what is left out is said in a last line.
    static func text(_ creators: [[String: Any]], limit: Int) -> String {
        var lines = [row(["HANDLE", "FOLLOWERS", "E-MAIL", "LINK"])]
        lines += creators.prefix(limit).map { creator in
            row([handle(creator), followers(creator), email(creator), creator["profileUrl"] as? String ?? ""])
        }
        if creators.count > limit { lines.append("… and \(creators.count - limit) more") }
        return lines.joined(separator: "\n")
    }

    private static func handle(_ creator: [String: Any]) -> String {
        (creator["handle"] as? String).map { "@\($0)" } ?? creator["displayName"] as? String ?? ""
    }

    private static func followers(_ creator: [String: Any]) -> String {
        (creator["followers"] as? Int)?.formatted(.number.notation(.compactName).locale(Locale(identifier: "en_US")))
            ?? ""
    }

    private static func email(_ creator: [String: Any]) -> String {
        let emails = creator["emails"] as? [[String: Any]] ?? []
        return emails.compactMap { $0["address"] as? String }.joined(separator: ", ")
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).map { fit($0, to: $1) }.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }

    private static func fit(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text + String(repeating: " ", count: width - text.count) }
        return text.prefix(width - 1) + "…"
    }
}
