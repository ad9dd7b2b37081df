internal import Glibc
internal import Trading

/// The metrics of the summary: sums that every run has make them.
///
/// r are the returns of the bars after the first, n their count, A the bars per year. The sources
/// speak of empyrical-reloaded 0.7, quantstats 0.0.86, backtesting.py 0.6 and vectorbt 1.2. A lost
/// account is one whose equity was ever 0 or less.
extension Metric {
  /// Every metric, in the order of reports.
  public static let all: [Metric] = sections.flatMap(\.metrics)

  /// The same in parts, each with its title.
  public static let sections: [(title: String, metrics: [Metric])] = [
    ("Growth", growth), ("Risk", risk), ("Trading", trading), ("Days", daily),
    ("Tails and drawdowns", tails), (benchmarkTitle, market), ("Trades one by one", trades),
    ("Multiples of the risk", multiples),
  ]
  /// The title of what is held against a benchmark.
  public static let benchmarkTitle = "Benchmark"

  private static let growth: [Metric] = [
    Metric(
      "final_equity", "Final equity", .money, formula: "cash + position * last close",
      source: "exact; the open position is marked, not closed",
      .summary { .money($0.finalEquity) }),
    Metric(
      "total_return", "Total return", .share, formula: "final equity / capital - 1",
      source: "empyrical cum_returns_final", .summary { $0.growth.map { .number($0 - 1) } }),
    Metric(
      "buy_and_hold", "Buy and hold", .share, better: .neither,
      formula: "last close / first close - 1; dividends (as cash) and splits of --actions count",
      source: "vectorbt benchmark return; backtesting.py counts from the end of the warm-up",
      undefined: "without a close that is a price",
      .summary {
        guard let first = $0.firstClose, let last = $0.lastClose else { return nil }
        return .number(last.number / first.number - 1)
      }),
    Metric(
      "cagr", "CAGR", .share,
      formula: "(final equity / capital) ^ (365.25 days / (last bar - first bar)) - 1",
      source: "backtesting.py CAGR: calendar time; quantstats and vectorbt count 365 days",
      undefined: "for one bar, and where nothing is left of the capital",
      .summary {
        guard let growth = $0.growth, growth > 0, $0.lastTime > $0.firstTime else { return nil }
        return .number(pow(growth, 1 / $0.years) - 1)
      }),
    Metric(
      "annual_return", "Annual return", .share,
      formula: "(final equity / capital) ^ (A / n) - 1",
      source: "empyrical annual_return: bars, not calendar time",
      undefined: "for one bar, and where nothing is left of the capital",
      .summary { $0.annualReturn.map { .number($0) } }),
  ]

