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
        .required("address", text),
        .optional("asciiAddress", text.about("With the domain in Punycode, where it has other letters.")),
        .required("source", .oneOf(["bio", "profile", "content", "linkInBio"])),
        .required("confidence", .number(0...1)), .optional("mixedScript", .bool),
    ])
    private static let link = Schema.object([
        .required("url", .url), .optional("title", text), .required("source", .oneOf(["bioLink", "profile", "bio"])),
    ])
    private static let content = Schema.object([
        .required("id", text), .optional("url", .url), .optional("caption", text),
        .required("hashtags", .list(of: text)), .optional("publishedAt", .timestamp),
        .optional("publishedAtApproximate", .bool), .optional("durationSeconds", .number()),
        .optional("coverUrl", .url), .optional("coverExpiresAt", .timestamp), .optional("views", .count),
        .optional("likes", .count),
        .optional("comments", .count), .optional("shares", .count),
    ])

    static let schema = Schema.object([
        .required("position", .integer(1...2_000_000_000).about("Order of arrival, from 1.")),
        .required("foundAt", .timestamp), .required("platform", text),
        .required("externalId", text.about("The platform's own id.").example(.string("12345678901234567"))),
        .optional("handle", text.example(.string("jane.cooks"))), .optional("displayName", text),
        .optional("profileUrl", .url),
        .optional("avatarUrl", .url), .optional("avatarExpiresAt", .timestamp), .optional("bio", text),
        .required("emails", .list(of: email)),
        .required("links", .list(of: link)), .optional("followers", .count), .optional("following", .count),
        .optional("posts", .count), .optional("likes", .count), .optional("verified", .bool),
        .optional("private", .bool), .optional("country", text.about("ISO 3166 alpha-2.")),
        .optional("language", text.about("ISO 639-1.")),
        .optional("category", text),
        .optional(
            "engagementRate",
            .number().about(
                "Median over the found posts of (likes + comments) ÷ views where views are known, else ÷ followers.")),
        .optional("engagementBasis", .oneOf(["views", "followers"])), .required("postsSeen", .count),
        .optional("profileFetchedAt", .timestamp),
        .optional(
            "similarity",
            .object([.required("score", .number(0...1)), .required("reasons", .list(of: text))])),
        .required("content", .list(of: content)),
    ])
}
