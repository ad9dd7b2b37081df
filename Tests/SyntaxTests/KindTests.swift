internal import Syntax
internal import TestSupport
internal import Testing

/// Every code of the syntax has a page that tells the truth, and at least one case.
@Suite struct KindTests {
  /// What a page cannot show: a byte that is no character.
  private static let withoutExample: Set<String> = ["E0002"]

  @Test func codesAreDistinctAndInRange() {
    let codes = SyntaxKinds.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(codes == codes.sorted())
    for code in codes { #expect(code >= "E0001" && code <= "E0099") }
  }

  @Test(arguments: SyntaxKinds.all)
  func examplesTellTheTruth(_ kind: DiagnosticKind) {
    #expect(!kind.title.isEmpty && !kind.explanation.isEmpty)
    guard !Self.withoutExample.contains(kind.code) else { return }
    let before = parse(Source(name: "before.quill", text: kind.before)).diagnostics
    #expect(before.contains { $0.code == kind.code }, "before: \(before.map(\.code))")
    let others = Set(before.map(\.code)).subtracting([kind.code])
    #expect(kind.code == "E0006" || others.isEmpty, "before has other problems: \(others)")
    let after = parse(Source(name: "after.quill", text: kind.after)).diagnostics
    #expect(after.isEmpty, "after: \(after.map(\.message))")
  }

  /// A fix that a tool applies must mend what it is for, and give no new problem.
  @Test(arguments: SyntaxKinds.all)
  func fixesMend(_ kind: DiagnosticKind) {
    let source = Source(name: "before.quill", text: kind.before)
    for problem in parse(source).diagnostics where problem.code == kind.code {
      guard let fix = problem.fix, kind.code != "E0006" else { continue }
      var bytes = source.bytes
      for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
        bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.replacement.utf8))
      }
      let mended = Source(name: "mended.quill", bytes: bytes)
      let left = parse(mended).diagnostics
      #expect(
        left.count < parse(source).diagnostics.count,
        "\(kind.code): \(fix.title) gives \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  /// Every fix of every case, applied alone: its problem is gone, and there is none that was not
  /// there.
  @Test(arguments: CaseFile.all("tree").flatMap(\.cases).map(\.input))
  func fixesOfAllCasesMend(_ input: String) {
    let source = Source(name: "case.quill", text: input)
    let problems = parse(source).diagnostics
    for problem in problems {
      guard let fix = problem.fix else { continue }
      var bytes = source.bytes
      for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
        bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.replacement.utf8))
      }
      let left = parse(Source(name: "mended.quill", bytes: bytes)).diagnostics
      #expect(
        left.count < problems.count,
        "\(problem.code) \(fix.title): \(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test func everyCodeHasACase() {
    let shown = CaseFile.all("tree").flatMap(\.cases).flatMap(\.parts).joined()
    // Those of whole files are the cases of `LimitTests`.
    for kind in SyntaxKinds.all where kind.code > "E0006" {
      #expect(shown.contains("[\(kind.code)]"), "no case shows \(kind.code), \(kind.title)")
    }
  }
}
