import PlatformAPI

extension NewPlatform {
    var readme: GeneratedFile {
        let calls = parts(
            keyword: """
                `GET /v1/\(id)/search?query=…&cursor=…`: posts about a term; `cursor` is absent on the last page.

                ```json
                {"posts": [{"id": "1", "text": "…", "created_at": 1767225600, "like_count": 5, "user": {…}}], "cursor": "2"}
                ```
                """,
            similar: """
                `GET /v1/\(id)/similar?handle=…&cursor=…`: accounts like one; 404 where there is no such account.

                ```json
                {"target": {…}, "users": [{…}], "cursor": "2"}
                ```
                """)
        let searchers = modes.map { "`\(Self.searcher(of: name, in: $0)).providerRequest`" }
        let transformer = ["`\(name)Transformer.creator`"] + (offers(.keyword) ? ["`\(name)Transformer.content`"] : [])
        return GeneratedFile(
            "Plugins/\(name)/README.md",
            """
            # \(name)

            The provider's shapes, as an example: put the true ones in their place, here, in `Simulator`, in `Fixtures/\(id)`,
            and then in `Sources`. Invented people keep to example.com, example.org, example.net and `.example`.

            \(calls.joined(separator: "\n\n"))

            `GET /v1/\(id)/profile?handle=…`: an account; searches show the first seven fields.

            ```json
            {"user": {"id": "71", "username": "ada.knits", "full_name": "Ada", "picture": "https://cdn.\(id).example/1.jpg",
              "follower_count": 5120, "is_verified": false, "is_private": false, "biography": "…",
              "link": "https://example.com/ada", "following_count": 80, "post_count": 410}}
            ```

            ## To write

            - `\(name)Platform.descriptor`: `profileHosts` and `imageHosts` (here `www.\(id).example` and `cdn.\(id).example`)
            - \((searchers + ["`\(name)Enricher.request`"]).joined(separator: ", "))
            - \(transformer.joined(separator: ", "))
            - then delete `Sources/Unwritten.swift`

            The tests say what is next; the ten steps are in [the guide](../../docs/guides/add-a-platform.md).
            """)
    }
}
