// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The line editor of `quill-repl`: GNU readline (GPL), or with QUILL_LINE_EDITOR=libedit in the
/// environment libedit (BSD), under the same module name.
let usesLibedit = Context.environment["QUILL_LINE_EDITOR"] == "libedit"

/// A module of the house with the modules it may know.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = [],
  pages: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(name)", exclude: pages,
    swiftSettings: house + settings)
}

/// The tests of a module.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    path: "Tests/\(name)Tests", swiftSettings: house)
}

let package = Package(
  name: "quill",
  products: [
    .executable(name: "quill", targets: ["quill"]),
    .executable(name: "quill-repl", targets: ["quill-repl"]),
    .library(
      name: "Quill",
      targets: ["Host", "Syntax", "Machine", "Compiler", "Trading", "Market", "Backtest", "Live"]),
    .library(name: "QuillStore", targets: ["Store"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    module("Host"),
    module("Syntax"),
    .target(name: "Lanes", path: "Sources/Lanes"),
    module("Machine", ["Lanes"], settings: [.strictMemorySafety()]),
    module("Compiler", ["Syntax", "Machine"]),
    module("Trading", ["Machine"], pages: ["Ports.md"]),
    module("Live", ["Machine", "Trading", "Host"]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    module("Market", ["Machine", "Host", "CZlib"]),
    module("Store", ["Machine", "Host", "Market", .product(name: "GRDB", package: "GRDB.swift")]),
    module("Providers", ["Machine", "Host", "Market", "Trading", "Store"]),
    module("Backtest", ["Lanes", "Machine", "Trading", "Host"], settings: [.strictMemorySafety()]),
    module("Trials", ["Syntax", "Machine", "Compiler", "Trading", "Backtest", "Host"]),
    module("Reference", ["Syntax", "Machine", "Compiler"]),
    module(
      "Console",
      [
        "Host", "Syntax", "Machine", "Compiler", "Trading", "Market", "Backtest", "Reference",
        "Trials", "Store", "Providers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), "TOMLKit",
      ]),
    .executableTarget(
      name: "quill",
      dependencies: [
        "Console", "Host", "Syntax", "Machine", "Compiler", "Trading", "Market", "Backtest", "Live",
        "Trials", "Store", "Providers",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Sources/Command", swiftSettings: house),
    .systemLibrary(
      name: "CReadline", path: usesLibedit ? "REPL/CEditline" : "REPL/CReadline",
      providers: [.apt([usesLibedit ? "libedit-dev" : "libreadline-dev"])]),
    .target(
      name: "ReplSession",
      dependencies: [
        "Backtest", "Compiler", "Console", "Host", "Machine", "Market", "Syntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "REPL/Session", swiftSettings: house),
    .executableTarget(
      name: "quill-repl",
      dependencies: [
        "CReadline", "Console", "Host", "ReplSession", "Syntax",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "REPL/Main", swiftSettings: house),
    .target(
      name: "TestSupport",
      dependencies: [
        "Backtest", "Compiler", "Host", "Machine", "Market", "Syntax", "Trading",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/Support", swiftSettings: house),
    tests("Host"),
    tests("Syntax"),
    tests("Compiler", ["Host", "Machine", "Market", "Reference", "Syntax"]),
    tests("Market", ["Machine", "Host", "CZlib"]),
    tests("Store", ["Machine", "Host", "Market"]),
    tests("Providers", ["Machine", "Host", "Market", "Store", "Trading"]),
    tests("Trading", ["Machine"]),
    tests("Backtest", ["Compiler", "Host", "Machine", "Market", "Syntax", "Trading"]),
    tests("Live", ["Host", "Machine", "Trading"]),
    tests("Trials", ["Backtest", "Compiler", "Host", "Machine", "Market", "Syntax", "Trading"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "quill", "Console", "Host", "Machine", "Syntax", "TestSupport", "Trading", "Trials",
      ],
      path: "Tests/CommandTests", swiftSettings: house),
    .testTarget(
      name: "ReplTests",
      dependencies: ["Console", "Host", "ReplSession", "TestSupport", "quill-repl"],
      path: "Tests/ReplTests", swiftSettings: house),
    .target(name: "Allocations", path: "Tests/Allocations"),
    tests("Machine", ["Compiler", "Lanes", "Reference", "Syntax"]),
    .testTarget(
      name: "DifferentialTests",
      dependencies: [
        "Allocations", "Backtest", "Compiler", "Host", "Live", "Machine", "Market", "Reference",
        "Syntax", "TestSupport", "Trading",
      ], path: "Tests/DifferentialTests", swiftSettings: house),
    .testTarget(
      name: "TidyTests", dependencies: ["TestSupport"], path: "Tests/TidyTests",
      swiftSettings: house),
  ]
)
