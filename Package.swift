// swift-tools-version: 6.2
import PackageDescription

// One list of settings for every target of ours. Warnings are errors so that a toolchain's
// complaint is seen by whoever causes it.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// A module of ours; it can import what it lists and nothing else, which is how the layering is enforced.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let orderedCollections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")

/// A product of Hummingbird. It brings a module named as one of ours is, which gets another name here.
func hummingbird(_ name: String) -> Target.Dependency {
  .product(name: name, package: "hummingbird", moduleAliases: ["Configuration": "SwiftConfiguration"])
}

/// What the server stands on; nothing else needs it, and SwiftPM builds it for no other product.
let server: [Target.Dependency] = [
  hummingbird("Hummingbird"), hummingbird("HummingbirdCore"), hummingbird("HummingbirdTLS"),
  .product(name: "GRPCCore", package: "grpc-swift-2"),
  .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
  .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "Logging", package: "swift-log"),
  .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
  .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
  .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

let package = Package(
  name: "keyshift",
  products: [
    .executable(name: "keyshift", targets: ["keyshift"]),
    .executable(name: "keyshift-serve", targets: ["keyshift-serve"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CSeededRandom", dependencies: ["COpenSSL"]),

    module("Kernel"),
    module("Configuration"),
    module("Keys", ["Kernel", "COpenSSL", "CSeededRandom"]),
    module("Events", ["Kernel", "Keys"]),
    module("KMS", ["Kernel", "Keys", "Events", orderedCollections]),
    module("Presets", ["Kernel", "Configuration", "KMS"]),
    module(
      "Storage",
      [
        "Kernel", "Keys", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    module("Canton", ["Kernel", "Keys", "Events", "KMS", "Storage", "CZlib", orderedCollections, deque]),
    module("Results", ["Kernel", "Events"]),
    module("Checks", ["Kernel", "Keys", "Events", "Results"]),
    module(
      "Scenarios",
      [
        "Kernel", "Configuration", "Keys", "Events", "KMS", "Presets", "Storage", "Canton", "Results", "Checks",
        orderedCollections, deque,
      ]),
    module("Reports", ["Kernel", "Events", "Results"]),
    .executableTarget(
      name: "keyshift",
      dependencies: [
        "Kernel", "Configuration", "Keys", "KMS", "Scenarios", "Results", "Checks", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "GoogleGrpc",
      dependencies: ["Kernel", "Keys", "KMS", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Protocol"], swiftSettings: settings),
    module(
      "Serve",
      [
        "Kernel", "Configuration", "Keys", "KMS", "GoogleGrpc", "Presets",
        .product(name: "GRDB", package: "GRDB.swift"),
      ] + server),
    .executableTarget(
      name: "keyshift-serve",
      dependencies: [
        "Serve", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["Kernel", "Keys"], path: "Tests/TestSupport", swiftSettings: settings),
    tests("KernelTests", ["Kernel", "TestSupport"]),
    tests("ConfigurationTests", ["Configuration"]),
    tests("KeysTests", ["Keys", "Kernel", "TestSupport"]),
    tests("KMSTests", ["KMS", "Kernel", "Keys", "Events", "TestSupport"]),
    tests("StorageTests", ["Storage", "Kernel", "Keys", "TestSupport"]),
    tests("CantonTests", ["Canton", "Storage", "KMS", "Kernel", "Keys", "Events", "TestSupport"]),
    tests("ResultsTests", ["Results", "Kernel", "Keys", "Events"]),
    tests("ChecksTests", ["Checks", "Results", "Kernel", "Keys", "Events"]),
    tests(
      "ScenariosTests",
      [
        "Scenarios", "Presets", "Canton", "Storage", "Configuration", "Kernel", "Keys", "KMS", "Events", "Results",
        "Checks", orderedCollections,
      ]),
    tests("ReportsTests", ["Reports", "Results", "Kernel", "Keys", "Events"]),
    .testTarget(
      name: "ServeTests",
      dependencies: [
        "Serve", "GoogleGrpc", "KMS", "Configuration", "Kernel", "Keys",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"), .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Clients"],
      swiftSettings: settings),
    tests("GoldenTests", ["keyshift", "Scenarios", "Reports", "Results", "Configuration", "Kernel", "Keys"]),
    tests("TidyTests", []),
  ],
  swiftLanguageModes: [.v6]
)