  private static let risk: [Metric] = [
    Metric(
      "volatility", "Volatility", .share, better: .lower,
      formula: "stdev(r, n - 1) * sqrt(A)", source: "empyrical annual_volatility",
      undefined: "for fewer than three bars, and for a lost account",
      .summary {
        guard let spread = $0.spread else { return nil }
        return .number(spread * $0.periodsPerYear.squareRoot())
      }),
    Metric(
      "sharpe", "Sharpe", .ratio, formula: "mean(r) / stdev(r, n - 1) * sqrt(A)",
      source: "empyrical sharpe_ratio, risk-free rate 0",
      undefined: "where all returns are the same, and for a lost account",
      .summary {
        guard let mean = $0.meanReturn, let deviation = $0.deviation else { return nil }
        return .number(mean / deviation * $0.periodsPerYear.squareRoot())
      }),
    Metric(
      "sortino", "Sortino", .ratio,
      formula: "mean(r) * A / (sqrt(sum(min(r, 0)^2) / n) * sqrt(A))",
      source: "empyrical sortino_ratio, required return 0",
      undefined: "where no bar loses, and for a lost account",
      .summary {
        guard let mean = $0.meanReturn, $0.equity.falls > 0 else { return nil }
        let downside = ($0.equity.falls / Double($0.equity.returns)).squareRoot()
        return .number(mean * $0.periodsPerYear / (downside * $0.periodsPerYear.squareRoot()))
      }),
    Metric(
      "calmar", "Calmar", .ratio, formula: "annual return / max drawdown",
      source: "empyrical calmar_ratio",
      undefined: "without a drawdown, and where there is no annual return",
      .summary {
        guard let annual = $0.annualReturn, $0.equity.maxDrawdown > 0 else { return nil }
        return .number(annual / $0.equity.maxDrawdown)
      }),
    Metric(
      "max_drawdown", "Max drawdown", .share, better: .lower,
      formula: "max(1 - equity / highest equity so far)",
      source: "empyrical max_drawdown, per bar, as a positive share",
      .summary { .number($0.equity.maxDrawdown) }),
    Metric(
      "max_drawdown_bars", "Longest drawdown", .bars, better: .lower,
      formula: "most bars from a peak to the bar that reaches it again, or to the last bar",
      source: "backtesting.py drawdown duration, in bars",
      .summary { .count($0.equity.drawdownBars) }),
    Metric(
      "max_drawdown_duration", "Longest drawdown", .duration, better: .lower,
      formula: "the same in time", source: "backtesting.py max drawdown duration",
      .summary { .nanoseconds($0.equity.drawdownNanoseconds) }),
    Metric(
      "exposure", "Exposure", .share, better: .neither,
      formula: "bars with a position at their close / bars",
      source: "time in the market; backtesting.py counts the bar of the exit too",
      .summary { .number(Double($0.equity.exposedBars) / Double($0.equity.bars)) }),
  ]

  private static let trading: [Metric] = [
    Metric(
      "trades", "Trades", .count, better: .neither, formula: "closed lots",
      source: "what is open does not count", .summary { .count($0.trades.count) }),
    Metric(
      "winning", "Winning", .count, formula: "trades with net > 0", source: "after fees",
      .summary { .count($0.trades.winning) }),
    Metric(
      "losing", "Losing", .count, better: .lower, formula: "trades with net < 0",
      source: "after fees", .summary { .count($0.trades.losing) }),
    Metric(
      "win_rate", "Win rate", .share, formula: "winning / trades",
      source: "backtesting.py and vectorbt win rate; quantstats counts days",
      undefined: "without a trade", .summary { $0.trades.winRate.map { .number($0) } }),
    Metric(
      "profit_factor", "Profit factor", .ratio,
      formula: "sum of net > 0 / sum of -net where net < 0",
      source: "vectorbt profit factor; backtesting.py sums returns",
      undefined: "where no trade lost", .summary { $0.trades.profitFactor.map { .number($0) } }),
    Metric(
      "expectancy", "Expectancy", .money, formula: "mean(net)",
      source: "vectorbt expectancy; backtesting.py's is the average trade here",
      undefined: "without a trade", .summary { $0.trades.expectancy.map { .number($0) } }),
    Metric(
      "sqn", "SQN", .ratio, formula: "sqrt(trades) * mean(net) / stdev(net, trades - 1)",
      source: "Van Tharp; backtesting.py SQN",
      undefined: "for fewer than two trades, and where all made the same",
      .summary { $0.trades.sqn.map { .number($0) } }),
    Metric(
      "average_trade", "Average trade", .share, formula: "mean(net / (entry price * quantity))",
      source: "backtesting.py expectancy; its average trade is the geometric mean",
      undefined: "without a trade",
      .summary { $0.trades.count > 0 ? .number($0.trades.meanReturn) : nil }),
    Metric(
      "fees_paid", "Fees paid", .money, better: .lower,
      formula: "sum of the fees of all fills", source: "exact", .summary { .money($0.feesPaid) }),
  ]
}

extension Performance {
  /// The time from the first bar to the last.
  var years: Double { Double(lastTime &- firstTime) / (365.25 * 86_400e9) }

  var annualReturn: Double? {
    guard let growth, growth > 0, equity.returns > 0 else { return nil }
    return pow(growth, periodsPerYear / Double(equity.returns)) - 1
  }
}
