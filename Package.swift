// swift-tools-version: 6.1
import PackageDescription

/// The platforms, one a line, as `gemz-kit new-platform` expects them. Plugin, simulator and plugin-test targets are
/// made from this list; two source files name platforms: `Sources/Platforms/Registry.swift` and
/// `Sources/gemz/Stack/Simulators.swift`.
let platforms = [
    "TikTok",
    "Instagram",
    "YouTube",
]

/// On every Swift target: no implicit existential, imports are internal unless said otherwise,
/// and a member is visible only where its module is imported.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// With `GEMZ_PLUGINS_ONLY=1` the package is plugins and their kit alone, and builds in seconds.
let isPluginsOnly = Context.environment["GEMZ_PLUGINS_ONLY"] == "1"

// MARK: What a plugin's author needs

let pluginTargets: [Target] =
    [
        .target(
            name: "CSimdJSON", cxxSettings: [.unsafeFlags(["-O2"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        .systemLibrary(name: "CLibpsl", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
        .systemLibrary(name: "CLibidn2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        library("PlatformAPI", ["CSimdJSON"]),
        library("ContactExtraction", ["PlatformAPI", "CLibpsl", "CLibidn2"]),
        library("FixtureTape"),
        library("Simulation"),
        library("PlatformTesting", ["PlatformAPI", "FixtureTape"]),
        tests("PlatformAPITests", ["PlatformAPI"]),
        tests("ContactExtractionTests", ["ContactExtraction", "PlatformAPI", "Simulation"]),
        tests("FixtureTapeTests", ["FixtureTape"]),
        tests("SimulationTests", ["Simulation"]),
        .executableTarget(name: "gemz-kit", dependencies: ["PlatformAPI", arguments], swiftSettings: settings),
        tests("PlatformTestingTests", ["PlatformTesting", "PlatformAPI", "FixtureTape"]),
        tests("GemzKitTests", ["gemz-kit", "PlatformAPI", arguments]),
    ]
    + platforms.flatMap { name in
        [
            library("\(name)Platform", ["PlatformAPI", "ContactExtraction"], path: "Plugins/\(name)/Sources"),
            library("\(name)Simulator", ["Simulation"], path: "Plugins/\(name)/Simulator"),
            tests(
                "\(name)Tests",
                [
                    .target(name: "\(name)Platform"), .target(name: "\(name)Simulator"), "Simulation",
                    "PlatformTesting", "PlatformAPI", "FixtureTape",
                ], path: "Plugins/\(name)/Tests"),
        ]
    }

// MARK: The host and its parts

let hostTargets: [Target] = [
    library("Platforms", ["PlatformAPI"] + platforms.map { .target(name: "\($0)Platform") }),
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    library("Effects"),
    library("Postgres", ["CLibpq", "Effects"]),
    library("HTTPClient", ["CLibcurl", "Effects"]),
    library("HTTPTesting"),
    library("EmbeddedPostgres", ["Effects"]),
    library("Domain", ["PlatformAPI", "Effects"]),
    library("Vendors", ["PlatformAPI", "HTTPClient", "Effects", jwt, crypto, log]),
    .target(
        name: "Host",
        dependencies: [
            "PlatformAPI", "Effects", "Postgres", "HTTPClient", "EmbeddedPostgres", "Domain", "Vendors", "CZlib",
            hummingbird, hummingbirdCore, nio, httpTypes, lifecycle, crypto, log,
        ], resources: [.copy("Console/Assets")], swiftSettings: settings),
    library(
        "StandIns",
        [
            "Effects", "FixtureTape", "Simulation", "HTTPClient", hummingbird, nio, httpTypes, lifecycle, jwt, crypto,
            cryptoExtras, log,
        ]),
    library(
        "HostTesting",
        [
            "Host", "StandIns", "Simulation", "Postgres", "EmbeddedPostgres", "Effects", "PlatformAPI", "Domain",
            "HTTPClient", lifecycle, log, crypto,
        ]),
    .executableTarget(
        name: "gemz-server",
        dependencies: ["Host", "Platforms", "EmbeddedPostgres", "Effects", "PlatformAPI", lifecycle, signals, log],
        swiftSettings: settings),
    .executableTarget(
        name: "gemz",
        dependencies: [
            "Host", "Platforms", "StandIns", "FixtureTape", "HTTPClient", "Effects", "EmbeddedPostgres", "PlatformAPI",
            "Simulation", "Domain", arguments, lifecycle, signals, log,
        ] + platforms.map { .target(name: "\($0)Simulator") }, swiftSettings: settings),
    tests("EffectsTests", ["Effects"]),
    tests("PostgresTests", ["Postgres", "EmbeddedPostgres", "Effects"]),
    tests("HTTPClientTests", ["HTTPClient", "HTTPTesting", "Effects"]),
    tests("DomainTests", ["Domain", "PlatformAPI", "Effects"]),
    tests(
        "StandInsTests",
        ["StandIns", "HostTesting", "HTTPTesting", "FixtureTape", "Simulation", "HTTPClient", "Effects"]),
    tests(
        "VendorsTests",
        ["Vendors", "HostTesting", "HTTPClient", "HTTPTesting", "StandIns", "PlatformAPI", "Effects", crypto]),
    tests(
        "HostTests",
        [
            "HostTesting", "Host", "StandIns", "Postgres", "PlatformAPI", "Domain", "Effects", "HTTPClient",
            "HTTPTesting", "Simulation",
        ]),
    tests(
        "EndToEndTests",
        [
            "HostTesting", "HTTPTesting", "HTTPClient", "Effects", "FixtureTape", "EmbeddedPostgres", "Postgres",
            "Simulation",
        ]),
    tests("ArchitectureTests", []),
]

let kitPackages: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0")
]

let hostPackages: [Package.Dependency] = [
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
    .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
]

/// What `Benchmarks/`, a package of its own, builds on; nobody else does.
let benchmarked: [Product] = [
    .library(name: "PlatformAPI", targets: ["PlatformAPI"]), .library(name: "Effects", targets: ["Effects"]),
    .library(name: "Host", targets: ["Host"]), .library(name: "Platforms", targets: ["Platforms"]),
    .executable(name: "gemz-server", targets: ["gemz-server"]),
    .library(name: "Vendors", targets: ["Vendors"]), .library(name: "HTTPClient", targets: ["HTTPClient"]),
    .library(name: "Simulators", targets: ["Simulation"] + platforms.map { "\($0)Simulator" }),
]

let package = Package(
    name: "gemz",
    products: isPluginsOnly ? [] : benchmarked,
    dependencies: isPluginsOnly ? kitPackages : kitPackages + hostPackages,
    targets: isPluginsOnly ? pluginTargets : pluginTargets + hostTargets
)
