import Machine
import Testing

@testable import Backtest
@testable import Trading

/// Metrics against empyrical, backtesting.py and vectorbt, from the equity curves and trades of
/// their own runs.
@Suite(.enabled(if: GoldenRun.shared != nil, Comment(rawValue: GoldenRun.absence)))
struct GoldenTests {
  static let runs = [
    "GOOG_SmaCross_10_30", "GOOG_SmaCrossLong_20_50", "GOOG_RsiBracket",
    "EURUSD1h_SmaCross_10_30_toc", "vbt_GOOG_sma_10_30",
  ]

  private func isNear(_ value: Double?, _ golden: Double, _ tolerance: Double = 1e-9) -> Bool {
    guard let value else { return false }
    return abs(value - golden) <= tolerance * max(abs(value), abs(golden))
  }

  /// The run's curve and trades as this module's input.
  private func performance(_ run: GoldenRun, _ trades: [Trade]) throws -> Performance {
    let capital = try #require(Money(run.equity[0]))
    return Performance(
      equity: EquityFigures(equity: run.equity, times: run.times, capital: run.equity[0]),
      trades: TradeFigures(trades), capital: capital,
      finalEquity: try #require(Money(run.equity.last!)), feesPaid: .zero,
      firstTime: run.times[0], lastTime: run.times.last!, firstClose: nil, lastClose: nil,
      periodsPerYear: 252)
  }

  private func value(_ name: String, _ performance: Performance) -> Double? {
    Metric.named(name)?.value(of: performance)?.number
  }

  @Test(arguments: runs)
  func curvesAgreeWithEmpyrical(_ name: String) throws {
    let run = try GoldenRun(name)
    let performance = try performance(run, [])
    for (mine, theirs) in [
      ("total_return", "total_return"), ("annual_return", "annual_return_252"),
      ("volatility", "annual_volatility_252"), ("sharpe", "sharpe_252_rf0"),
      ("sortino", "sortino_252_rf0"), ("calmar", "calmar_252"),
    ] {
      let golden = run.figure("empyrical_per_bar", theirs)
      #expect(isNear(value(mine, performance), golden), "\(mine) of \(name): \(golden)")
    }
    let drawdown = run.figure("empyrical_per_bar", "max_drawdown")
    #expect(isNear(value("max_drawdown", performance), -drawdown), "\(name)")
    // Theirs counts the bars below the peak; here, as in backtesting.py, the bar that reaches it
    // again too.
    let bars = run.metrics["drawdown_bars_longest"] as! Int
    let mine = try #require(value("max_drawdown_bars", performance))
    #expect([0, 1].contains(mine - Double(bars)), "\(name)")
  }

  /// The run's curve as a record of days.
  private func sheet(_ run: GoldenRun, _ trades: [ClosedTrade] = []) throws -> TearSheet {
    let words = run.equity.map { _ in Grid.word(1) }
    let bars = Bars(
      time: run.times, open: words, high: words, low: words, close: words, volume: words,
      interval: run.times[1] - run.times[0])
    return TearSheet(
      try MadeUpRun.record(bars, equity: run.equity, capital: run.equity[0], trades: trades))
  }

