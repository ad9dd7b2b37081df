import TestSupport
import Testing
import Trials

/// The tests that language.md shows pass, and the mistakes it lists are those that are made.
@Suite struct DocumentTests {
  private static func page() throws -> [Substring] {
    try Repository.text("Grammar/language.md").split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func examplesPass() throws {
    var block: [Substring]?
    var count = 0
    for line in try Self.page() {
      if line == "```quill" {
        block = []
      } else if line == "```", let lines = block {
        block = nil
        guard lines.contains(where: { $0.hasPrefix("test ") }) else { continue }
        for trial in try Bench.trials(lines.joined(separator: "\n") + "\n") {
          count += 1
          #expect(trial.isPassed, "\(trial.name): \(trial.misses.map(\.message))")
        }
      } else {
        block?.append(line)
      }
    }
    #expect(count > 0)
  }

  @Test func everyKindOfMistakeIsListed() throws {
    let rows = try Self.page().drop { $0 != "| kind | mistake |" }.dropFirst(2)
      .prefix { $0.hasPrefix("| ") }
    let listed = rows.map { $0.dropFirst(2).prefix { $0 != " " } }
    #expect(listed.map(String.init) == Mutant.Kind.allCases.map(\.rawValue))
  }
}
