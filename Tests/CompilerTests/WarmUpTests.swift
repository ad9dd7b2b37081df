import Machine
import Syntax
import Testing

@testable import Compiler

/// How many bars a program waits before every value is there.
@Suite struct WarmUpTests {
  @Test(arguments: [
    ("close", 0), ("close[3]", 3), ("sma(close, 5)[2]", 6),
    // A recurrence fills its own past from its first bar on.
    ("from 0 next prev + 1", 0), ("from close next prev[2] + close", 0),
    ("from 0 next prev + sma(close, 5)", 4), ("sma(from 0 next prev + 1, 5)", 4),
    ("(from 0 next prev + 1)[2]", 2),
  ])
  func isThatOfThePastOfTheMarket(_ text: String, _ bars: Int) throws {
    let compilation = compile(expressions: [Source(name: "warm-up", text: text)])
    let program = try #require(compilation.program, "\(compilation.diagnostics)")
    #expect(try VirtualMachine(program, values: []).warmUp == bars)
  }
}
