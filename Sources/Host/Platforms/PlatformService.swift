import Domain
import Effects
import PlatformAPI

/// What can be searched now.
struct PlatformService: Sendable {
    var registry: PlatformRegistry
    var breaker: CircuitBreaker
    var config: LiveConfig
    var effects: Effects

    func views() async -> [PlatformView] {
        let open = await breaker.rows().filter { $0.circuit.state != .closed }
        let config = config.current
        return registry.descriptors.map { platform in
            let row = open.first { row in
                row.key.isKey ? row.key.vendor == platform.provider.vendor : row.platform == platform.id
            }
            var view = PlatformView(platform, maxInputs: config[JobConfig.maxKeywords])
            if let row { view.pause(for: row.circuit.reason?.message ?? "The data provider is away.") }
            view.close(platform, by: config, at: effects.now())
            return view
        }
    }
}
