/// `/api/campaigns` and below.
enum CampaignRoutes {
    static func endpoints(_ campaigns: CampaignService) -> [Endpoint] {
        let handlers = CampaignHandlers(campaigns: campaigns)
        let id = Parameter.path("id", "The campaign's id.")
        return [
            Endpoint(
                method: .post, path: "/api/campaigns", access: .session, summary: "Make a campaign", tag: "campaigns",
                body: .object([
                    .required("name", .text(1...200).example(.string("Spring launch"))),
                    .optional("description", .text(1...2000).example(.string("Bakers for the new flour"))),
                    .optional("searchType", .text(1...50).about("A word of the client's own; gemz only keeps it.")),
                ]), takesIdempotencyKey: true, status: 201,
                headers: [
                    .location(
                        "The campaign.", example: "/api/campaigns/019a7c3e-5d10-7000-8000-000000000001")
                ], result: .named("Campaign"),
                links: [Endpoint.Method.get, .patch, .delete].map {
                    Link(method: $0, path: "/api/campaigns/{id}", parameter: "id", member: "id")
                }, handle: handlers.create),
            Endpoint(
                method: .get, path: "/api/campaigns", access: .session,
                summary: "The caller's campaigns, the newest first, with their jobs", tag: "campaigns",
                parameters: PageRequest.parameters, result: .list(of: .named("Campaign")),
                errors: [.validationFailed], handle: handlers.list),
            Endpoint(
                method: .get, path: "/api/campaigns/{id}", access: .owner(.campaign(.path, "id")),
                summary: "One campaign with its jobs",
                tag: "campaigns", parameters: [id], result: .named("Campaign"), errors: [.notFound],
                handle: handlers.find),
            Endpoint(
                method: .patch, path: "/api/campaigns/{id}", access: .owner(.campaign(.path, "id")),
                summary: "Change a campaign's name or description, archive it or bring it back", tag: "campaigns",
                parameters: [id],
                body: .object([
                    .optional("name", .text(1...200)),
                    .optional("description", .text(1...2000).orNull.about("`null` empties it.")),
                    .optional(
                        "status",
                        .oneOf(CampaignChange.Status.allCases.map(\.rawValue)).about(
                            "`archived`: no search can be started in it, those that run go on. `active` brings it back: "
                                + "as `draft`, `active` or `completed`, whatever its jobs say.")),
                ]), result: .named("Campaign"), errors: [.notFound], handle: handlers.update),
            Endpoint(
                method: .delete, path: "/api/campaigns/{id}", access: .owner(.campaign(.path, "id")),
                summary: "Delete a campaign; its jobs are cancelled and their results go with it", tag: "campaigns",
                parameters: [id], result: .object([.required("deleted", .bool)]), errors: [.notFound],
                handle: handlers.delete),
        ]
    }
}
