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

  /// Inside of `on` a condition is asked when the clock ticks, and only ticks of closes that decide
  /// count.
  @Test func conditionsInsideAClockAreAskedAtItsTicks() throws {
    let (_, coverage) = try coverage(
      """
      strategy "s"
      fn up(x) = x > x[1] and x > 2
      let once = on close == 7 { if open > 5 then 1 else 2 }
      let both = on close > 3 { if close > 5 then 1 else 2 }
      let deep = on close > 3 { on close > 5 { if close > 8 then 1 else 2 } }
      let never = on close > 90 { if high > 1 then 1 else 2 }
      enter long when up(close) and (on close > 6 { up(close) })
        and once + both + deep > 0 and not is_na(never)
      test "t" { bars close: 1, 2, 3, 4, 5, 6, 7, 8, 9, 8 expect never entered }
      """)
    func gap(_ text: String) throws -> String? {
      try #require(coverage.lines.first { $0.text == text }, "\(text) is not watched").gap
    }
    #expect(try gap("open > 5") == "never false")
    #expect(try gap("close > 5") == nil)
    #expect(try gap("close > 8") == nil)
    #expect(try gap("high > 1") == "never asked")
    // Both places of the function count: at the bars it falls at the end, at the ticks too.
    #expect(try gap("x > x[1]") == nil)
    #expect(try gap("x > 2") == nil)
  }

  @Test func ticksOfTheWarmUpDecideNothing() throws {
    let text = """
      strategy "s"
      let x = on close > 0 { if close > 3 then 1 else 2 }
      enter long when sma(close, 5) > x
      test "t" { bars ramp(1, 20, 20) expect entered }
      """
    #expect(try coverage(text).1.lines.map(\.gap) == ["never false", "never false"])
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
