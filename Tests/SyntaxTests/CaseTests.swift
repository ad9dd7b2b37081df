internal import Syntax
internal import TestSupport
internal import Testing

/// Every `Tests/Cases/*.tree`: source, tree, formatted text, problems.
@Suite struct CaseTests {
  @Test(arguments: CaseFile.all("tree"))
  func tree(_ file: CaseFile) {
    for difference in file.differences(parts) { Issue.record("\(difference)") }
  }

  private func parts(_ one: CaseFile.Case) -> [String] {
    let result = parse(Source(name: "case.quill", text: one.input))
    return [dump(result.tree), problems(result)]
  }

  private func problems(_ result: ParseResult) -> String {
    result.diagnostics.map { problem in
      let place = result.source.place(problem.span.start)
      return "\(place.line):\(place.column) \(problem.code) \(problem.message)\n"
    }.joined()
  }
}
