import Compiler
import Machine
import Syntax
import TestSupport
import Testing
import Trading

@testable import Backtest

/// Programs that ask their account are computed some bars ahead while nothing is on its way: the
/// result is that of every bar in turn, bit for bit.
@Suite struct AheadTests {
  private static let texts = [
    """
    enter long when flat and volume > 3 and drawdown < 90% size 1 units
    exit long when position.bars >= 2 or position.pnl < 0
    """,
    """
    let gain = position.pnl / equity
    enter long when volume > 15 and gain >= 0 size 1 - drawdown units
    enter short when volume < 4 and mod(trades, 3) == 1 and cash > 0 size 20%
    exit when abs(gain) > 0.1% or wins > 5 and position.bars > 7
    """,
    """
    enter long when equity > highest(close, 3) and volume > 8 size equity / 2 cash
    exit long when realised + position.pnl < last_trade.pnl or position.price > close
    """,
    "enter long when volume > 1 and position < 3 size 1 units\nexit long when equity > equity[1]",
  ]

  private func program(_ text: String) throws -> Program {
    let compilation = compile(Source(name: "ahead", text: "strategy \"ahead\"\n" + text))
    let problems = compilation.diagnostics.map(\.message).joined(separator: "; ")
    return try #require(compilation.program, "\(problems)")
  }

  @Test func onlyWhatKeepsNothingRunsAhead() throws {
    let ahead = try AheadTests.texts.map {
      try VirtualMachine(program($0), values: []).canRunAhead
    }
    #expect(ahead == [true, true, true, false])
  }

  @Test(arguments: AheadTests.texts, SplitMix64.seeds(20))
  func nothingChanges(_ text: String, _ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let program = try program(text)
    let bars = PathTests.bars(random.pick([1, 2, 63, 500, 1500]), &random)
    var settings = try BacktestSettings.plain(
      fee: random.pick(["0", "5bps"]), slippage: random.pick(["0", "3bps"]),
      timing: random.pick([.nextOpen, .nextOpen, .close]))
    settings.closesAtEnd = random.once(in: 2)
    if random.once(in: 2) {
      let start = random.below(bars.count)
      settings.rows = start..<(start + 1 + random.below(bars.count - start))
    }
    settings.takesEveryBar = true
    let plain = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
    settings.takesEveryBar = false
    for chunk in [1, 2, 7, 64, 1000] {
      settings.chunk = chunk
      let other = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
      #expect(other.difference(from: plain) == nil, "chunk \(chunk), seed \(seed)")
    }
  }
}
