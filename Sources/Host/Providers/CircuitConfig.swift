import Domain
import PlatformAPI

/// What can be set about circuits.
enum CircuitConfig {
    static let failures = ConfigKey(
        "processing.circuit_failures", default: 10, in: 1...1000,
        about: "Failures among the latest twice as many calls to an endpoint after which its circuit opens.")
    static let probe = ConfigKey(
        "timeouts.circuit_probe", default: Duration.seconds(30), in: .milliseconds(10) ... .seconds(3600),
        about: "How long an open circuit waits for its first probe; doubles with each probe that fails.")
    static let probeCap = ConfigKey(
        "timeouts.circuit_probe_cap", default: Duration.seconds(300), in: .milliseconds(10) ... .seconds(86_400),
        about: "The longest that an open circuit waits for its next probe.")
}

extension ConfigSnapshot {
    var circuitPauses: Circuit.Pauses {
        Circuit.Pauses(base: self[CircuitConfig.probe], cap: self[CircuitConfig.probeCap])
    }

    /// How long a host that probes may be silent: the longest call to any of these platforms, and a lease.
    func probeLease(over platforms: [PlatformDescriptor]) -> Duration {
        self[JobConfig.lease] + (platforms.map { self[ProviderConfig.timeout(of: $0)] }.max() ?? .zero)
    }
}
