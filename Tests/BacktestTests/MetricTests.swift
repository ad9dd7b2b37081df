import Machine
import Testing
import Trading

@testable import Backtest

@Suite struct MetricTests {
  /// A run without a trade over a flat market.
  private static func idle(_ count: Int = 10, capital: String = "100") throws -> BacktestResult {
    let closes = [Double](repeating: 5, count: count)
    let settings = try BacktestSettings.plain(capital: capital)
    return try BacktestRun(
      Program(title: "idle", sourceHash: 0), values: [],
      bars: Sample.bars(open: closes, close: closes), settings: settings
    ).result()
  }

  @Test func everyMetricIsDescribed() {
    #expect(Set(Metric.all.map(\.name)).count == Metric.all.count)
    for metric in Metric.all {
      #expect(!metric.formula.isEmpty && !metric.source.isEmpty && !metric.title.isEmpty)
      #expect(metric.name.allSatisfy { $0.isLowercase || $0 == "_" })
      #expect(Metric.named(metric.name)?.title == metric.title)
    }
  }

  @Test func whatIsNotDefinedIsNothing() throws {
    let result = try MetricTests.idle()
    let undefined = result.metrics.filter { $0.value == nil }.map(\.name)
    #expect(
      undefined == [
        "sharpe", "sortino", "calmar", "win_rate", "profit_factor", "expectancy", "sqn",
        "average_trade",
      ])
    #expect(result.metric("final_equity") == .money(try Money("100")))
    #expect(result.metric("total_return") == .number(0) && result.metric("cagr") == .number(0))
    #expect(result.metric("volatility") == .number(0) && result.metric("trades") == .count(0))
    #expect(result.metric("max_drawdown") == .number(0) && result.metric("exposure") == .number(0))
    #expect(result.metric("no such metric") == nil)
  }

  @Test(arguments: [1, 2])
  func aFewBarsAreEnough(_ count: Int) throws {
    let result = try MetricTests.idle(count)
    #expect(result.metric("buy_and_hold") == .number(0))
    #expect(result.metric("cagr") == (count == 1 ? nil : .number(0)))
  }

  /// One trade of which everything can be worked out by hand.
  @Test func oneTrade() throws {
    var code = Assembly("one trade")
    let row = code.barIndex()
    code.enter(.long, code.call("==", [row, code.splat(0)]), size: (.units, code.splat(10)))
    code.exit(.all, code.call("==", [row, code.splat(2)]))
    let day = 24 * 60 * Sample.minute
    let plain = Sample.bars(open: [10, 10, 11, 12, 12], close: [10, 11, 9, 12, 12])
    let bars = Bars(
      time: (0..<5).map { Int64($0) * day }, open: plain.open, high: plain.high, low: plain.low,
      close: plain.close, volume: plain.volume, interval: day)
    let settings = try BacktestSettings.plain(capital: "1000", fee: "1%")
    let result = try BacktestRun(code.program, values: [], bars: bars, settings: settings).result()
    // Bought 10 at 10 for a fee of 1, sold at 12 for a fee of 1.2.
    #expect(result.equity.map(Array.init) == [1000, 1009, 989, 1017.8, 1017.8])
    #expect(result.metric("final_equity") == .money(try Money("1017.8")))
    #expect(result.metric("fees_paid") == .money(try Money("2.2")))
    #expect(result.metric("max_drawdown") == .number((1009 - 989) / 1009))
    #expect(result.metric("max_drawdown_bars") == .count(2))
    #expect(result.metric("max_drawdown_duration") == .nanoseconds(2 * day))
    #expect(result.metric("exposure") == .number(0.4))
    #expect(result.metric("trades") == .count(1) && result.metric("winning") == .count(1))
    #expect(result.metric("expectancy") == .number(17.8))
    #expect(result.metric("average_trade") == .number(0.178))
    #expect(result.metric("win_rate") == .number(1) && result.metric("profit_factor") == nil)
    #expect(result.metric("buy_and_hold") == .number(12.0 / 10 - 1))
    #expect(result.metric("sqn") == nil)
  }

  @Test func aLostAccountHasNoGrowthRate() throws {
    var code = Assembly("short into a rise")
    code.enter(.short, code.call("==", [code.barIndex(), code.splat(0)]))
    let bars = Sample.bars(open: [10, 10, 50, 60], close: [10, 10, 50, 60])
    let result = try BacktestRun(
      code.program, values: [], bars: bars, settings: try .plain(capital: "1000")
    ).result()
    #expect(result.metric("final_equity") == .money(try Money("-4000")))
    #expect(result.metric("cagr") == nil && result.metric("annual_return") == nil)
    #expect(result.metric("calmar") == nil && result.metric("max_drawdown") == .number(5))
    for reading in result.metrics { #expect(reading.value?.number.isFinite ?? true) }
  }
}
