import Compiler
import Machine
import Syntax
import TestSupport
import Testing
import Trading

@testable import Backtest

/// A run that keeps no trades gives what one that keeps them gives, but for the list.
@Suite struct ForgottenTradeTests {
  @Test(
    arguments: [
      "enter long when close > close[1]\nexit long when close < close[1]",
      "enter long when close > close[1] size 1 units stop 1% target 2%",
      "enter long when flat and trades < 200 and (trades < 1 or last_trade.pnl > -90)\n"
        + "size 1 units\nexit long when position.bars > 2",
      "enter long when close > close[1]\n"
        + "size if mod(trades, 3) == 0 then 2 else 1 + wins / (1 + trades) units\n"
        + "exit long when close < close[1]",
    ])
  func theFiguresAreTheSame(_ text: String) throws {
    let compilation = compile(Source(name: "kept", text: "strategy \"kept\"\n" + text))
    let program = try #require(
      compilation.program, "\(compilation.diagnostics.map(\.message))")
    var random = SplitMix64(seed: 12)
    let bars = Sample.walk(3_000, &random)
    var settings = try BacktestSettings.plain(capital: "100000", fee: "5bps", slippage: "3bps")
    let kept = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
    #expect(kept.trades.count > 100)
    for chunk in [1, 64, 500, 2_048] {
      for closesAtEnd in [false, true] {
        (settings.chunk, settings.closesAtEnd) = (chunk, closesAtEnd)
        settings.wantsTrades = true
        let kept = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
        settings.wantsTrades = false
        let result = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
        #expect(result.trades.isEmpty)
        #expect(result.performance == kept.performance)
        #expect(result.fingerprint == Array(kept.fingerprint.dropFirst(kept.trades.count)))
      }
    }
  }
}
