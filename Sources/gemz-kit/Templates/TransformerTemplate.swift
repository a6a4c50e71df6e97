import PlatformAPI

extension NewPlatform {
    var transformer: GeneratedFile {
        let readings = parts(keyword: authors, similar: users).joined(separator: "\n\n")
        return GeneratedFile(
            "Plugins/\(name)/Sources/\(name)Transformer.swift",
            #"""
            import ContactExtraction
            import FoundationEssentials
            import PlatformAPI

            /// The provider's \#(name) bodies as creators. Pure.
            enum \#(name)Transformer {
            \#(readings)

                /// Where the next page begins: behind the provider's cursor, unless it leads back to where this page began.
                static func next(in body: JSONReader, after cursor: Cursor?) -> Page.Next {
                    let next = body.text("cursor").map(Cursor.init(rawValue:))
                    return next.flatMap { $0 == cursor ? nil : .more($0) } ?? .end
                }

                /// An account as a creator: of a search, where it has few fields, or of its profile.
                ///
                /// - Throws: ``PlatformError/badShape(path:reason:)`` where it has no id or no handle.
                static func creator(_ user: JSONReader) throws(PlatformError) -> Creator {
                    throw .unwritten(
                        """
                        a Creator of id, username, full_name, picture, biography, link, follower_count, following_count, \
                        post_count, is_verified, is_private; its page is https://www.\#(id).example/@username; the \
                        biography's addresses through ContactExtraction.emails
                        """)
                }
            \#(offers(.keyword) ? "\n" + content + "\n" : "")
                /// Each creator once, and the items that cannot be read. Where those are more than half, the shape has changed.
                private static func gathered(
                    _ items: [JSONReader], _ read: (JSONReader) throws(PlatformError) -> Creator
                ) throws(PlatformError) -> (creators: [Creator], skipped: [Skipped]) {
                    var creators: [Creator] = []
                    var skipped: [Skipped] = []
                    for item in items {
                        do {
                            let creator = try read(item)
                            if let place = creators.firstIndex(where: { $0.externalId == creator.externalId }) {
                                creators[place] = creators[place].merged(with: creator)
                            } else {
                                creators.append(creator)
                            }
                        } catch .badShape(let path, let reason) {
                            skipped.append(Skipped(path: path, reason: reason))
                        }
                    }
                    if skipped.count * 2 > items.count, let first = skipped.first {
                        let reason = "\(skipped.count) of \(items.count) items: \(first.reason)"
                        throw .badShape(path: first.path, reason: reason)
                    }
                    return (creators, skipped)
                }
            }
            """#)
    }

    private var authors: String {
        """
            /// The authors of a page's posts, each once with all their posts, in the order of the page.
            static func authors(of posts: [JSONReader]) throws(PlatformError) -> (creators: [Creator], skipped: [Skipped]) {
                try gathered(posts) { post throws(PlatformError) in
                    var author = try creator(post["user"])
                    author.content = [try content(post)]
                    return author
                }
            }
        """
    }

    private var users: String {
        """
            /// The accounts of a page, each once, in the order of the page.
            static func users(_ users: [JSONReader]) throws(PlatformError) -> (creators: [Creator], skipped: [Skipped]) {
                try gathered(users, creator)
            }
        """
    }

    private var content: String {
        #"""
            /// A post.
            ///
            /// - Throws: ``PlatformError/badShape(path:reason:)`` where it has no id.
            static func content(_ post: JSONReader) throws(PlatformError) -> Content {
                throw .unwritten(
                    """
                    a Content of id, text, created_at, like_count; \
                    its page is https://www.\#(id).example/post/id
                    """)
            }
        """#
    }
}
