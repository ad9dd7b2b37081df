// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A module of the house with the modules it may know.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: house)
}

let package = Package(
  name: "quill",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    module("Host"),
    module("Syntax"),
    module("Machine"),
    module("Compiler", ["Syntax", "Machine"]),
    module("Trading", ["Machine"]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    module("Market", ["Machine", "Host", "CZlib"]),
    module("Backtest", ["Machine", "Trading", "Host"]),
    .testTarget(
      name: "HostTests", dependencies: ["Host"], path: "Tests/HostTests", swiftSettings: house),
    .testTarget(
      name: "MarketTests", dependencies: ["Market", "Machine", "Host", "CZlib"],
      path: "Tests/MarketTests", swiftSettings: house),
  ]
)
