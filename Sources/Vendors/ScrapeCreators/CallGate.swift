public import PlatformAPI

/// Asked before each attempt over the wire whether it may go out.
///
/// What it returns is told how the attempt went, exactly once: with `nil` when nothing was sent after all.
public typealias CallGate =
    @Sendable (ProviderRequest) async throws(PlatformError) -> @Sendable (ProviderCall?) async -> Void
