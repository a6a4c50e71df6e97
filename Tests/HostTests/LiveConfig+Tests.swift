import HostTesting

@testable import Host

extension LiveConfig {
    /// Settings that nobody changes.
    convenience init(_ snapshot: ConfigSnapshot = ConfigSnapshot()) {
        self.init(
            snapshot, catalog: ConfigCatalog(platforms: [ToyPlatform.descriptor]),
            log: HouseLog(area: "tests", logger: LogLines().logger))
    }
}
