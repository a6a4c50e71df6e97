import Testing

@testable import Host

@Suite("Rules of routes' access")
struct AccessRulesTests {
    private static func route(
        _ method: Endpoint.Method, _ path: String, _ access: Endpoint.Access, _ parameters: [Parameter] = [],
        body: Schema? = nil
    ) -> Endpoint {
        Endpoint(
            method: method, path: path, access: access, summary: "", tag: "", parameters: parameters, body: body,
            handle: { _ in APIResult(data: []) })
    }

    private static let id = Parameter.path("id", "")
    private static let either = Schema.any(of: [
        .object([.required("jobId", .uuid)]), .object([.optional("name", .string())]),
    ])

    private static let wrong: [(Endpoint, String)] = [
        (route(.get, "/api/admin/x", .session), "is below /api/admin, and not for admins alone"),
        (route(.get, "/x", .anyone(because: "")), "is for anyone, and does not say why that does no harm"),
        (route(.post, "/x", .anyone(because: "x")), "is for anyone, and may change something"),
        (route(.get, "/x/{id}", .session, [id]), "does not say whose id is"),
        (route(.get, "/x/{name}", .session, [.path("name", "", .string())]), "does not say whose name is"),
        (route(.post, "/x", .session, body: either), "does not say whose jobId is"),
        (route(.get, "/x", .session, [.query("job", "", .uuid)]), "does not say whose job is"),
        (
            route(.delete, "/x/{id}", .signedURL(.job(.path, "id")), [id]),
            "changes something, by an address that may be handed on"
        ),
        (
            route(.get, "/x", .owner(.job(.path, "id"))),
            "has no id in its path, which is to name what is the caller's own"
        ),
        (
            route(.get, "/x/{id}", .owner(.job(.query, "id")), [id]),
            "has no id in its query, which is to name what is the caller's own"
        ),
        (
            route(.post, "/x", .owner(.job(.body, "job")), body: either),
            "has no job in its body, which is to name what is the caller's own"
        ),
    ]

    private static let right: [Endpoint] = [
        route(.get, "/api/admin/x/{id}", .admin, [id]), route(.get, "/x", .anyone(because: "x")),
        route(.get, "/x", .session, [.query("q", "", .string())]),
        route(.get, "/x/{kind}", .session, [.path("kind", "", .oneOf(["a", "b"]))]),
        route(.get, "/x/{id}", .owner(.job(.path, "id")), [id]),
        route(.post, "/x", .owner(.job(.body, "jobId")), body: either),
        route(.get, "/x/{id}", .signedURL(.job(.path, "id")), [id]),
        route(.post, "/x", .signed(.qstash), body: either),
    ]

    @Test("a route whose declaration contradicts itself is found")
    func found() {
        for (endpoint, problem) in Self.wrong { #expect(AccessRules.problems(of: endpoint) == [problem]) }
        for endpoint in Self.right { #expect(AccessRules.problems(of: endpoint) == []) }
    }

    @Test("a host with such routes does not start, and says which they are")
    func refused() throws {
        try AccessRules.check(Self.right)
        let error = #expect(throws: AccessError.self) {
            try AccessRules.check(Self.right + Self.wrong.prefix(2).map(\.0))
        }
        #expect(error?.description.hasPrefix("GET /api/admin/x is below /api/admin") == true)
        #expect(error?.problems.count == 2)
    }
}
