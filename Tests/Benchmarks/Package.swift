// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "quill", path: "../..")],
  targets: [
    .executableTarget(
      name: "w1", dependencies: [.product(name: "Quill", package: "quill")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "w3", dependencies: [.product(name: "Quill", package: "quill")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "steps", dependencies: [.product(name: "Quill", package: "quill")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "portfolio", dependencies: [.product(name: "Quill", package: "quill")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(
      name: "store",
      dependencies: [
        .product(name: "Quill", package: "quill"), .product(name: "QuillStore", package: "quill"),
      ],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    .executableTarget(name: "reload", swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
