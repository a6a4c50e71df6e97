import Domain
import PlatformAPI

/// The platforms this host was built with.
struct PlatformRegistry: Sendable {
    private var platforms: [any Platform]

    init(_ platforms: [any Platform]) { self.platforms = platforms }

    var descriptors: [PlatformDescriptor] { platforms.map { type(of: $0).descriptor } }

    func platform(_ id: PlatformID) -> (any Platform)? {
        platforms.first { type(of: $0).descriptor.id == id }
    }

    func descriptor(_ id: PlatformID) -> PlatformDescriptor? { descriptors.first { $0.id == id } }
}
