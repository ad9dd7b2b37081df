internal import Compiler
internal import Machine
internal import Syntax
internal import TestSupport
internal import Testing

/// The pages of the problems tell the truth.
@Suite struct KindTests {
  @Test(arguments: CompilerKinds.all.map(\.code))
  func exampleHasTheProblemAndItsMendingDoesNot(_ code: String) throws {
    let kind = try #require(CompilerKinds.all.first { $0.code == code })
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

  /// What needs other files, another command or a mistake of ours has tests of its own.
  private static let elsewhere: Set<String> = [
    "E0208", "E0630", "E0631", "E0632", "E0633", "E0634", "E0641", "E0999",
  ]

  @Test(arguments: CompilerKinds.all.map(\.code))
  func everyCodeHasACase(_ code: String) {
    let announced = CaseFile.all("check").flatMap(\.cases).contains { one in
      Announced.all(in: one.input).contains { $0.code == code }
    }
    let shown = CaseFile.all("problems").flatMap(\.cases).contains { one in
      one.parts.dropFirst().contains { $0.contains("[\(code)]") }
    }
    #expect(announced || shown || Self.elsewhere.contains(code), "no case has \(code)")
  }

  /// The example of E0208 is an expression; all others are files.
  private func codes(_ text: String) -> [String] {
    let source = Source(name: "page.quill", text: text)
    let isFile = text.contains("\n")
    let compilation = isFile ? compile(source) : compile(expressions: [source])
    return compilation.diagnostics.map(\.code)
  }
}

/// What a problem proposes mends it.
@Suite struct FixTests {
  @Test(arguments: CompilerKinds.all.map(\.code))
  func everyFixOfAPageMendsItsProblem(_ code: String) throws {
    let kind = try #require(CompilerKinds.all.first { $0.code == code })
    let source = Source(name: "page.quill", text: kind.before)
    for diagnostic in compile(source).diagnostics where diagnostic.code == code {
      guard let fix = diagnostic.fix else { continue }
      let mended = applied(fix, source)
      let left = compile(Source(name: "page.quill", text: mended)).diagnostics.map(\.code)
      #expect(!left.contains(code), "\(fix.title):\n\(mended)\(left)")
    }
  }

  private func applied(_ fix: Diagnostic.Fix, _ source: Source) -> String {
    var bytes = source.bytes
    for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
      bytes.replaceSubrange(edit.span.start..<edit.span.end, with: Array(edit.replacement.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Texts that are no strategies.
@Suite struct OddTextTests {
  private func codes(_ text: String) -> [String] {
    compile(Source(name: "odd.quill", text: text)).diagnostics.map(\.code)
  }

  @Test func emptyAndBinaryFilesAreAnswered() {
    #expect(codes("") == ["E0401", "E0403"])
    #expect(codes("  // nothing\n") == ["E0401", "E0403"])
    #expect(codes("strategy \"s\"\u{0}") == ["E0003"])
    #expect(codes(String(repeating: "(", count: 300_000)) == ["E0001"])
    #expect(codes(String(repeating: "(", count: 10_000)).count >= 1)
  }

  @Test func whatCannotBeReadIsNotCalledMissing() {
    let found = codes("strategy \"s\"\nlet a = 3\nenter long when a + + > 2")
    #expect(found.allSatisfy { $0 < "E0100" }, "\(found)")
  }

  @Test func problemsOfSeveralExpressionsSayWhichTheyAreAbout() {
    let texts = ["close +", "clsoe", "close", "clsoe", "position"]
    let found = compile(expressions: texts.map { Source(name: "eval", text: $0) })
    #expect(found.program == nil)
    #expect(found.diagnostics.count == found.texts.count)
    #expect(Set(found.texts) == [0, 1, 3, 4])
    let shown = compile(expressions: [Source(name: "eval", text: "\"text\"")])
    #expect(shown.diagnostics.map(\.code) == ["E0301"])
  }
}
