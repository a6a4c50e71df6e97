import Effects
import HostTesting
import Postgres

@testable import Host

extension LiveConfig {
    /// Settings that nobody changes.
    convenience init(_ snapshot: ConfigSnapshot = ConfigSnapshot()) {
        self.init(
            snapshot, catalog: ConfigCatalog(platforms: [ToyPlatform.descriptor]), effects: .live,
            log: HouseLog(area: "tests", logger: LogLines().logger))
    }
}

extension PlatformSweep {
    /// One for platforms that nobody switches.
    init(of registry: PlatformRegistry, pool: Pool) {
        self.init(
            registry: registry, stores: JobStores(), config: LiveConfig(), pool: pool, effects: .live,
            log: HouseLog(area: "tests", logger: LogLines().logger))
    }
}
