/// The filters, order and page of `GET /users` and `GET /users/count`.
struct ClerkUserQuery: Sendable {
    private let emails: Set<String>
    private let userIDs: Set<String>
    private let externalIDs: Set<String>
    private let usernames: Set<String>
    private let text: String?
    private let wantsBanned: Bool
    private let order: Order
    private let limit: Int
    private let offset: Int

    private struct Order {
        var field: String
        var isDescending: Bool
    }

    init(_ request: VendorRequest) throws(ClerkFailure) {
        let query = request.query
        emails = Set(request.values(of: "email_address").map { $0.lowercased() })
        userIDs = Set(request.values(of: "user_id"))
        externalIDs = Set(request.values(of: "external_id"))
        usernames = Set(request.values(of: "username"))
        text = query["query"].flatMap { $0.isEmpty ? nil : $0.lowercased() }
        wantsBanned = query["banned"] == "true"
        limit = try Self.number("limit", in: query, 1...500, default: 10)
        offset = try Self.number("offset", in: query, 0...Int.max, default: 0)
        order = try Self.order(query["order_by"] ?? "-created_at")
    }

    /// - Parameter users: oldest first.
    func matches(_ users: [ClerkUser]) -> [ClerkUser] {
        if wantsBanned { return [] }  // nobody is ever banned here
        return users.filter { user in
            (emails.isEmpty || user.emails.contains { emails.contains($0.address) })
                && (userIDs.isEmpty || userIDs.contains(user.id))
                && (externalIDs.isEmpty || user.texts["external_id"].map(externalIDs.contains) == true)
                && (usernames.isEmpty || user.texts["username"].map(usernames.contains) == true)
                && (text.map { isIn(user, $0) } ?? true)
        }
    }

    /// The page that was asked for.
    ///
    /// - Parameter users: oldest first.
    func page(of users: [ClerkUser]) -> [ClerkUser] {
        let ranked = matches(users).enumerated().map { (key: key(of: $1), index: $0, user: $1) }
        let ascending = ranked.sorted { ($0.key, $0.index) < ($1.key, $1.index) }.map(\.user)
        let ordered = order.isDescending ? ascending.reversed() : ascending
        return Array(ordered.dropFirst(offset).prefix(limit))
    }

    private func isIn(_ user: ClerkUser, _ text: String) -> Bool {
        (user.emails.map(\.address) + Array(user.texts.values) + [user.id]).contains { $0.lowercased().contains(text) }
    }

    /// Times are written with 16 digits, so that they sort as texts.
    private func key(of user: ClerkUser) -> String {
        func sortable(_ time: Int) -> String { String(repeating: "0", count: max(0, 16 - "\(time)".count)) + "\(time)" }
        return switch order.field {
        case "created_at": sortable(user.createdAt)
        case "updated_at": sortable(user.updatedAt)
        case "last_sign_in_at", "last_active_at": sortable(user.lastSignInAt ?? 0)
        case "email_address": user.emails.first?.address ?? ""
        default: user.texts[order.field] ?? ""
        }
    }

    private static func order(_ text: String) throws(ClerkFailure) -> Order {
        let fields = [
            "created_at", "updated_at", "last_sign_in_at", "last_active_at", "email_address", "username",
            "first_name", "last_name",
        ]
        // A `+` that a client left as it is arrives as a space.
        let field = text.first.map { "+- ".contains($0) } == true ? String(text.dropFirst()) : text
        guard fields.contains(field) else { throw .badFormat("order_by", "must be one of \(fields).") }
        return Order(field: field, isDescending: text.hasPrefix("-"))
    }

    private static func number(
        _ name: String, in query: [String: String], _ range: ClosedRange<Int>, default fallback: Int
    ) throws(ClerkFailure) -> Int {
        guard let text = query[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw .badFormat(name, "must be a number from \(range.lowerBound) on.")
        }
        return number
    }
}
