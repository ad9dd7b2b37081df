internal import Compiler
internal import Machine
internal import Syntax
internal import Testing

/// What expressions mean, run on the machine.
@Suite struct MeaningTests {
  struct Case: Sendable, CustomStringConvertible {
    let text: String
    let close: [Double]
    let gives: [Double]
    init(_ text: String, _ close: [Double], _ gives: [Double]) {
      (self.text, self.close, self.gives) = (text, close, gives)
    }
    var description: String { text }
  }

  static let nan = Double.nan

  static let cases: [Case] = [
    // The past adds up, and is missing before the first bar, also of what is fixed.
    Case("close[1]", [1, 2, 3], [nan, 1, 2]),
    Case("(close[1])[1]", [1, 2, 3], [nan, nan, 1]),
    Case("(close + close[1])[1]", [1, 2, 3], [nan, nan, 3]),
    Case("close[0]", [1, 2], [1, 2]),
    Case("7[1]", [1, 2], [nan, 7]),
    Case("(close > 0)[1]", [1, 2], [0, 1]),
    Case("not (close > 0)[1]", [1, 2], [1, 0]),
    // Constants are folded, units are part of the number.
    Case("2 + 3 * 4 ^ 2", [1], [50]),
    Case("2%", [1], [0.02]),
    Case("5bps", [1], [0.0005]),
    Case("1 / 0", [1], [nan]),
    Case("-close", [1, 2], [-1, -2]),
    Case("close * 1 + 0", [1, 2], [1, 2]),
    // Choices.
    Case("if close > 1 then 10 else 20", [1, 2], [20, 10]),
    Case("if close > 1 then close > 5 else close < 5", [1, 2], [1, 0]),
    Case("if close > 1 then na else 3", [1, 2], [3, nan]),
    Case("match close > 1 { true => 1, false => 2 }", [1, 2], [2, 1]),
    Case("match close { 1 => 10, 2 => 20, else => 0 }", [1, 2, 3], [10, 20, 0]),
    Case("{ let m = close + 1; let k = m * 2; k - m }", [1, 2], [2, 3]),
    Case("{ let k = m * 2; let m = close + 1; k - m }", [1, 2], [2, 3]),
    Case("close[1] ?? 9", [1, 2], [9, 1]),
    Case("na ?? 4", [1], [4]),
    // State.
    Case("from 0 next prev + 1", [5, 5, 5], [0, 1, 2]),
    Case("from 0 next prev + close", [1, 2, 3], [0, 2, 5]),
    Case("from close[1] next prev + 1", [5, 6, 7], [nan, 5, 6]),
    Case("from na next if close > 2 then close else prev", [1, 3, 1, 4], [nan, 3, 3, 4]),
    Case("from close next max(prev, close)", [2, 1, 3], [2, 2, 3]),
    Case("from false next not prev", [1, 1, 1, 1], [0, 1, 0, 1]),
    Case("from true next close > 2 and prev", [1, 3, 2, 4], [1, 1, 0, 0]),
    Case("from 0 next prev[1] ?? 7", [1, 1, 1, 1], [0, 7, 0, 7]),
    Case("from time next if close > 2 then time else prev", [1, 3, 1], [0, 1, 1]),
    Case("from na next if close > 2 then time else prev", [1, 3, 1], [nan, 1, 1]),
    Case("from 1 next sma(prev, 2) ?? 3", [1, 1, 1, 1], [1, 3, 2, 2.5]),
    Case(
      "(from (a: 0, b: 1) next (a: prev.b, b: prev.a + prev.b)).a", [1, 1, 1, 1], [0, 1, 1, 2]),
    Case(
      "{ let (a, b) = from (0, 1) next (prev.b, prev.a + prev.b); a * 10 + b }", [1, 1, 1],
      [1, 11, 12]),
    Case(
      "{ let (dir, line) = from (1, low) next "
        + "if prev.dir == 1 and close < prev.line then (-1, high) "
        + "else (prev.dir, if prev.dir == 1 then max(prev.line, low) else min(prev.line, high)); "
        + "dir * line }", [5, 7, 6, 4, 8], [5, 7, -6, -4, -4]),
    Case("{ let a = if close > 2 then close else a[1]; a }", [1, 3, 2], [nan, 3, 3]),
    Case("{ let up = close > 2 or up[1]; up }", [1, 3, 2], [0, 1, 1]),
    Case("{ let a = (b[1] ?? 0) + 1; let b = a * 2; b }", [1, 1, 1], [2, 6, 14]),
    Case("{ let b = a * 2; let a = (b[1] ?? 0) + 1; b }", [1, 1, 1], [2, 6, 14]),
    // Folds.
    Case("sum(i in 0..2: close[i])", [1, 2, 3, 4], [nan, nan, 6, 9]),
    Case("sum(i in 0..<2: close[i] * (2 - i))", [1, 2, 3], [nan, 5, 8]),
    Case("avg(i in 0..<2: close[i])", [1, 2, 4], [nan, 1.5, 3]),
    Case("max(i in 0..1: close[i]) - min(i in 0..1: close[i])", [1, 3, 2], [nan, 2, 1]),
    Case("count(i in 0..2: close[i] > 1)", [1, 2, 3], [0, 1, 2]),
    Case("any(i in 0..1: close[i] > 2)", [1, 3, 1, 1], [0, 1, 1, 0]),
    Case("all(i in 0..1: close[i] > 2)", [3, 3, 1, 3], [0, 1, 0, 0]),
    Case("sum(i in 3..2: close) + (max(i in 3..2: close) ?? 7)", [1, 2], [7, 7]),
    Case("avg(i in 3..2: close)", [1], [nan]),
    Case("avg(i in 5..2: close)", [1], [nan]),
    Case("sum(i in 1..3: sum(j in 1..i: j))", [1], [10]),
    Case("sum(i in 1..100: i)", [1], [5050]),
    Case("sum(i in 0..<50: close[i] ?? 0)", [1, 2, 3], [1, 3, 6]),
    Case("sum(i in 1..50: sma(close, i) ?? 0)", [1, 3], [1, 5]),
    Case("sum(i in 1..40: sum(j in i..40: close))", [1], [820]),
    Case("fold(i in 1..4: from 1 next prev * i)", [1], [24]),
    Case("fold(i in 0..<3: from 100 next prev + close[i])", [1, 2, 3], [100, nan, 103]),
    Case("fold(i in 0..40: from i next prev + i)", [1], [820]),
    Case("fold(i in 0..40: from true next not prev)", [1], [1]),
    Case("fold(i in 0..1: from time[i] next prev)", [1, 2], [0, 1]),
    Case(
      "{ let (a, b) = fold(i in 0..5: from (0, 1) next (prev.b, prev.a + prev.b)); a }", [1], [5]),
    Case("{ let (a, b) = fold(i in 0..50: from (0, 1) next (prev.b, 1 - prev.b)); b }", [1], [1]),
    Case("from 0 next sum(i in 1..2: prev[i] ?? 1)", [1, 1, 1, 1], [0, 2, 1, 2]),
    Case("from 0 next sum(i in 0..40: if i < 2 then prev[i] ?? 1 else 0)", [1, 1, 1], [0, 1, 1]),
    // Lengths that change.
    Case("highest(close, bar_index + 1, within: 3)", [1, 3, 2, 1], [1, 3, 3, nan]),
    Case("sma(close, 2 - mod(bar_index, 2), within: 2)", [1, 3, 2, 4], [nan, 3, 2.5, 4]),
    Case("sma(close * 1.5, bar_index, within: 9)", [1, 3, 2], [nan, 4.5, 3.75]),
    Case("lowest(close, 1.5, within: 3) ?? 7", [1], [7]),
    Case("ago(close, bar_index, within: 2)", [1, 3, 2, 1], [1, 1, 1, nan]),
    Case("ago(close > 2, 1, within: 2)", [1, 3, 2], [0, 0, 1]),
    Case("change(close, bar_index, within: 5)", [1, 3, 7], [nan, 2, 6]),
    // Times.
    Case("{ let r = (a: close, b: r.a[1]); r.b }", [1, 2, 3], [nan, 1, 2]),
    Case("{ let (a, b) = (close, a[1] ?? b[1]); b }", [1, 2, 3], [nan, 1, 2]),
    Case("{ let t = if close > 1 then time else t[1]; t }", [1, 2, 1], [nan, 1, 1]),
    Case("time", [1, 1], [0, 1]),
    Case("time_close - time", [1, 1], [1, 1]),
    Case("time + 2h", [1, 1], [2, 3]),
    Case("2h + time - 30m - 30m", [1, 1], [1, 2]),
    Case("time >= 1970-01-01T01:00Z", [1, 1], [0, 1]),
    Case("time > 1970-01-01T02:00:00+02:00", [1, 1], [0, 1]),
    Case("-1h + 2h", [1], [1]),
    Case("time - time[1] == 1h", [1, 1], [0, 1]),
    // Means, bars, crossings.
    Case("hl2 + hlc3 + ohlc4 + hlcc4", [1, 2], [4, 8]),
    Case("bar_index", [1, 1, 1], [0, 1, 2]),
    Case("close crosses above 2", [1, 2, 3], [0, 0, 1]),
    Case(
      "macd(close, fast: 2, slow: 1, signal: 1).line", [1, 3, 4], [nan, 1, 0.6666666666666665]),
  ]

