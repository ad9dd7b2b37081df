internal import Glibc
internal import Trading

/// Every metric, in the order of reports.
///
/// r are the returns of the bars after the first, n their count, A the periods per year. The
/// sources speak of empyrical-reloaded 0.7, backtesting.py 0.6 and vectorbt 1.2.
extension Metric {
  public static let all: [Metric] = growth + risk + trading

  private static let growth: [Metric] = [
    Metric(
      "final_equity", "Final equity", .money, formula: "cash + position * last close",
      source: "exact; the open position is marked, not closed"
    ) { .money($0.finalEquity) },
    Metric(
      "total_return", "Total return", .share, formula: "final equity / capital - 1",
      source: "empyrical cum_returns_final"
    ) { $0.growth.map { .number($0 - 1) } },
    Metric(
      "buy_and_hold", "Buy and hold", .share, formula: "last close / first close - 1",
      source: "vectorbt benchmark return; backtesting.py counts from the end of the warm-up"
    ) {
      guard let first = $0.firstClose, let last = $0.lastClose else { return nil }
      return .number(last.number / first.number - 1)
    },
    Metric(
      "cagr", "CAGR", .share,
      formula: "(final equity / capital) ^ (365.25 days / (last bar - first bar)) - 1",
      source: "backtesting.py CAGR: calendar time; quantstats and vectorbt count 365 days"
    ) {
      guard let growth = $0.growth, growth > 0, $0.lastTime > $0.firstTime else { return nil }
      let years = Double($0.lastTime &- $0.firstTime) / (365.25 * 86_400e9)
      return .number(pow(growth, 1 / years) - 1)
    },
    Metric(
      "annual_return", "Annual return", .share,
      formula: "(final equity / capital) ^ (A / n) - 1",
      source: "empyrical annual_return: bars, not calendar time"
    ) { annualReturn($0).map { .number($0) } },
  ]

  private static let risk: [Metric] = [
    Metric(
      "volatility", "Volatility", .share, formula: "stdev(r, n - 1) * sqrt(A)",
      source: "empyrical annual_volatility"
    ) {
      guard $0.equity.returns > 1 else { return nil }
      return .number(($0.deviation ?? 0) * $0.periodsPerYear.squareRoot())
    },
    Metric(
      "sharpe", "Sharpe", .ratio, formula: "mean(r) / stdev(r, n - 1) * sqrt(A)",
      source: "empyrical sharpe_ratio, risk-free rate 0"
    ) {
      guard let mean = $0.meanReturn, let deviation = $0.deviation else { return nil }
      return .number(mean / deviation * $0.periodsPerYear.squareRoot())
    },
    Metric(
      "sortino", "Sortino", .ratio,
      formula: "mean(r) * A / (sqrt(sum(min(r, 0)^2) / n) * sqrt(A))",
      source: "empyrical sortino_ratio, required return 0"
    ) {
      guard let mean = $0.meanReturn, $0.equity.falls > 0 else { return nil }
      let downside = ($0.equity.falls / Double($0.equity.returns)).squareRoot()
      return .number(mean * $0.periodsPerYear / (downside * $0.periodsPerYear.squareRoot()))
    },
    Metric(
      "calmar", "Calmar", .ratio, formula: "annual return / max drawdown",
      source: "empyrical calmar_ratio"
    ) {
      guard let annual = annualReturn($0), $0.equity.maxDrawdown > 0 else { return nil }
      return .number(annual / $0.equity.maxDrawdown)
    },
    Metric(
      "max_drawdown", "Max drawdown", .share, formula: "max(1 - equity / highest equity so far)",
      source: "empyrical max_drawdown, per bar, as a positive share"
    ) { .number($0.equity.maxDrawdown) },
    Metric(
      "max_drawdown_bars", "Longest drawdown", .bars,
      formula: "most bars from a peak to the bar that reaches it again, or to the last bar",
      source: "backtesting.py drawdown duration, in bars"
    ) { .count($0.equity.drawdownBars) },
    Metric(
      "max_drawdown_duration", "Longest drawdown", .duration,
      formula: "the same in time", source: "backtesting.py max drawdown duration"
    ) { .nanoseconds($0.equity.drawdownNanoseconds) },
    Metric(
      "exposure", "Exposure", .share, formula: "bars with a position at their close / bars",
      source: "backtesting.py counts the bar of the exit too"
    ) { .number(Double($0.equity.exposedBars) / Double($0.equity.bars)) },
  ]

  private static let trading: [Metric] = [
    Metric(
      "trades", "Trades", .count, formula: "closed lots", source: "what is open does not count"
    ) { .count($0.trades.count) },
    Metric(
      "winning", "Winning", .count, formula: "trades with net > 0", source: "after fees"
    ) { .count($0.trades.winning) },
    Metric(
      "losing", "Losing", .count, formula: "trades with net < 0", source: "after fees"
    ) { .count($0.trades.losing) },
    Metric(
      "win_rate", "Win rate", .share, formula: "winning / trades",
      source: "backtesting.py and vectorbt win rate; quantstats counts days"
    ) { share($0.trades.winning, of: $0.trades.count) },
    Metric(
      "profit_factor", "Profit factor", .ratio,
      formula: "sum of net > 0 / sum of -net where net < 0",
      source: "vectorbt profit factor; backtesting.py sums returns"
    ) { $0.trades.grossLoss > 0 ? .number($0.trades.grossProfit / $0.trades.grossLoss) : nil },
    Metric(
      "expectancy", "Expectancy", .money, formula: "mean(net)",
      source: "vectorbt expectancy; backtesting.py's is the average trade here"
    ) { $0.trades.count > 0 ? .number($0.trades.meanNet) : nil },
    Metric(
      "sqn", "SQN", .ratio, formula: "sqrt(trades) * mean(net) / stdev(net, trades - 1)",
      source: "Van Tharp; backtesting.py SQN"
    ) {
      guard $0.trades.deviationNet > 0 else { return nil }
      let root = Double($0.trades.count).squareRoot()
      return .number(root * $0.trades.meanNet / $0.trades.deviationNet)
    },
    Metric(
      "average_trade", "Average trade", .share, formula: "mean(net / (entry price * quantity))",
      source: "backtesting.py expectancy; its average trade is the geometric mean"
    ) { $0.trades.count > 0 ? .number($0.trades.meanReturn) : nil },
    Metric(
      "fees_paid", "Fees paid", .money, formula: "sum of the fees of all fills", source: "exact"
    ) { .money($0.feesPaid) },
  ]

  private static func annualReturn(_ performance: Performance) -> Double? {
    guard let growth = performance.growth, growth > 0, performance.equity.returns > 0 else {
      return nil
    }
    return pow(growth, performance.periodsPerYear / Double(performance.equity.returns)) - 1
  }

  private static func share(_ part: Int, of whole: Int) -> Value? {
    whole > 0 ? .number(Double(part) / Double(whole)) : nil
  }
}
