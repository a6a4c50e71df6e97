// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that a plain build of gemz never builds it. `make bench` does, in release.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func gemz(_ name: String) -> Target.Dependency { .product(name: name, package: "gemz") }

let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "gemz-benchmarks",
    dependencies: [
        .package(name: "gemz", path: ".."),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    ],
    targets: [
        // The real host and its workers, with platforms that cost nothing themselves.
        .executableTarget(
            name: "BenchWorker",
            dependencies: [
                gemz("Host"), gemz("Platforms"), gemz("PlatformAPI"), gemz("Effects"), gemz("gemz-server"), lifecycle,
                signals, log,
            ],
            swiftSettings: settings),
        // The plugins alone, on bodies that their simulators make.
        .executableTarget(
            name: "BenchTransform",
            dependencies: [gemz("Platforms"), gemz("Simulators"), gemz("PlatformAPI")],
            swiftSettings: settings),
        // The check of session tokens alone.
        .executableTarget(
            name: "BenchToken", dependencies: [gemz("Vendors"), gemz("HTTPClient"), gemz("Effects")],
            swiftSettings: settings),
        // The least that a Hummingbird server can be: what gemz's memory is measured against.
        .executableTarget(
            name: "BenchBare", dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
            swiftSettings: settings),
    ]
)
