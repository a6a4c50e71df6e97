/// `/api/profile`: the caller's own row, and the end of it.
enum ProfileRoutes {
    static func endpoints(_ profiles: ProfileService) -> [Endpoint] {
        let handlers = ProfileHandlers(profiles: profiles)
        let path = "/api/profile"
        return [
            Endpoint(
                method: .get, path: path, access: .session, mindsAdmins: true,
                summary: "The caller's profile", tag: "profile",
                result: .named("Profile"), handle: handlers.find),
            Endpoint(
                method: .patch, path: path, access: .session, mindsAdmins: true,
                summary: "Change names and the brand's description",
                tag: "profile",
                body: .object([
                    .optional("fullName", .text(ProfileHandlers.name).orNull.about("`null` empties it.")),
                    .optional("businessName", .text(ProfileHandlers.name).orNull.about("`null` empties it.")),
                    .optional(
                        "brandDescription",
                        .text(ProfileHandlers.description).orNull.about(
                            "Surrounding space does not count; `null` empties it.")),
                ]), result: .named("Profile"), handle: handlers.update),
            Endpoint(
                method: .delete, path: path, access: .session,
                summary: "Delete the caller's account here with all its campaigns, jobs and results, at once and for "
                    + "good; the identity provider's account is not touched",
                tag: "profile",
                parameters: [
                    .query(
                        "confirm",
                        "The `id` of the account to delete. Has to be given where the session cookie says who calls; "
                            + "where it is given it has to be right.", .uuid)
                ], result: .object([.required("deleted", .bool)]), errors: [.validationFailed],
                handle: handlers.delete),
        ]
    }
}
