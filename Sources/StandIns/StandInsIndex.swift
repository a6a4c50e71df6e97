/// The page at `/_dev/` that says which vendors answer here, and what of theirs a person can look at.
struct StandInsIndex: Sendable {
    let vendors: [any Vendor]

    /// For whatever is no vendor's: at every other path it says so.
    func reply(to path: String) -> VendorReply {
        let isHere = ["/", "/_dev", "/_dev/"].contains(path)
        return VendorReply(
            status: isHere ? 200 : 404,
            headers: [
                "content-type": "text/html; charset=utf-8", "cache-control": "no-store",
                "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
                "referrer-policy": "no-referrer", "x-content-type-options": "nosniff",
            ], body: Array(page.utf8))
    }

    // Paths and words are the stand-ins' own; nothing that was asked for gets into the page.
    private var page: String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Stand-ins</title>
        <h1>Stand-ins</h1>
        <p>They answer for the vendors in development, on this machine only, with the vendors' own paths, keys and
        errors. Nothing here reaches a vendor.</p>
        \(vendors.map(Self.section).joined(separator: "\n"))
        </html>

        """
    }

    private static func section(_ vendor: any Vendor) -> String {
        let place = "/_dev/\(vendor.name)"
        let items = vendor.pages.map { "<li><a href=\"\(place)\($0.path)\">\(place)\($0.path)</a>: \($0.about)</li>" }
        return """
            <h2 id="\(vendor.name)">\(vendor.name)</h2>
            <p>Answers below <code>\(place)</code>.</p>
            <ul>
            \(items.joined(separator: "\n"))
            </ul>
            """
    }
}
