/// `/` and the console's other pages, and the files that they load.
enum ConsoleRoutes {
    /// Addresses that the page's own script reads; each answers with the same page.
    static let pages = [
        "/", "/search", "/campaigns", "/campaigns/{id}", "/account", "/reference", "/sign-in", "/admin",
        "/admin/platforms", "/admin/config", "/admin/users", "/admin/jobs", "/admin/jobs/{id}", "/admin/providers",
        "/admin/logs", "/admin/audit", "/providers",
    ]

    static func endpoints(_ assets: ConsoleAssets) -> [Endpoint] {
        let handlers = ConsoleHandlers(assets: assets)
        return pages.map { path in
            Endpoint(
                method: .get, path: path, access: .anyone(because: harmless), summary: "The console", tag: "console",
                parameters: path.hasSuffix("{id}") ? [.path("id", "Read by the page alone.", .string())] : [],
                headers: copies, result: .string(), isEnveloped: false, contentTypes: ["text/html; charset=utf-8"],
                cacheControl: "no-cache", bodiless: notModified, handle: handlers.page)
        } + [
            Endpoint(
                method: .get, path: "/console/{version}/{file}", access: .anyone(because: harmless),
                summary: "A file of the console: script or style sheet", tag: "console",
                parameters: [
                    .path("version", "The version of all files together, as the page names it.", .string()),
                    .path("file", "The file's name.", .string()),
                ], headers: copies, result: .string(), isEnveloped: false,
                contentTypes: Set(ConsoleAssets.types.filter { $0.key != "html" }.values).sorted(),
                cacheControl: "public, max-age=31536000, immutable", bodiless: notModified, errors: [.notFound],
                handle: handlers.file)
        ]
    }

    private static let harmless = "It is the same for everybody; what a page shows it asks for with a session."

    private static let notModified = [304: "The copy that `If-None-Match` names is still the right one."]

    /// What says which copy is sent.
    private static let copies = [
        ResponseHeader(
            name: "ETag", about: "Names these bytes, for `If-None-Match`.",
            schema: .string(pattern: "^\"[0-9a-f]+(-gz)?\"$").example(.string("\"0123456789abcdef\""))),
        ResponseHeader(
            name: "Vary", about: "What else chooses the bytes.", schema: .oneOf(["Accept-Encoding"])),
        ResponseHeader(
            name: "Content-Encoding", about: "Where the caller takes it.", schema: .oneOf(["gzip"])
        ).ifAny,
    ]
}
