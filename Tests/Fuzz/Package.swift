// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "quill", path: "../..")],
  targets: [
    // The generators of the tests, by a link: they are no product.
    .target(
      name: "TestSupport", dependencies: [.product(name: "Quill", package: "quill")],
      swiftSettings: [
        .swiftLanguageMode(.v6), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ]),
    .executableTarget(
      name: "fuzz", dependencies: ["TestSupport", .product(name: "Quill", package: "quill")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
