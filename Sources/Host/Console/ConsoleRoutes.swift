/// `/` and the console's other pages, and the files that they load.
enum ConsoleRoutes {
    /// Addresses that the page's own script reads; each answers with the same page.
    static let pages = [
        "/", "/search", "/campaigns", "/campaigns/{id}", "/account", "/reference", "/providers", "/sign-in",
    ]

    static func endpoints(_ assets: ConsoleAssets) -> [Endpoint] {
        let handlers = ConsoleHandlers(assets: assets)
        return pages.map { path in
            Endpoint(
                method: .get, path: path, access: .anyone, summary: "The console", tag: "console",
                parameters: path.hasSuffix("{id}") ? [.path("id", "Read by the page alone.", .string())] : [],
                result: .string(), isEnveloped: false, contentType: "text/html", handle: handlers.page)
        } + [
            Endpoint(
                method: .get, path: "/console/{version}/{file}", access: .anyone,
                summary: "A file of the console: script, style sheet or picture", tag: "console",
                parameters: [
                    .path("version", "The version of all files together, as the page names it.", .string()),
                    .path("file", "The file's name.", .string()),
                ], result: .string(), isEnveloped: false, contentType: "text/javascript", errors: [.notFound],
                handle: handlers.file)
        ]
    }
}
