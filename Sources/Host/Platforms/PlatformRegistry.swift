import Domain
import PlatformAPI

/// The platforms this host was built with.
struct PlatformRegistry: Sendable {
    /// An old route of one segment.
    struct Alias: Sendable {
        var name: String
        var platform: PlatformDescriptor
        var mode: ModeDescriptor
    }

    private var platforms: [any Platform]
    /// In the order of the platforms, by name within each.
    let aliases: [Alias]

    /// - Throws: ``RegistryError`` when two platforms share an id or an alias, a mode has no searcher or several, or an
    ///   alias is not fit for an address.
    init(_ platforms: [any Platform]) throws(RegistryError) {
        self.platforms = platforms
        aliases = try Self.aliases(of: platforms.map { type(of: $0).descriptor })
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

    private static func aliases(of descriptors: [PlatformDescriptor]) throws(RegistryError) -> [Alias] {
        var aliases: [Alias] = []
        for descriptor in descriptors {
            for (name, mode) in descriptor.routeAliases.sorted(by: { $0.key < $1.key }) {
                guard let mode = descriptor.mode(mode) else {
                    throw RegistryError(problem: "\(descriptor.id)'s alias \(name) stands for a mode it does not offer")
                }
                guard name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
                    throw RegistryError(problem: "\(descriptor.id)'s alias '\(name)' does not fit an address")
                }
                let owner = aliases.first { $0.name == name }?.platform ?? descriptors.first { $0.id.rawValue == name }
                guard owner == nil || owner?.id == descriptor.id else {
                    throw RegistryError(problem: "\(descriptor.id)'s alias \(name) belongs to another platform")
                }
                aliases.append(Alias(name: name, platform: descriptor, mode: mode))
            }
        }
        return aliases
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
