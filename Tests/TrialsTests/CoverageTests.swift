import Compiler
import Syntax
import Testing
import Trials

/// Conditions that were never both true and false.
@Suite struct CoverageTests {
  private func coverage(_ text: String) throws -> (Source, Coverage) {
    let (source, program, suite) = try Bench.compiled(text)
    let runner = try Bench.runner(program, suite)
    return (source, Coverage(suite, suite.tests.map { runner.run($0) }))
  }

  @Test func sidesOfAndAreToldApart() throws {
    let (source, coverage) = try coverage(
      """
      strategy "s"
      let calm = volume < 5000 or close < 3
      enter long
        when close > 10 and calm
      exit long when (if close > 12 then close > open else false)
      test "t" { bars close: 9, 11, 9, 11, 9 expect entered }
      """)
    let lines = coverage.lines.map { line in
      "\(source.place(line.span.start).line) \(line.text): \(line.gap ?? "both")"
    }
    #expect(
      lines == [
        "2 volume < 5000: never false", "2 close < 3: never true", "4 close > 10: both",
        "4 close > 10 and calm: both", "4 calm: never false",
        "5 if close > 12 then close > open else false: never true", "5 close > 12: never true",
      ])
    #expect(coverage.covered == 2)
    #expect(coverage.gaps.count == 5)
  }

  @Test func testsOfAFileAddUp() throws {
    let text = """
      strategy "s"
      enter long when close > 10
      test "over" { bars close: flat(11, 3) expect entered }

      """
    #expect(try coverage(text).1.lines.map(\.gap) == ["never false"])
    let both = text + "test \"under\" { bars close: flat(9, 3) expect never entered }"
    #expect(try coverage(both).1.lines.map(\.gap) == [nil])
  }

  @Test func closesOfTheWarmUpDecideNothing() throws {
    let text = """
      strategy "s"
      enter long when close > sma(close, 5)
      test "t" { bars ramp(1, 20, 20) expect entered }
      test "short" { bars ramp(9, 1, 3) expect never entered }
      """
    #expect(try coverage(text).1.lines.map(\.gap) == ["never false"])
  }

  @Test func accountAndFunctionsAreWatchedAndConstantsAreNot() throws {
    let (_, coverage) = try coverage(
      """
      strategy "s"
      fn steep(x, n) = x > x[n] and n > 0
      enter long when steep(close, 1) and flat
      exit long when steep(open, 2) or position.bars > 3
      test "t" { bars close: 5, 6, 7, 8, 9, 10, 11, 12, 13 expect trades > 0 at 8 }
      """)
    #expect(coverage.lines.map(\.text).contains("position.bars > 3"))
    #expect(coverage.lines.map(\.text).contains("flat"))
    #expect(coverage.lines.map(\.text).contains("x > x[n]"))
    #expect(!coverage.lines.map(\.text).contains("n > 0"))
    #expect(coverage.lines.first { $0.text == "flat" }?.isCovered == true)
  }
}
