import Domain
import Foundation
import PlatformAPI

/// A creator as it is stored and shown: the creator's own fields, and what its posts say about its audience.
enum ResultDocument {
    /// What is written behind the creator's own fields.
    private struct Judgement: Encodable {
        var engagementRate: Double?
        var engagementBasis: Engagement.Basis?
        var postsSeen: Int
    }

    static func json(of creator: Creator) throws -> [UInt8] {
        var shown = creator
        shown.related = []  // the host's walk needs them; they are kept with the profile, never shown
        let engagement = Engagement(of: creator)
        let judgement = Judgement(
            engagementRate: engagement?.rate, engagementBasis: engagement?.basis, postsSeen: creator.content.count)
        var bytes = try GemzJSON.bytes(of: shown)
        bytes[bytes.count - 1] = UInt8(ascii: ",")  // in place of the closing brace
        bytes += try GemzJSON.bytes(of: judgement).dropFirst()
        return bytes
    }

    private static let text = Schema.string()
    private static let email = Schema.object([
        .required("address", text.example(.string("jane@example.com"))),
        .optional("asciiAddress", text.about("With the domain in Punycode, where it has other letters.")),
        .required("source", .oneOf(["bio", "profile", "content", "linkInBio"])),
        .required("confidence", .number(0...1).example(.double(0.98))), .optional("mixedScript", .bool),
    ])
    private static let link = Schema.object([
        .required("url", .url), .optional("title", text), .required("source", .oneOf(["bioLink", "profile", "bio"])),
    ])
    private static let content = Schema.object([
        .required("id", text.example(.string("7412345678901234567"))), .optional("url", .url),
        .optional("caption", text.example(.string("Five minutes, one pan #vegan"))),
        .required("hashtags", .list(of: text.example(.string("vegan")))),
        .optional("publishedAt", .timestamp.example(.string("2026-01-01T12:00:00.000Z"))),
        .optional("publishedAtApproximate", .bool), .optional("durationSeconds", .number()),
        .optional("coverUrl", .url), .optional("coverExpiresAt", .timestamp),
        .optional("views", .count.example(.int(48_000))), .optional("likes", .count.example(.int(2_100))),
        .optional("comments", .count.example(.int(84))), .optional("shares", .count),
    ])

    static let schema = Schema.object([
        .required("position", .integer(1...2_000_000_000).about("Order of arrival, from 1.")),
        .required("foundAt", .timestamp), .required("platform", text.example(.string("toy"))),
        .required("externalId", text.about("The platform's own id.").example(.string("12345678901234567"))),
        .optional("handle", text.example(.string("jane.cooks"))),
        .optional("displayName", text.example(.string("Jane Cooks"))),
        .optional("profileUrl", .url.example(.string("https://example.com/jane.cooks"))),
        .optional("avatarUrl", .url), .optional("avatarExpiresAt", .timestamp),
        .optional("bio", text.example(.string("Vegan recipes every day. jane@example.com"))),
        .required("emails", .list(of: email)),
        .required("links", .list(of: link)), .optional("followers", .count.example(.int(12_300))),
        .optional("following", .count),
        .optional("posts", .count), .optional("likes", .count), .optional("verified", .bool),
        .optional("private", .bool), .optional("country", text.about("ISO 3166 alpha-2.")),
        .optional("language", text.about("ISO 639-1.")),
        .optional("category", text),
        .optional(
            "engagementRate",
            .number().about(
                "Median over the found posts of (likes + comments) ÷ views where views are known, else ÷ followers."
            ).example(.double(0.0455))),
        .optional("engagementBasis", .oneOf(["views", "followers"]).example(.string("views"))),
        .required("postsSeen", .count.example(.int(1))),
        .optional("profileFetchedAt", .timestamp),
        .optional(
            "similarity",
            .object([.required("score", .number(0...1)), .required("reasons", .list(of: text))])),
        .required("content", .list(of: content)),
    ])
}
