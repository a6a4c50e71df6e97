import Foundation

/// What the author of a new platform writes by hand into what `gemz-kit new-platform Threads` made, for the example's
/// shapes.
struct AuthorsHand {
    /// Lines that take the place of others.
    struct Stroke {
        /// From the checkout's root.
        var file: String
        /// The text that goes, whole lines.
        var old: String
        /// The text that comes.
        var new: String
    }

    /// How many lines the author writes, all in all.
    static var lines: Int { strokes.map { $0.new.split(separator: "\n").count }.reduce(0, +) }

    static let strokes = [
        Stroke(
            file: "ThreadsPlatform.swift",
            old: """
                        // Write both. The rules of results refuse an address on a host that is not listed here.
                        profileHosts: [],
                        imageHosts: [])
                """,
            new: """
                        profileHosts: ["www.threads.example"],
                        imageHosts: ["cdn.threads.example"])
                """),
        Stroke(
            file: "KeywordThreadsSearcher.swift",
            old: """
                        throw .unwritten("GET /v1/threads/search with query (request.text) and, behind page one, cursor")
                """,
            new: """
                        var query = ["query": request.text]
                        query["cursor"] = cursor?.rawValue
                        return ProviderRequest(path: "/v1/threads/search", query: query)
                """),
        Stroke(
            file: "SimilarThreadsSearcher.swift",
            old: """
                        throw .unwritten("GET /v1/threads/similar with handle (request.text) and, behind page one, cursor")
                """,
            new: """
                        var query = ["handle": request.text]
                        query["cursor"] = cursor?.rawValue
                        return ProviderRequest(path: "/v1/threads/similar", query: query)
                """),
        Stroke(
            file: "ThreadsEnricher.swift",
            old: """
                        throw .unwritten("GET /v1/threads/profile with handle (creator.handle, or its externalId)")
                """,
            new: """
                        ProviderRequest(path: "/v1/threads/profile", query: ["handle": creator.handle ?? creator.externalId])
                """),
        Stroke(
            file: "ThreadsTransformer.swift",
            old: #"""
                        throw .unwritten(
                            """
                            a Creator of id, username, full_name, picture, biography, link, follower_count, following_count, \
                            post_count, is_verified, is_private; its page is https://www.threads.example/@username; the \
                            biography's addresses through ContactExtraction.emails
                            """)
                """#,
            new: #"""
                        guard let id = user.id("id"), let handle = user.text("username") else {
                            throw .badShape(path: user.path, reason: "no id or no handle")
                        }
                        let biography = user.text("biography")
                        return Creator(
                            platform: ThreadsPlatform.descriptor.id, externalId: id, handle: handle,
                            displayName: user.text("full_name"), profileUrl: "https://www.threads.example/@\(handle)",
                            avatarUrl: user.url("picture"), bio: biography,
                            emails: ContactExtraction.emails(in: biography ?? "", source: .bio),
                            links: user.url("link").map { [CreatorLink(url: $0, source: .bioLink)] } ?? [],
                            followers: user.count("follower_count"), following: user.count("following_count"),
                            posts: user.count("post_count"), isVerified: user.bool("is_verified"),
                            isPrivate: user.bool("is_private"))
                """#),
        Stroke(
            file: "ThreadsTransformer.swift",
            old: #"""
                        throw .unwritten(
                            """
                            a Content of id, text, created_at, like_count; \
                            its page is https://www.threads.example/post/id
                            """)
                """#,
            new: #"""
                        guard let id = post.id("id") else { throw .badShape(path: post.path, reason: "no id") }
                        return Content(
                            id: id, url: "https://www.threads.example/post/\(id)", caption: post.text("text"),
                            publishedAt: post.date("created_at"), likes: post.count("like_count"))
                """#),
    ]

    /// Writes it all.
    ///
    /// - Throws: ``Unmarked`` where a place is not as it was generated.
    static func write(in checkout: URL) throws {
        let sources = checkout.appending(path: "Plugins/Threads/Sources")
        for stroke in strokes {
            let file = sources.appending(path: stroke.file)
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.split(separator: stroke.old, omittingEmptySubsequences: false).count == 2 else {
                throw Unmarked(file: stroke.file, text: stroke.old)
            }
            try text.replacing(stroke.old, with: stroke.new).write(to: file, atomically: true, encoding: .utf8)
        }
        try FileManager.default.removeItem(at: sources.appending(path: "Unwritten.swift"))
    }

    struct Unmarked: Error {
        var file: String
        var text: String
    }
}
