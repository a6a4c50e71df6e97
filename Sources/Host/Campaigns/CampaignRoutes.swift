/// `/api/campaigns` and below.
enum CampaignRoutes {
    static func endpoints(_ campaigns: CampaignService) -> [Endpoint] {
        let handlers = CampaignHandlers(campaigns: campaigns)
        let id = Parameter.path("id", "The campaign's id.")
        return [
            Endpoint(
                method: .post, path: "/api/campaigns", access: .session, summary: "Make a campaign", tag: "campaigns",
                body: .object([
                    .required("name", .string(1...200)), .optional("description", .string(1...2000)),
                    .optional("searchType", .string(1...50)),
                ]), takesIdempotencyKey: true, status: 201, result: .named("Campaign"), handle: handlers.create),
            Endpoint(
                method: .get, path: "/api/campaigns", access: .session,
                summary: "The caller's campaigns, the newest first, with their jobs", tag: "campaigns",
                parameters: PageRequest.parameters, result: .list(of: .named("Campaign")),
                errors: [.validationFailed], handle: handlers.list),
            Endpoint(
                method: .get, path: "/api/campaigns/{id}", access: .session, summary: "One campaign with its jobs",
                tag: "campaigns", parameters: [id], result: .named("Campaign"), errors: [.notFound],
                handle: handlers.find),
            Endpoint(
                method: .patch, path: "/api/campaigns/{id}", access: .session,
                summary: "Change a campaign's name or description, archive it or bring it back", tag: "campaigns",
                parameters: [id],
                body: .object([
                    .optional("name", .string(1...200)), .optional("description", .string(1...2000)),
                    .optional(
                        "status",
                        .oneOf(CampaignChange.Status.allCases.map(\.rawValue)).about(
                            "`archived`: no search can be started in it, those that run go on. `active` brings it back: "
                                + "as `draft`, `active` or `completed`, whatever its jobs say.")),
                ]), result: .named("Campaign"), errors: [.notFound], handle: handlers.update),
            Endpoint(
                method: .delete, path: "/api/campaigns/{id}", access: .session,
                summary: "Delete a campaign; its jobs are cancelled and their results go with it", tag: "campaigns",
                parameters: [id], result: .object([.required("deleted", .bool)]), errors: [.notFound],
                handle: handlers.delete),
        ]
    }
}
