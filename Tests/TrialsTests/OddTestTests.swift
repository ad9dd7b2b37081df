import Compiler
import Syntax
import TestSupport
import Testing
import Trials

/// Tests that nobody would write: an answer each time, and soon.
@Suite struct OddTestTests {
  private static let numbers = [
    "0", "1", "-1", "2.5", "1e300", "5%", "100%", "-200%", "3", "100_000", "100_001", "1e15",
    "9007199254740993", "na", "close", "\"a\"", "true", "n", "1 / 0", "2d", "(1, 2)",
  ]
  private static let words = [
    "ramp", "dip", "flat", "gap", "noise", "sma", "to", "bars", "start", "price", "depth", "size",
    "seed", "x",
  ]

  private static let sound = [
    "flat(3)", "ramp(to: 60, 4)", "dip(5%, 4)", "noise(5, 1%, seed: 3)", "gap(2%), 9",
  ]

  private func number(_ draw: inout SplitMix64) -> String {
    Self.numbers[Int(draw.next() % UInt64(Self.numbers.count))]
  }

  private func word(_ draw: inout SplitMix64) -> String {
    Self.words[Int(draw.next() % UInt64(Self.words.count))]
  }

  private func shape(_ draw: inout SplitMix64) -> String {
    if draw.next() % 8 == 0 { return number(&draw) }
    if draw.next() % 8 < 6 { return Self.sound[Int(draw.next() % UInt64(Self.sound.count))] }
    var arguments: [String] = []
    for _ in 0..<(draw.next() % 4) {
      let label = draw.next() % 3 == 0 ? word(&draw) + ": " : ""
      arguments.append(label + number(&draw))
    }
    return word(&draw) + "(" + arguments.joined(separator: ", ") + ")"
  }

  private func step(_ draw: inout SplitMix64) -> String {
    switch draw.next() % 12 {
    case 0: return "bars (\(number(&draw)), \(number(&draw)), 1, \(number(&draw)))"
    case 1: return "param \(draw.next() % 2 == 0 ? "n" : "mode") = \(number(&draw))"
    case 2: return "expect entered at \(number(&draw))..\(number(&draw))"
    case 3: return "expect never close > \(number(&draw)) at \(number(&draw))"
    case 4: return "bars volume: \(shape(&draw))"
    default: return "bars close: 50, \(shape(&draw)), \(shape(&draw))"
    }
  }

  @Test func randomTestsAreAnswered() throws {
    var draw = SplitMix64(seed: 20_240_101)
    var (fine, ran) = (0, 0)
    for _ in 0..<400 {
      var steps: [String] = []
      for _ in 0...(draw.next() % 2) { steps.append(step(&draw)) }
      let text = """
        strategy "s"
        param n = 3 in 1..9
        param mode = "a" in {"a", "b"}
        enter long when close > sma(close, n) and mode == "a"
        test "t" { \(steps.joined(separator: "; ")); expect never entered short }
        """
      let compilation = compile(Source(name: "odd.quill", text: text))
      if compilation.program == nil { #expect(compilation.hasErrors, "\(text)") }
      guard let program = compilation.program, let suite = compilation.tests else { continue }
      fine += 1
      let runner = try Bench.runner(program, suite)
      for test in suite.tests {
        let trial = runner.run(test)
        #expect(trial.failure == nil, "\(text)")
        ran += 1
      }
    }
    #expect(fine > 10 && ran > 10, "\(fine) of 400 made sense")
  }

  @Test func manyBarsAndManyTests() throws {
    let long = (0..<20_000).map { "\(100 + $0 % 7)" }.joined(separator: ", ")
    let text = """
      strategy "s"
      enter long when close > open
      test "long" { bars close: \(long) expect entered at 2 }

      """
    let many = (0..<1_000).map {
      "test \"n\($0)\" { bars close: 1, 2, 3 expect entered at 2 }\n"
    }
    let clock = ContinuousClock()
    let took = try clock.measure {
      let trials = try Bench.trials(text + many.joined())
      #expect(trials.count == 1_001)
      #expect(trials.allSatisfy { $0.isPassed })
    }
    #expect(took < .seconds(30))
  }
}
