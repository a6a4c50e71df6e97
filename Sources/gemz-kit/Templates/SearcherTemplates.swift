extension NewPlatform {
    var keywordSearcher: GeneratedFile {
        GeneratedFile(
            "Plugins/\(name)/Sources/Keyword\(name)Searcher.swift",
            """
            public import PlatformAPI

            public import struct FoundationEssentials.Date

            /// Finds the authors of posts about a term.
            public struct Keyword\(name)Searcher: PagedSearcher {
                public static let mode = SearchMode.keyword

                public init() {}

                /// The call that fetches a page. The cursor is the provider's own, as the page before gave it.
                public func providerRequest(
                    for request: SearchRequest, after cursor: Cursor?
                ) throws(PlatformError) -> ProviderRequest {
                    throw .unwritten("GET /v1/\(id)/search with query (request.text) and, behind page one, cursor")
                }

                public func transform(
                    _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
                ) throws(PlatformError) -> Page {
                    let posts = try body.require("posts", .array).elements()
                    let (creators, skipped) = try \(name)Transformer.authors(of: posts)
                    let next = \(name)Transformer.next(in: body, after: cursor)
                    return Page(creators: creators, next: next, skipped: skipped)
                }
            }
            """)
    }

    var similarSearcher: GeneratedFile {
        GeneratedFile(
            "Plugins/\(name)/Sources/Similar\(name)Searcher.swift",
            """
            public import PlatformAPI

            public import struct FoundationEssentials.Date

            /// Finds the creators that the provider names as similar to a target. The first page also shows the target.
            public struct Similar\(name)Searcher: PagedSearcher {
                public static let mode = SearchMode.similar

                public init() {}

                /// The call that fetches a page. The cursor is the provider's own, as the page before gave it.
                public func providerRequest(
                    for request: SearchRequest, after cursor: Cursor?
                ) throws(PlatformError) -> ProviderRequest {
                    throw .unwritten("GET /v1/\(id)/similar with handle (request.text) and, behind page one, cursor")
                }

                public func transform(
                    _ body: JSONReader, for request: SearchRequest, after cursor: Cursor?, now: Date
                ) throws(PlatformError) -> Page {
                    let users = try body.require("users", .array).elements()
                    let (creators, skipped) = try \(name)Transformer.users(users)
                    let next = \(name)Transformer.next(in: body, after: cursor)
                    var page = Page(creators: creators, next: next, skipped: skipped)
                    if cursor == nil { page.target = try \(name)Transformer.creator(body.require("target", .object)) }
                    return page
                }
            }
            """)
    }
}
