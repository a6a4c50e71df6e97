import Domain
import PlatformAPI

/// The platforms this host was built with.
struct PlatformRegistry: Sendable {
    private var platforms: [any Platform]

    /// - Throws: ``RegistryError`` when two platforms share an id, or a mode has no searcher or several.
    init(_ platforms: [any Platform]) throws(RegistryError) {
        self.platforms = platforms
        var ids: Set<PlatformID> = []
        for platform in platforms {
            let descriptor = type(of: platform).descriptor
            guard ids.insert(descriptor.id).inserted else {
                throw RegistryError(problem: "two platforms are \(descriptor.id)")
            }
            let declared = descriptor.modes.map(\.mode.rawValue).sorted()
            let served = platform.searchers.map { type(of: $0).mode.rawValue }.sorted()
            guard declared == served, Set(declared).count == declared.count else {
                throw RegistryError(problem: "\(descriptor.id) declares \(declared) and has searchers for \(served)")
            }
        }
    }

    var descriptors: [PlatformDescriptor] { platforms.map { type(of: $0).descriptor } }

    func platform(_ id: PlatformID) -> (any Platform)? {
        platforms.first { type(of: $0).descriptor.id == id }
    }

    func descriptor(_ id: PlatformID) -> PlatformDescriptor? { descriptors.first { $0.id == id } }
}

/// Plugins that do not fit together.
struct RegistryError: Error, CustomStringConvertible {
    var problem: String

    var description: String { "The platforms do not fit: \(problem)." }
}
