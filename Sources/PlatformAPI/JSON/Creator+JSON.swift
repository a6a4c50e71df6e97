import struct FoundationEssentials.Date

// Creators are what gemz writes most of, so they are written without `Codable`'s containers between, in a fifth of the
// time. A test holds both ways against each other.

extension Creator {
    /// Writes what `encode(to:)` encodes, in its order.
    func write(to text: inout JSONText) throws {
        text.append(literal: "{\"platform\":")
        text.append(platform.rawValue)
        text.append("externalId", externalId)
        text.append("handle", handle)
        text.append("displayName", displayName)
        text.append("profileUrl", profileUrl)
        text.append("avatarUrl", avatarUrl)
        text.append("avatarExpiresAt", avatarExpiresAt)
        text.append("bio", bio)
        try text.append("emails", emails) { try $0.write(to: &$1) }
        text.append("links", links) { $0.write(to: &$1) }
        text.append("followers", followers)
        text.append("following", following)
        text.append("posts", posts)
        text.append("likes", likes)
        text.append("verified", isVerified)
        text.append("private", isPrivate)
        text.append("country", country)
        text.append("language", language)
        text.append("category", category)
        text.append("profileFetchedAt", profileFetchedAt)
        if let similarity {
            text.append(key: "similarity")
            try similarity.write(to: &text)
        }
        try text.append("content", content) { try $0.write(to: &$1) }
        if !related.isEmpty { try text.append("related", related) { try $0.write(to: &$1) } }
        text.append(sign: "}")
    }
}

extension CreatorEmail {
    fileprivate func write(to text: inout JSONText) throws {
        text.append(literal: "{\"address\":")
        text.append(address)
        text.append("asciiAddress", asciiAddress)
        text.append("source", source.rawValue)
        try text.append("confidence", confidence)
        text.append("mixedScript", mixedScript)
        text.append(sign: "}")
    }
}

extension CreatorLink {
    fileprivate func write(to text: inout JSONText) {
        text.append(literal: "{\"url\":")
        text.append(url)
        text.append("title", title)
        text.append("source", source.rawValue)
        text.append(sign: "}")
    }
}

extension SimilarityScore {
    fileprivate func write(to text: inout JSONText) throws {
        text.append(literal: "{\"score\":")
        try text.append(score)
        text.append("reasons", reasons) { $1.append($0) }
        text.append(sign: "}")
    }
}

extension Content {
    fileprivate func write(to text: inout JSONText) throws {
        text.append(literal: "{\"id\":")
        text.append(id)
        text.append("url", url)
        text.append("caption", caption)
        text.append("hashtags", hashtags) { $1.append($0) }
        text.append("publishedAt", publishedAt)
        text.append("publishedAtApproximate", publishedAtApproximate)
        try text.append("durationSeconds", durationSeconds)
        text.append("coverUrl", coverUrl)
        text.append("views", views)
        text.append("likes", likes)
        text.append("comments", comments)
        text.append("shares", shares)
        text.append("coverExpiresAt", coverExpiresAt)
        text.append(sign: "}")
    }
}

/// Members of an object that has one already. What is unknown is left out.
extension JSONText {
    fileprivate mutating func append(key: StaticString) {
        append(literal: ",\"")
        append(literal: key)
        append(literal: "\":")
    }

    fileprivate mutating func append(_ key: StaticString, _ value: String?) {
        guard let value else { return }
        append(key: key)
        append(value)
    }

    fileprivate mutating func append(_ key: StaticString, _ value: Int?) {
        guard let value else { return }
        append(key: key)
        append(value)
    }

    fileprivate mutating func append(_ key: StaticString, _ value: Bool?) {
        guard let value else { return }
        append(key: key)
        append(value)
    }

    fileprivate mutating func append(_ key: StaticString, _ value: Double?) throws {
        guard let value else { return }
        append(key: key)
        try append(value)
    }

    fileprivate mutating func append(_ key: StaticString, _ value: Date?) {
        guard let value else { return }
        append(key: key)
        append(value)
    }

    fileprivate mutating func append<Element>(
        _ key: StaticString, _ list: [Element], _ write: (Element, inout JSONText) throws -> Void
    ) rethrows {
        append(key: key)
        append(sign: "[")
        for (index, element) in list.enumerated() {
            if index > 0 { append(sign: ",") }
            try write(element, &self)
        }
        append(sign: "]")
    }
}
