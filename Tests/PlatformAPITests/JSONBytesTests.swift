import FoundationEssentials
import PlatformAPI
import Testing

@Suite("JSON as bytes")
struct JSONBytesTests {
    @Test("is what Foundation's encoder writes, but for the order of members", arguments: JSONSamples.creators)
    func creators(_ creator: Creator) throws {
        let ours = try GemzJSON.bytes(of: creator)
        #expect(try Self.canonical(ours) == Self.canonical(Array(GemzJSON.encoder().encode(creator))))
        #expect(try GemzJSON.decoder().decode(Creator.self, from: Data(ours)) == creator)
    }

    @Test("a creator reads the same by itself and inside of something else", arguments: JSONSamples.creators)
    func nested(_ creator: Creator) throws {
        struct Holder: Encodable { var creators: [Creator] }
        // Through the containers of `Codable`, which the creator's own writing passes by.
        struct Plain: Encodable {
            var creator: Creator
            func encode(to encoder: any Encoder) throws { try creator.encode(to: encoder) }
        }
        let alone = String(decoding: try GemzJSON.bytes(of: creator), as: UTF8.self)
        #expect(String(decoding: try GemzJSON.bytes(of: Plain(creator: creator)), as: UTF8.self) == alone)
        let held = try GemzJSON.bytes(of: Holder(creators: [creator, creator]))
        #expect(String(decoding: held, as: UTF8.self) == "{\"creators\":[\(alone),\(alone)]}")
    }

    @Test("every shape of value has its JSON")
    func shapes() throws {
        let shape = Shape()
        let expected = """
            {"none":{},"list":[],"text":"a\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f/é✨","whole":3,"part":0.25,"tiny":1e-07,\
            "small":-7,"big":18446744073709551615,"yes":true,"date":"2026-01-02T03:04:05.678Z","map":{"k":1},\
            "lists":[[1],[]],"nested":{"inner":["x",null]},"again":1}
            """
        #expect(String(decoding: try GemzJSON.bytes(of: shape), as: UTF8.self) == expected)
        #expect(
            try Self.canonical(GemzJSON.bytes(of: shape)) == Self.canonical(Array(GemzJSON.encoder().encode(shape))))
        #expect(String(decoding: try GemzJSON.bytes(of: "plain"), as: UTF8.self) == "\"plain\"")
        #expect(String(decoding: try GemzJSON.bytes(of: [1, 2]), as: UTF8.self) == "[1,2]")
        #expect(String(decoding: try GemzJSON.bytes(of: SearchMode.keyword), as: UTF8.self) == "\"keyword\"")
    }

    @Test("what is no number is refused", arguments: [Double.nan, .infinity, -.infinity])
    func noNumber(_ number: Double) {
        #expect(throws: EncodingError.self) { try GemzJSON.bytes(of: ["n": number]) }
    }

    private struct Nothing: Encodable {}

    private struct Shape: Encodable {
        enum Key: String, CodingKey {
            case none, list, text, whole, part, tiny, small, big, yes, date, map, lists, nested, inner, again
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Key.self)
            try fields.encode(Nothing(), forKey: .none)
            try fields.encode([Int](), forKey: .list)
            try fields.encode("a\"b\\c\n\t\r\u{8}\u{C}\u{1}\u{1F}/é✨", forKey: .text)
            try fields.encode(3.0, forKey: .whole)
            try fields.encode(0.25, forKey: .part)
            try fields.encode(1e-7, forKey: .tiny)
            try fields.encode(Int8(-7), forKey: .small)
            try fields.encode(UInt64.max, forKey: .big)
            try fields.encode(true, forKey: .yes)
            try fields.encode(Date(timeIntervalSince1970: 1_767_323_045.678), forKey: .date)
            try fields.encode(["k": 1], forKey: .map)
            try fields.encode([[1], []], forKey: .lists)
            var nested = fields.nestedContainer(keyedBy: Key.self, forKey: .nested)
            var inner = nested.nestedUnkeyedContainer(forKey: .inner)
            try inner.encode("x")
            try inner.encodeNil()
            var again = encoder.container(keyedBy: Key.self)
            try again.encode(1, forKey: .again)
        }
    }

    /// The same JSON with sorted keys, for comparing.
    private static func canonical(_ bytes: [UInt8]) throws -> String {
        func text(_ value: JSONReader) -> String {
            switch value.kind {
            case .object:
                let members = value.members().sorted { $0.key < $1.key }.map {
                    "\($0.key.debugDescription):\(text($0.value))"
                }
                return "{\(members.joined(separator: ","))}"
            case .array: return "[\(value.elements().map(text).joined(separator: ","))]"
            case .string: return value.string().debugDescription
            case .number: return value.integer().map(String.init) ?? "\(value.double() ?? .nan)"
            case .bool: return "\(value.bool() == true)"
            case .null, .absent: return "null"
            }
        }
        return text(try JSONReader(parsing: bytes))
    }
}

private enum JSONSamples {
    static let creators: [Creator] = {
        let date = Date(timeIntervalSince1970: 1_767_323_045.678)
        let content = Content(
            id: "1", url: "https://example.com/1", caption: "Say \"hi\" \\ to\n✨", hashtags: ["vegan", "日本"],
            publishedAt: date, publishedAtApproximate: true, durationSeconds: 31.5,
            coverUrl: "https://example.com/c.jpg?x-expires=1767323045", views: 1, likes: 0, comments: 3, shares: 4)
        let email = CreatorEmail(
            address: "jane@bücher.example", asciiAddress: "jane@xn--bcher-kva.example", source: .bio, confidence: 0.98,
            mixedScript: true)
        let bare = Creator(platform: "toy", externalId: "1")
        let whole = Creator(
            platform: "toy", externalId: "12345678901234567", handle: "jane", displayName: "Jane \u{1}",
            profileUrl: "https://example.com/@jane", avatarUrl: "https://example.com/a.jpg?oe=69574405", bio: "a\tb",
            emails: [email, CreatorEmail(address: "j@example.com", source: .content, confidence: 1)],
            links: [
                CreatorLink(url: "https://example.com", title: "Shop", source: .bioLink),
                CreatorLink(url: "https://example.org", source: .bio),
            ], followers: 1, following: 2, posts: 3, likes: .max, isVerified: false, isPrivate: true, country: "US",
            language: "en", category: "Food", profileFetchedAt: date,
            similarity: SimilarityScore(0.82, reasons: ["writes about sourdough"]),
            content: [content, Content(id: "2")], related: [bare])
        return [bare, whole]
    }()
}
