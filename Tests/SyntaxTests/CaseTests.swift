internal import Syntax
internal import TestSupport
internal import Testing

/// Every `Tests/Cases/*.tree`: source, tree, formatted text (where there are no problems), and the
/// problems as a terminal shows them.
@Suite struct CaseTests {
  @Test(arguments: CaseFile.all("tree"))
  func tree(_ file: CaseFile) {
    for difference in file.differences(parts) { Issue.record("\(difference)") }
  }

  private func parts(_ one: CaseFile.Case) -> [String] {
    let source = Source(name: "case.quill", text: one.input)
    let result = parse(source)
    let (text, problems) = format(source)
    return [
      dump(result.tree), problems.isEmpty ? text : "",
      terminalText(of: result.diagnostics, in: source),
    ]
  }
}
