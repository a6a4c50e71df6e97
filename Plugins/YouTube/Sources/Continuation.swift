import FoundationEssentials
import PlatformAPI

/// How far the video search for one term has been read.
struct Continuation: Hashable, Codable {
    /// The provider's token for the next page, about 588 characters; `nil` for the first page.
    var token: String?
    /// How many pages running had nothing on them.
    var blankPages = 0

    static let start = Continuation()

    /// Where the search goes on after a page; `nil` at its end.
    ///
    /// The last page has no token, `null` or an empty one. One that was just asked with would give the same page for
    /// ever. A page may be blank and have a token, because YouTube filled it with what the provider does not list; two
    /// running are the end.
    func next(after body: JSONReader, isBlank: Bool) -> Continuation? {
        let blankPages = isBlank ? self.blankPages + 1 : 0
        guard let token = body.string("continuationToken"), !token.isEmpty, token != self.token, blankPages < 2 else {
            return nil
        }
        return Continuation(token: token, blankPages: blankPages)
    }

    /// The provider call for the page that comes next.
    func request(for query: String, region: String?) -> ProviderRequest {
        var parameters = ["query": query]
        if let token { parameters["continuationToken"] = token }
        if let region { parameters["region"] = region }
        return ProviderRequest(path: "/v1/youtube/search", query: parameters)
    }
}

extension Decodable where Self: Encodable {
    /// - Throws: ``PlatformError/invalidInput(_:)`` for a cursor that another searcher made.
    init(reading cursor: Cursor) throws(PlatformError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(cursor.rawValue.utf8))
        } catch {
            throw .invalidInput("the cursor does not belong to this search")
        }
    }

    /// `nil` where the position takes more than a cursor holds.
    var asCursor: Cursor? {
        // Values of numbers and strings always encode.
        guard let bytes = try? GemzJSON.encoder().encode(self), bytes.count <= Cursor.maxBytes else { return nil }
        return Cursor(rawValue: String(decoding: bytes, as: UTF8.self))
    }
}
