import TestSupport
import Testing
import Trials

/// The tests that language.md shows pass, and the mistakes it lists are those that are made.
@Suite struct DocumentTests {
  @Test func examplesPass() throws {
    var count = 0
    for block in try Page("Grammar/language.md").blocks() where block.kind == "quill" {
      guard block.lines.contains(where: { $0.hasPrefix("test ") }) else { continue }
      for trial in try Bench.trials(block.text) {
        count += 1
        #expect(trial.isPassed, "\(trial.name): \(trial.misses.map(\.message))")
      }
    }
    #expect(count > 0)
  }

  @Test func everyKindOfMistakeIsListed() throws {
    let page = try Repository.text("Grammar/language.md").split(
      separator: "\n", omittingEmptySubsequences: false)
    let rows = page.drop { $0 != "| kind | mistake |" }.dropFirst(2)
      .prefix { $0.hasPrefix("| ") }
    let listed = rows.map { $0.dropFirst(2).prefix { $0 != " " } }
    #expect(listed.map(String.init) == Mutant.Kind.allCases.map(\.rawValue))
  }
}