  @Test(arguments: cases)
  func gives(_ one: Case) throws {
    for chunk in [1, 2, 1000] {
      let columns = try Running.outputs([one.text], one.close, chunk: chunk)
      #expect(columns.count == 1)
      #expect(
        Running.same(columns.first ?? [], one.gives),
        "\(one.text) in chunks of \(chunk): \(columns)")
    }
  }

  @Test func recordsGiveAColumnForEachField() throws {
    let sources = [Source(name: "eval", text: " bbands(close, 2) ")]
    let program = try #require(compile(expressions: sources).program)
    #expect(
      program.outputs.map(\.name) == [
        "bbands(close, 2).upper", "bbands(close, 2).mid", "bbands(close, 2).lower",
      ])
  }

  @Test func parametersOfAnEvaluationHaveValues() throws {
    let columns = try Running.outputs(
      ["close[n]", "close * n"], [1, 2, 3], parameters: [(name: "n", value: 2)])
    #expect(Running.same(columns[0], [.nan, .nan, 1]))
    #expect(Running.same(columns[1], [2, 4, 6]))
  }

  @Test func parametersCountThePastOfWhatIsNotKnownYet() throws {
    for (text, gives) in [
      ("{ let a = (a[n + 0] ?? 0) + 1; a }", [1.0, 1, 2, 2, 3]),
      ("{ let a = ((a + 1)[n] ?? 0) + 1; a }", [1, 1, 3, 3, 5]),
      ("from 0 next (prev[n] ?? 0) + 1", [0, 1, 1, 1, 2]),
      ("{ let a = (a[1][n] ?? 0) + 1; a }", [1, 1, 1, 2, 2]),
      ("{ let c = (d[n - 2] ?? 0) + 1; let d = (c[1] ?? 0) * 2; c }", [1, 3, 7, 15, 31]),
      ("{ let c = (d[n] ?? 0) + 1; let d = (c[1] ?? 0) * 2; c }", [1, 1, 1, 3, 3]),
    ] {
      for chunk in [1, 2, 100] {
        let columns = try Running.outputs(
          [text], [1, 1, 1, 1, 1], parameters: [(name: "n", value: 2)], chunk: chunk)
        #expect(Running.same(columns[0], gives), "\(text): \(columns[0])")
      }
    }
  }

  @Test func foldsStepAsFarAsAParameterSays() throws {
    for (text, gives) in [
      ("sum(i in 0..<n: close[i])", [Double.nan, 3, 5, 7, 9]),
      ("sum(i in 0..<n: close[n - i])", [.nan, .nan, 3, 5, 7]),
      ("sum(i in 0..n: sum(j in 0..<i: close[j]))", [.nan, 5, 8, 11, 14]),
      ("sum(i in 1..n: sum(j in 1..n: i * j + close))", [13, 17, 21, 25, 29]),
      ("from 0 next sum(i in 1..n: prev[i] ?? 1)", [0, 2, 1, 2, 3]),
      ("fold(i in 1..n: from close next prev * 10 + i)", [12, 22, 32, 42, 52]),
    ] {
      for chunk in [1, 2, 100] {
        let columns = try Running.outputs(
          [text], [1, 2, 3, 4, 5], parameters: [(name: "n", value: 2)], chunk: chunk)
        #expect(Running.same(columns[0], gives), "\(text): \(columns[0])")
      }
    }
  }

  @Test func everyExampleOfABuiltinHolds() throws {
    for builtin in Builtin.all {
      let example = builtin.example
      let columns = try Running.outputs([example.call], example.close)
      #expect(
        Running.same(columns[0], example.gives),
        "\(builtin.name): \(example.call) gives \(columns[0]), not \(example.gives)")
    }
  }

  @Test func everyExampleOfThePreludeHolds() throws {
    for definition in PreludeDefinition.all {
      let example = definition.example
      let call = example.call
      for chunk in [1, 3, 1000] {
        let columns = try Running.outputs([call], example.close, chunk: chunk)
        let message = "\(call) gives \(columns[0]), not \(example.gives)"
        #expect(Running.same(columns[0], example.gives), "\(message)")
      }
    }
  }

  @Test func thePreludeIsWellFormedAndDescribesItself() throws {
    for definition in PreludeDefinition.all {
      let problems = parse(Source(name: definition.name, text: definition.text)).diagnostics
      #expect(problems.isEmpty, "\(definition.name): \(problems.map(\.message))")
      #expect(definition.function.name.text == definition.name)
      let heading = Source(name: "heading", text: "fn \(definition.heading) = 0")
      #expect(parse(heading).diagnostics.isEmpty, "\(definition.heading)")
      #expect(!definition.summary.isEmpty && !definition.formula.isEmpty)
      let source = Source(name: "eval", text: definition.name + "()")
      let compilation = compile(expressions: [source])
      #expect(compilation.diagnostics.isEmpty, "\(compilation.diagnostics.map(\.message))")
      let names = try #require(compilation.program).outputs.map(\.name)
      #expect(names == definition.parts.map { definition.name + "()" + $0 }, "\(names)")
      let memory = try #require(compilation.facts.first).memory
      switch (memory, definition.memory) {
      case (.finite, .finite), (.fading, .fading), (.open, .open): break
      default: Issue.record("\(definition.name): \(memory)")
      }
    }
  }
}
