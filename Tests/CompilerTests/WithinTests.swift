import Compiler
import Machine
import Syntax
import Testing

/// Expressions that use what a file defines.
@Suite struct WithinTests {
  private static let file = Source(
    name: "file",
    text: """
      strategy "within"
      param n = 3 in 1..9
      let mean = sma(close, n)
      fn spread(x) = x - mean
      enter long when close > mean and position == 0
      """)

  private func compiled(_ texts: String...) -> Compilation {
    compile(
      expressions: texts.map { Source(name: "input", text: $0) }, within: WithinTests.file)
  }

  @Test func namesAndFunctionsAreKnown() throws {
    let compilation = compiled("mean", "spread(close) > 0", "n * 2", "position")
    let program = try #require(compilation.program, "\(compilation.diagnostics)")
    #expect(program.outputs.map(\.name) == ["mean", "spread(close) > 0", "n * 2", "position"])
    #expect(program.parameters.map(\.name) == ["n"] && program.orders.isEmpty)
    #expect(compilation.facts.map(\.name) == program.outputs.map(\.name))
    #expect(compilation.facts.map(\.binding) == [.series, .series, .parameter, .account])
    #expect(compilation.facts.map(\.lookback) == [2, 2, 0, 0])
  }

  /// What is wrong is said of the expression, also where it lies inside a function of the file.
  @Test func problemsStandInTheirExpression() {
    let compilation = compiled("close", "mean[-1]", "spread(true)")
    #expect(compilation.program == nil)
    #expect(Set(compilation.texts) == [1, 2])
    for (problem, text) in zip(compilation.diagnostics, compilation.texts) {
      let length = ["close", "mean[-1]", "spread(true)"][text].utf8.count
      #expect(problem.span.end <= length, "\(problem)")
    }
  }

  /// How many bars ago is a number; what was then is still a time.
  @Test func aTimeOfSomeBarsAgoIsATime() {
    func codes(_ text: String) -> [String] { compiled(text).diagnostics.map(\.code) }
    let ago = "ago(time, mod(bar_index, 3), within: 5)"
    let facts = compiled(ago, "time - \(ago)", "ago(time_close - time, bar_index, within: 2)").facts
    #expect(facts.map(\.type) == ["time", "duration", "duration"])
    #expect(codes("\(ago) < time").isEmpty)
    #expect(codes("\(ago) + 1") == ["E0301"])
    #expect(codes("\(ago) > close") == ["E0301"])
  }

  @Test func aFileThatIsWrongIsTold() {
    let file = Source(name: "file", text: "strategy \"a\"\nlet x = nosuch\n")
    let compilation = compile(expressions: [Source(name: "input", text: "x")], within: file)
    #expect(compilation.program == nil && Set(compilation.texts) == [-1])
  }
}
