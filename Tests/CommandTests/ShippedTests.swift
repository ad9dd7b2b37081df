import Foundation
import TestSupport
import Testing

/// What `quill` says of the shipped strategies before they trade.
@Suite struct ShippedTests {
  @Test func areFormatted() throws {
    let outcome = try QuillProcess().run(["fmt", "--check"] + Shipped.names.map(Shipped.path))
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
  }

  /// Nothing to doubt, and nothing that depends on bars that have not happened: the certificate
  /// over the first 700 bars of what the README runs it on.
  @Test(arguments: Shipped.names)
  func areFineAndSeeNoFuture(_ name: String) throws {
    let folder = try Scratch()
    let command = try #require(try Shipped.commands(name).first)
    let bars = try #require(Shipped.value("--data", of: command))
    let rows = try Repository.text(bars).split(separator: "\n").prefix(701)
    try folder.write("bars.csv", rows.joined(separator: "\n") + "\n")
    let outcome = try QuillProcess().run(
      ["check", "--strict", "--prove", Shipped.path(name), "--data", folder.path("bars.csv")]
        + Shipped.surroundings(command))
    #expect(outcome.code == 0, "\(outcome.out)\(outcome.err)")
  }
}
