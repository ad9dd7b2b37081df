import Backtest
import Compiler
import Machine
import Market
import Syntax
import TestSupport
import Testing
import Trading

/// A run that keeps a diary is the same run.
@Suite struct DiaryTests {
  private func results(_ text: String, _ bars: Bars) throws -> (BacktestResult, BacktestResult) {
    let compilation = compile(Source(name: "d.quill", text: text))
    let program = try #require(compilation.program)
    var settings = BacktestSettings(terms: try Terms.plain(), periodsPerYear: 252)
    settings.wantsEquity = true
    let plain = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
    settings.wantsDiary = true
    let kept = try BacktestRun(program, values: [], bars: bars, settings: settings).result()
    return (plain, kept)
  }

  @Test(arguments: [
    "enter long when close crosses above sma(close, 5)\nexit long when close < sma(close, 5)",
    "enter long when flat and close > open size 30%\nexit when position.bars > 3",
    "enter long when close > open\nenter short when close < open size 50%",
  ])
  func changesNothing(_ orders: String) throws {
    let bars = try Bench.bars("bars close: 100, noise(600, 2%, seed: 11)")
    let (plain, kept) = try results("strategy \"s\"\n\(orders)\n", bars)
    #expect(plain.trades == kept.trades && plain.trades.count > 5)
    #expect(plain.refusals == kept.refusals)
    #expect(plain.equity.map(Array.init) == kept.equity.map(Array.init))
    #expect(plain.diary == nil)
    let diary = try #require(kept.diary)
    #expect(diary.pages.count == bars.count)
    #expect(diary.fills.count == kept.fillCount)
    let refused = diary.pages.flatMap(\.refused)
    #expect(Set(refused.map(\.reason)) == Set(kept.refusals.map(\.reason)))
    for fill in diary.fills where fill.row > 0 {
      #expect(diary.pages[fill.row - 1].acted.contains(fill.statement))
    }
    #expect(
      diary.pages.last?.account[.position]
        == kept.openLots.reduce(0) { sum, lot in
          let units = Double(lot.quantity.count) / 1e8
          return sum + (lot.direction == .long ? units : -units)
        })
  }
}
