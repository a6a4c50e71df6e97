/// From requests to the provider service and back.
struct ProviderHandlers: Sendable {
    var providers: ProviderService

    @Sendable func report(_ request: APIRequest) async throws -> APIResult {
        try APIResult(await providers.report())
    }
}
