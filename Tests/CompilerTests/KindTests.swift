internal import Compiler
internal import Machine
internal import Syntax
internal import Testing

/// The pages of the problems tell the truth.
@Suite struct KindTests {
  @Test(arguments: CompilerKinds.all)
  func exampleHasTheProblemAndItsMendingDoesNot(_ kind: DiagnosticKind) {
    guard !kind.before.isEmpty else { return }
    #expect(codes(kind.before).contains(kind.code), "\(kind.code): \(codes(kind.before))")
    #expect(codes(kind.after).isEmpty, "\(kind.code): \(codes(kind.after))")
  }

  @Test func codesAreDistinctAndInOrder() {
    let codes = CompilerKinds.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    for kind in CompilerKinds.all {
      #expect(!kind.title.isEmpty && !kind.explanation.isEmpty)
    }
  }

  /// The example of E0208 is an expression; all others are files.
  private func codes(_ text: String) -> [String] {
    let source = Source(name: "page.quill", text: text)
    let isFile = text.contains("\n")
    let compilation = isFile ? compile(source) : compile(expressions: [source])
    return compilation.diagnostics.map(\.code)
  }
}
