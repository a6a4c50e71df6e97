/// Which page of a list is asked for: `?limit=&cursor=`.
struct PageRequest: Sendable {
    var limit: Int
    var cursor: String?

    static let limits = 1...200

    static let parameters: [Parameter] = [
        .query("limit", "Rows on a page.", .integer(limits, fallback: 50)),
        .query("cursor", "Where the page before ended: its `meta.pagination.nextCursor`.", .string(1...2048)),
    ]

    init(limit: Int, cursor: String?) {
        self.limit = limit
        self.cursor = cursor
    }

    init(_ query: [String: String]) throws {
        limit = 50
        cursor = query["cursor"]
        if let text = query["limit"] {
            guard let number = Int(text), Self.limits.contains(number) else {
                throw APIError.validation([
                    FieldIssue(field: "limit", message: "is out of range", accepted: "a whole number from 1 to 200")
                ])
            }
            limit = number
        }
    }

    static let badCursor = APIError.validation([
        FieldIssue(
            field: "cursor", message: "is not a cursor of this list",
            accepted: "a nextCursor that this list gave, or no cursor to start over")
    ])
}