  @Test(arguments: runs)
  func daysAgreeWithEmpyricalAndQuantstats(_ name: String) throws {
    let run = try GoldenRun(name)
    let sheet = try sheet(run)
    #expect(sheet.returns.count == (run.metrics["empyrical_daily"] as! [String: Any])["n"] as! Int)
    for (mine, theirs, sign) in [
      ("daily_sharpe", "sharpe_252_rf0", 1), ("daily_sortino", "sortino_252_rf0", 1),
      ("downside_risk", "downside_risk_252", 1), ("omega", "omega_rf0", 1),
      ("stability", "stability_of_timeseries", 1), ("tail_ratio", "tail_ratio", 1),
      ("value_at_risk", "value_at_risk_5pct", -1), ("expected_shortfall", "cvar_5pct", -1),
    ] as [(String, String, Double)] {
      let golden = run.figure("empyrical_daily", theirs) * sign
      #expect(isNear(Metric.named(mine)?.value(of: sheet)?.number, golden), "\(mine) of \(name)")
    }
    for (mine, theirs) in [
      ("daily_sharpe", "sharpe"), ("daily_sortino", "sortino"), ("omega", "profit_factor"),
      ("winning_days", "win_rate"), ("skew", "skew"), ("kurtosis", "kurtosis"),
      ("best_day", "best"), ("worst_day", "worst"), ("tail_ratio", "tail_ratio"),
    ] {
      let golden = run.figure("quantstats_daily", theirs)
      #expect(
        isNear(Metric.named(mine)?.value(of: sheet)?.number, golden), "\(mine) of \(name)")
    }
    // Theirs divides by one less.
    let days = Double(sheet.returns.count)
    let ulcer = run.figure("quantstats_daily", "ulcer_index") * ((days - 1) / days).squareRoot()
    #expect(isNear(Metric.named("ulcer_index")?.value(of: sheet)?.number, ulcer), "\(name)")
  }

  /// A record of trades whose path is not known: their times are those of the curve.
  private func closed(_ trades: [Trade], _ run: GoldenRun) -> [ClosedTrade] {
    let words = run.equity.map { _ in Grid.word(1) }
    let bars = Bars(
      time: run.times, open: words, high: words, low: words, close: words, volume: words,
      interval: run.times[1] - run.times[0])
    return trades.map {
      ClosedTrade($0, symbol: "X", over: bars, by: .quill, actions: []) { _ in nil }
    }
  }

  @Test(arguments: runs.dropLast())
  func curvesAgreeWithBacktestingPy(_ name: String) throws {
    let run = try GoldenRun(name)
    let performance = try performance(run, [])
    #expect(isNear(value("cagr", performance).map { $0 * 100 }, run.stat("CAGR [%]"), 1e-9))
    let seconds = run.seconds("Max. Drawdown Duration")
    #expect(value("max_drawdown_duration", performance) == seconds, "\(name)")
    let average = Metric.named("average_drawdown")?.value(of: try sheet(run))?.number
    #expect(isNear(average.map { $0 * -100 }, run.stat("Avg. Drawdown [%]")), "\(name)")
  }

  @Test(arguments: runs.dropLast())
  func tradesAgreeWithBacktestingPy(_ name: String) throws {
    let run = try GoldenRun(name)
    let trades = try run.trades.map { row -> Trade in
      let entry = try #require(Price(number: Double(row["EntryPrice"]!)!))
      let exit = try #require(Price(number: Double(row["ExitPrice"]!)!))
      return Trade(
        entryRow: Int(row["EntryBar"]!)!, exitRow: Int(row["ExitBar"]!)!, entryPrice: entry,
        exitPrice: exit, entryMoment: Moment(leg: 0, price: entry.count),
        exitMoment: Moment(leg: 0, price: exit.count), risk: 0,
        units: try #require(Quantity(Double(row["Size"]!)!)).count,
        fees: try #require(Money(Double(row["Commission"]!)!)), entryStatement: 0,
        exitStatement: 0, reason: .signal)
    }
    let performance = try performance(run, trades)
    // Their prices are Doubles, here they stand on 1e-8.
    let tolerance = 1e-6
    #expect(value("trades", performance) == run.stat("# Trades"))
    #expect(isNear(value("win_rate", performance).map { $0 * 100 }, run.stat("Win Rate [%]")))
    #expect(isNear(value("sqn", performance), run.stat("SQN"), tolerance))
    let expectancy = value("average_trade", performance).map { $0 * 100 }
    #expect(isNear(expectancy, run.stat("Expectancy [%]"), tolerance))
    for (mine, theirs) in [
      ("winning", "wins"), ("losing", "losses"), ("profit_factor", "profit_factor"),
      ("expectancy", "expectancy"), ("sqn", "sqn_sample_std"),
    ] {
      let golden = run.figure("trades_plain", theirs)
      #expect(isNear(value(mine, performance), golden, tolerance), "\(mine) of \(name)")
    }
    let sheet = try sheet(run, closed(trades, run))
    for (mine, theirs) in [
      ("average_win", "average_win"), ("average_loss", "average_loss"),
      ("largest_win", "largest_win"), ("largest_loss", "largest_loss"),
    ] {
      let golden = run.figure("trades_plain", theirs)
      let value = Metric.named(mine)?.value(of: sheet)?.number
      #expect(isNear(value, golden, tolerance), "\(mine) of \(name)")
    }
    for (mine, theirs, scale) in [
      ("best_trade", "Best Trade [%]", 100), ("worst_trade", "Worst Trade [%]", 100),
      ("kelly", "Kelly Criterion", 1),
    ] as [(String, String, Double)] {
      let value = Metric.named(mine)?.value(of: sheet)?.number
      #expect(isNear(value.map { $0 * scale }, run.stat(theirs), tolerance), "\(mine) of \(name)")
    }
    let longest = Metric.named("longest_trade")?.value(of: sheet)?.number
    #expect(longest == run.seconds("Max. Trade Duration"), "\(name)")
    // Their exposure counts the bar of the exit too; without it, it is ours.
    let entered = Set(trades.flatMap { Array($0.entryRow...$0.exitRow) })
    #expect(
      isNear(Double(entered.count) / Double(run.equity.count) * 100, run.stat("Exposure Time [%]")))
  }

  /// vectorbt fills at the close, all cash, in fractions of a unit, with 0.2 % of fee: that can be
  /// run here.
  @Test func theRunOfVectorbtIsReproduced() throws {
    let run = try GoldenRun("vbt_GOOG_sma_10_30")
    let program = Assembly.averageCross(10, 30, sized: false)
    var settings = try BacktestSettings.plain(fee: "0.2%", timing: .close)
    settings.periodsPerYear = 252
    let bars = try GoldenRun.bars()
    let result = try BacktestRun(
      program, values: program.parameters.map(\.standard), bars: bars, settings: settings
    ).result()
    let closed = run.trades.filter { $0["Status"] == "Closed" }
    #expect(result.trades.count == closed.count && result.openLots.count == 1)
    for (mine, theirs) in zip(result.trades, closed) {
      #expect(bars.time[mine.entryRow] == GoldenRun.time(theirs["EntryTimestamp"]!))
      #expect(bars.time[mine.exitRow] == GoldenRun.time(theirs["ExitTimestamp"]!))
      #expect(isNear(mine.quantity.number, Double(theirs["Size"]!)!, 1e-8))
      #expect(isNear(mine.net.number, Double(theirs["PnL"]!)!, 1e-6))
      #expect(isNear(mine.netReturn, Double(theirs["Return"]!)!, 1e-6))
    }
    for (mine, theirs) in zip(try #require(result.equity), run.equity) {
      #expect(isNear(mine, theirs, 1e-8))
    }
    for (mine, theirs) in [
      ("win_rate", "Win Rate [%]"), ("buy_and_hold", "Benchmark Return [%]"),
      ("total_return", "Total Return [%]"), ("max_drawdown", "Max Drawdown [%]"),
    ] {
      #expect(isNear(result.metric(mine)?.number, run.stat(theirs) / 100, 1e-7), "\(mine)")
    }
    #expect(isNear(result.metric("profit_factor")?.number, run.stat("Profit Factor"), 1e-7))
    #expect(isNear(result.metric("expectancy")?.number, run.stat("Expectancy"), 1e-7))
    #expect(isNear(result.metric("fees_paid")?.number, run.stat("Total Fees Paid"), 1e-7))
  }
}
