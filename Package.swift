// swift-tools-version: 6.2
import PackageDescription

/// The same rules for every target: Swift 6 language mode (from the tools version), no warning left standing.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "rollcall",
  products: [
    .executable(name: "rollcall", targets: ["RollcallCLI"]),
    .library(name: "Rollcall", targets: ["Rollcall", "RollcallCurl"]),
  ],
  traits: [
    .trait(name: "ISAL", description: "Compress and decompress fast, with ISA-L (--compression-level fast)."),
    .default(enabledTraits: ["ISAL"]),
  ],
  targets: [
    // Vector instructions that Swift has no words for.
    .systemLibrary(name: "CByteMasks"),
    // What Linux has and Swift does not show.
    .target(name: "CLinux"),
    // Libraries of the operating system, each behind a module map and a thin shim.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    // simdjson's pkg-config file carries a flag that SwiftPM refuses, so the library is linked by its name.
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

    // No operators in these two: they could serve any other exporter.
    .target(
      name: "Gzip", dependencies: ["CZlib", .target(name: "CISAL", condition: .when(traits: ["ISAL"]))],
      swiftSettings: settings),
    .target(name: "Backpressure", swiftSettings: settings),

    // The product.
    .target(
      name: "Rollcall",
      dependencies: ["Backpressure", "Gzip", "CByteMasks", "CCrypto", "CLinux", "CSimdjson", "CXLSXWriter"],
      swiftSettings: settings),
    .target(
      name: "RollcallCurl", dependencies: ["Rollcall", "Backpressure", "CCrypto", "CCurl"], swiftSettings: settings),
    .target(
      name: "RollcallSimulator", dependencies: ["Backpressure", "CMicroHTTPD"], swiftSettings: settings),
    .executableTarget(
      name: "RollcallCLI",
      dependencies: ["Backpressure", "CLinux", "Rollcall", "RollcallCurl", "RollcallSimulator"],
      swiftSettings: settings),

    // Measures the product; no product of its own.
    .executableTarget(
      name: "RollcallBenchmarks",
      dependencies: ["Backpressure", "Gzip", "Rollcall", "RollcallCurl", "RollcallSimulator", "RollcallTestSupport"],
      path: "Benchmarks/RollcallBenchmarks", swiftSettings: settings),

    // The tools that tests and benchmarks share. No test in it, and no `@testable`, since benchmarks are built for release.
    .target(
      name: "RollcallTestSupport", dependencies: ["Rollcall", "RollcallSimulator", "Backpressure"],
      path: "Tests/RollcallTestSupport", swiftSettings: settings),

    // Tests mirror the targets; IntegrationTests cross real sockets and files.
    .testTarget(name: "GzipTests", dependencies: ["Gzip", "RollcallTestSupport"], swiftSettings: settings),
    .testTarget(
      name: "BackpressureTests", dependencies: ["Backpressure", "RollcallTestSupport"], swiftSettings: settings),
    .testTarget(
      name: "RollcallTests", dependencies: ["Rollcall", "Backpressure", "Gzip", "RollcallTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RollcallCLITests", dependencies: ["RollcallCLI", "RollcallSimulator", "RollcallTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RollcallCurlTests",
      dependencies: ["RollcallCurl", "Rollcall", "RollcallSimulator", "Backpressure", "CCurl", "RollcallTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RollcallSimulatorTests", dependencies: ["RollcallSimulator", "RollcallTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests",
      dependencies: ["Rollcall", "RollcallCurl", "RollcallSimulator", "Backpressure", "RollcallTestSupport"],
      swiftSettings: settings),
    // What Tests/fuzz builds once more, with libFuzzer; as a test it goes through the inputs that are kept.
    .testTarget(
      name: "FuzzTests", dependencies: ["Rollcall", "Backpressure", "Gzip", "CCurl"], exclude: ["Corpus"],
      swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx17
)
