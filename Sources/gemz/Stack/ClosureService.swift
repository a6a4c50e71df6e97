import ServiceLifecycle

/// A service made of one function.
struct ClosureService: Service {
    var body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}
