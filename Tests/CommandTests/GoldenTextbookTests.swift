import Foundation
import TestSupport
import Testing

/// Builtins against their textbook definitions, computed in fractions by a script that shares
/// nothing with us, over prices about 1e-5 and 1e5 with bars that do not move.
@Suite struct GoldenTextbookTests {
  @Test(arguments: ["small", "large"])
  func values(_ name: String) throws {
    let folder = Repository.root.appendingPathComponent("Tests/Golden/textbook")
    let url = folder.appendingPathComponent("\(name).tsv")
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: "\t").map(String.init)
    }
    let bars = folder.appendingPathComponent("\(name).csv")
    let outcome = try QuillProcess().run(
      ["eval"] + rows[0] + ["--data", bars.path, "--log-level", "error"])
    #expect(outcome.code == 0, "\(outcome.err)")
    let found = outcome.out.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(found.count == rows.count - 1)
    for (column, expression) in rows[0].enumerated() {
      let wanted = rows.dropFirst().map { Double($0[column]) ?? .nan }
      compare(found.map { Double($0[column + 1]) ?? .nan }, wanted, expression)
    }
  }

  /// At 1e-9 relative; near a zero crossing, of the column's largest value by 1e-12.
  private func compare(_ ours: [Double], _ theirs: [Double], _ expression: String) {
    let largest = theirs.filter { !$0.isNaN }.map(\.magnitude).max() ?? 0
    for (row, (a, b)) in zip(ours, theirs).enumerated() where !(a.isNaN && b.isNaN) {
      guard abs(a - b) <= max(1e-9 * abs(b), 1e-12 * largest) else {
        Issue.record("\(expression) at row \(row): \(a), by its definition \(b)")
        return
      }
    }
  }
}
