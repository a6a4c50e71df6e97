/// Sends the console's page and files.
struct ConsoleHandlers: Sendable {
    var assets: ConsoleAssets

    @Sendable func page(_ request: APIRequest) async throws -> APIResult {
        answer(assets.page, to: request, headers: Self.pageHeaders)
    }

    @Sendable func file(_ request: APIRequest) async throws -> APIResult {
        // A page of another version asks for files that this host does not have: mixing the two would break it.
        guard request.path["version"] == assets.version, let file = assets.files[request.path["file"] ?? ""] else {
            throw APIError.notFound("file of the console")
        }
        return answer(file, to: request)
    }

    private func answer(
        _ file: ConsoleAssets.File, to request: APIRequest, headers: [(name: String, value: String)] = []
    ) -> APIResult {
        let gzip = Self.takesGzip(request.header("Accept-Encoding") ?? "") ? file.gzip : nil
        let tag = gzip == nil ? file.tag : file.gzipTag
        var result = APIResult(data: gzip ?? file.plain)
        result.headers = [("Content-Type", file.type), ("ETag", tag), ("Vary", "Accept-Encoding")] + headers
        if gzip != nil { result.headers.append(("Content-Encoding", "gzip")) }
        if Self.names(request.header("If-None-Match") ?? "", tag) {
            result.status = 304
            result.body = .bytes([])
        }
        return result
    }

    /// Whether an `Accept-Encoding` admits gzip: named, and not with a weight of 0.
    private static func takesGzip(_ header: String) -> Bool {
        header.lowercased().split(separator: ",").contains { part in
            let fields = part.split(separator: ";").map { $0.filter { $0 != " " } }
            let weight = fields.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            return fields.first == "gzip" && weight > 0
        }
    }

    /// Whether an `If-None-Match` has this tag, which a proxy may have weakened.
    private static func names(_ header: String, _ tag: String) -> Bool {
        header.split(separator: ",").contains { candidate in
            let text = candidate.filter { $0 != " " }
            return text == tag || text == "W/\(tag)"
        }
    }

    /// Nothing from elsewhere, nothing inline, in nobody's frame. Trusted types refuse every sink that makes markup or
    /// script of a text, so that what creators write about themselves stays text.
    private static let pageHeaders: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
                + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ]
}
