internal import Compiler
internal import Syntax
internal import TestSupport
internal import Testing

/// The limits of the language, each met head on: refused with its own code, soon, and shown without
/// harm.
@Suite struct BadTextTests {
  private func problems(_ text: String) -> [Diagnostic] { problems(Array(text.utf8)) }

  private func problems(_ bytes: [UInt8]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    let source = Source(name: "bad.quill", bytes: bytes)
    let taken = ContinuousClock().measure { found = compile(source).diagnostics }
    #expect(taken < .seconds(5), "took \(taken)")
    for problem in found {
      let shown = problem.terminalText(in: source).unicodeScalars
      #expect(!shown.contains { isHarmful($0.value) }, "\(problem.code)")
    }
    return found
  }

  /// What could steer a terminal, or turn a line round.
  private func isHarmful(_ value: UInt32) -> Bool {
    (value < 0x20 && value != 0x0A) || (0x7F...0x9F).contains(value)
      || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
      || value == 0x200E || value == 0x200F
  }

  private func strategy(_ lines: String) -> String { "strategy \"s\"\n\(lines)\n" }

  @Test(arguments: ["+1", "-1", "*1", "^1", " or a", "??1", "[1]"])
  func anExpressionOfAHundredThousandTermsIsOneProblem(_ term: String) {
    let count = min(100_000, (Limits.sourceBytes - 100) / term.utf8.count)
    let found = problems(strategy("let a = 1" + String(repeating: term, count: count)))
    let errors = found.filter { $0.severity == .error }.map(\.code)
    #expect(errors == ["E0005"] || errors == ["E0004"], "\(errors.prefix(5))")
  }

  @Test(arguments: [
    "fn f(x) = f(x) + 1", "fn f(x) = g(x)\nfn g(x) = f(x)",
    "fn f(x, y = f(1)) = x", "fn f(x) = { let m = f(x - 1); m }",
    "fn f(x) = if x > 0 then f(x - 1) else 0", "fn f(x) = from 0 next f(prev)",
    "fn f(x) = on 1d { f(x) }", "fn f(x) = sum(i in 0..<3: f(i))",
  ])
  func aFunctionThatCallsItselfIsRefused(_ functions: String) {
    let found = problems(strategy(functions + "\nlet a = f(close)\nenter long when a > 0"))
    #expect(found.contains { $0.code == "E0202" }, "\(found.map(\.code))")
    #expect(found.count < 5)
  }

  @Test func theMessageOfARecursionShowsThePath() {
    let found = problems(
      strategy("fn f(x) = g(x)\nfn g(x) = h(x)\nfn h(x) = f(x)\nenter long when f(close) > 0"))
    #expect(found.contains { $0.label == "f -> g -> h -> f" }, "\(found.map(\.label))")
  }

  @Test func bytesThatAreNotUTF8AreSaidOnce() {
    for bad: [UInt8] in [[0xFF], [0xC3], [0xE9, 0x20, 0xE9], [0xED, 0xA0, 0x80], [0x80]] {
      for place in ["let a = 1 // ", "let a = \"", "let caf"] {
        let bytes = Array(strategy(place).utf8.dropLast()) + bad + Array("\n".utf8)
        #expect(problems(bytes).filter { $0.code == "E0002" }.count == 1, "\(place) \(bad)")
      }
    }
  }

  @Test(arguments: [0x202E, 0x202A, 0x2066, 0x2069, 0x200F, 0x061C] as [UInt32])
  func marksThatTurnTheDirectionAreRefusedEverywhere(_ value: UInt32) throws {
    let mark = String(try #require(Unicode.Scalar(value)))
    for line in [
      "let a = 1 // \(mark)", "alert \"\(mark)\" when close > 1", "let a\(mark)b = 1",
      "let a = 1 \(mark)+ 2", "enter long \"x\(mark)\" when close > 1",
    ] {
      let found = problems(strategy(line))
      #expect(found.contains { $0.code == "E0007" }, "\(line.debugDescription)")
    }
  }

  @Test(arguments: ["(", "{ let m = ", "if a then ", "-(", "f(", "not (", "from (", "[", "on 1d {"])
  func endlessNestingIsAProblemAndNoCrash(_ piece: String) {
    let count = (Limits.sourceBytes - 100) / piece.utf8.count
    let found = problems(strategy("let a = " + String(repeating: piece, count: count)))
    #expect(found.contains { $0.severity == .error })
    #expect(found.count <= Limits.problems)
  }

  @Test func aFileBeyondTheLimitIsNotRead() {
    let text = strategy("// " + String(repeating: "x", count: Limits.sourceBytes))
    #expect(problems(text).map(\.code) == ["E0001"])
  }
}
