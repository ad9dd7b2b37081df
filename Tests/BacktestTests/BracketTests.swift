import Compiler
import Machine
import Syntax
import Testing

@testable import Backtest
@testable import Trading

/// Stops and targets against backtesting.py, trade for trade.
@Suite(.enabled(if: GoldenRun.shared != nil, Comment(rawValue: GoldenRun.absence)))
struct BracketTests {
  @Test func theBracketOfBacktestingPy() throws {
    let text = """
      strategy "RSI bracket"
      let range = atr(14)
      let pulse = rsi(close, 14)
      enter long when flat and pulse < 30 size 10 units
        stop at close - 2 * range target at close + 3 * range
      enter short when flat and pulse > 70 size 10 units
        stop at close + 2 * range target at close - 3 * range
      """
    let program = try #require(compile(Source(name: "bracket", text: text)).program)
    let run = try GoldenRun("GOOG_RsiBracket")
    let settings = try BacktestSettings.plain(capital: "100000", fee: "0.1%")
    let result = try BacktestRun(
      program, values: [], bars: try GoldenRun.bars(), settings: settings
    ).result()
    // Theirs closes at the open of the last bar what is open there.
    try #require(run.trades.count == 94 && result.trades.count == 93)
    #expect(result.openLots.map(\.entryRow) == [Int(run.trades[93]["EntryBar"]!)!])
    for (mine, theirs) in zip(result.trades, run.trades) {
      let size = Double(theirs["Size"]!)!
      #expect(mine.entryRow == Int(theirs["EntryBar"]!)!)
      #expect(mine.exitRow == Int(theirs["ExitBar"]!)!)
      #expect((mine.direction == .long) == (size > 0) && mine.quantity.number == size.magnitude)
      #expect(abs(mine.entryPrice.number - Double(theirs["EntryPrice"]!)!) < 1e-7)
      #expect(abs(mine.exitPrice.number - Double(theirs["ExitPrice"]!)!) < 1e-7)
      #expect(abs(mine.net.number - Double(theirs["PnL"]!)!) < 1e-5)
    }
  }
}
