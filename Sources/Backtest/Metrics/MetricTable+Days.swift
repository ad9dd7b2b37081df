internal import Glibc

/// The metrics of days: what risk is quoted in, whatever the bars.
///
/// d are the returns of the days after the first, m their count, D the days per year; where bars
/// are a day or longer, d are the returns of the bars. Days are those of the calendar that the run
/// was given. The other letters are those of the summary.
extension Metric {
  private static let lost = "and for a lost account"

  static let daily: [Metric] = [
    Metric(
      "daily_sharpe", "Sharpe of days", .ratio, formula: "mean(d) / stdev(d, m - 1) * sqrt(D)",
      source: "empyrical and quantstats sharpe over days",
      undefined: "where all returns are the same, \(lost)",
      .detail { sheet in
        guard let deviation = sheet.returns.deviation else { return nil }
        return .number(sheet.returns.mean / deviation * sheet.record.daysPerYear.squareRoot())
      }),
    Metric(
      "daily_sortino", "Sortino of days", .ratio,
      formula: "mean(d) * sqrt(D) / sqrt(sum(min(d, 0)^2) / m)",
      source: "empyrical and quantstats sortino over days",
      undefined: "where no day loses, \(lost)",
      .detail { sheet in
        guard let downside = sheet.returns.downside, downside > 0 else { return nil }
        return .number(sheet.returns.mean * sheet.record.daysPerYear.squareRoot() / downside)
      }),
    Metric(
      "downside_risk", "Downside risk", .share, better: .lower,
      formula: "sqrt(sum(min(d, 0)^2) / m) * sqrt(D)",
      source: "empyrical downside_risk, required return 0",
      undefined: "for one day, \(lost)",
      .detail { sheet in
        sheet.returns.downside.map { .number($0 * sheet.record.daysPerYear.squareRoot()) }
      }),
    Metric(
      "best_day", "Best day", .share, formula: "max(d)", source: "quantstats best",
      undefined: "for one day, \(lost)", .detail { $0.returns.sorted.last.map { .number($0) } }),
    Metric(
      "worst_day", "Worst day", .share, formula: "min(d)", source: "quantstats worst",
      undefined: "for one day, \(lost)", .detail { $0.returns.sorted.first.map { .number($0) } }),
    Metric(
      "winning_days", "Winning days", .share, formula: "days with d > 0 / days with d != 0",
      source: "quantstats win_rate", undefined: "where no day moves, \(lost)",
      .detail { sheet in
        let moving = sheet.returns.returns.count { $0 != 0 }
        let winning = sheet.returns.returns.count { $0 > 0 }
        return moving > 0 ? .number(Double(winning) / Double(moving)) : nil
      }),
    Metric(
      "skew", "Skew", .ratio, better: .neither,
      formula: "mean((d - mean)^3) / stdev(d, m)^3 * sqrt(m * (m - 1)) / (m - 2)",
      source: "quantstats and pandas skew, corrected for the count",
      undefined: "for fewer than four days, where all returns are the same, \(lost)",
      .detail { $0.returns.skew.map { .number($0) } }),
    Metric(
      "kurtosis", "Excess kurtosis", .ratio, better: .lower,
      formula: "(m - 1) / ((m - 2) * (m - 3)) * "
        + "((m + 1) * (mean((d - mean)^4) / stdev(d, m)^4 - 3) + 6)",
      source:
        "quantstats and pandas kurtosis, corrected for the count; 0 for a normal distribution",
      undefined: "for fewer than five days, where all returns are the same, \(lost)",
      .detail { $0.returns.kurtosis.map { .number($0) } }),
  ]

  static let tails: [Metric] = [
    Metric(
      "value_at_risk", "Value at risk 5 %", .share, better: .lower,
      formula: "-(5th percentile of d, linear between ranks)",
      source:
        "empyrical value_at_risk with the other sign; quantstats assumes a normal distribution",
      undefined: "for fewer than 21 days, \(lost)",
      .detail { $0.returns.quantile(0.05).map { .number(-$0) } }),
    Metric(
      "expected_shortfall", "Expected shortfall 5 %", .share, better: .lower,
      formula: "-mean(the int((m - 1) * 0.05) + 1 lowest d)",
      source: "CVaR: empyrical conditional_value_at_risk with the other sign",
      undefined: "for fewer than 21 days, \(lost)",
      .detail { $0.returns.meanOfWorst(0.05).map { .number(-$0) } }),
    Metric(
      "tail_ratio", "Tail ratio", .ratio,
      formula: "|95th percentile of d| / |5th percentile of d|",
      source: "empyrical and quantstats tail_ratio",
      undefined: "for fewer than 21 days, where the lower one is 0, \(lost)",
      .detail { sheet in
        guard let low = sheet.returns.quantile(0.05), low != 0,
          let high = sheet.returns.quantile(0.95)
        else { return nil }
        return .number(abs(high) / abs(low))
      }),
    Metric(
      "omega", "Omega", .ratio, formula: "sum of d > 0 / sum of -d where d < 0",
      source: "empyrical omega_ratio, required return 0; quantstats calls it profit_factor",
      undefined: "where no day loses, \(lost)",
      .detail { sheet in
        let (gains, losses) = sheet.returns.gainsAndLosses
        return losses > 0 ? .number(gains / losses) : nil
      }),
    Metric(
      "ulcer_index", "Ulcer index", .share, better: .lower,
      formula: "sqrt(mean(fall^2)) over the m days, "
        + "fall = 1 - equity / highest equity so far, at their ends",
      source: "Peter Martin, 1987; quantstats divides by m - 1",
      undefined: "for one day, \(lost)", .detail { $0.returns.ulcer.map { .number($0) } }),
    Metric(
      "martin_ratio", "Martin ratio", .ratio, formula: "annual return / ulcer index",
      source: "Peter Martin, risk-free rate 0; quantstats divides the total return",
      undefined: "where the ulcer index is 0 or not defined",
      .detail { sheet in
        guard let ulcer = sheet.returns.ulcer, ulcer > 0,
          let annual = sheet.performance.annualReturn
        else { return nil }
        return .number(annual / ulcer)
      }),
    Metric(
      "average_drawdown", "Average drawdown", .share, better: .lower,
      formula: "mean(depth of every drawdown), per bar",
      source: "backtesting.py average drawdown", undefined: "without a drawdown",
      .detail { $0.allDrawdowns.meanDepth.map { .number($0) } }),
    Metric(
      "drawdowns", "Drawdowns", .count, better: .lower,
      formula: "times that equity fell below its highest, per bar",
      source: "each ends where the highest is reached again",
      .detail { .count($0.allDrawdowns.count) }),
    Metric(
      "recovery_factor", "Recovery factor", .ratio, formula: "total return / max drawdown",
      source: "compounded; quantstats sums the returns", undefined: "without a drawdown",
      .detail { sheet in
        guard let growth = sheet.performance.growth, sheet.performance.equity.maxDrawdown > 0
        else { return nil }
        return .number((growth - 1) / sheet.performance.equity.maxDrawdown)
      }),
    Metric(
      "stability", "Stability", .ratio,
      formula: "R squared of a straight line through log(equity at the ends of the m days)",
      source: "empyrical stability_of_timeseries",
      undefined: "for fewer than three days, where equity does not move, \(lost)",
      .detail { $0.returns.stability.map { .number($0) } }),
  ]

  /// b are the returns of the benchmark over the same days.
  static let market: [Metric] = [
    Metric(
      "benchmark_return", "Benchmark return", .share, better: .neither,
      formula: "benchmark's price at the end of the last day / that of its first day - 1",
      source: "the instrument itself unless --benchmark says otherwise",
      undefined: "where the benchmark has no price",
      .detail { $0.benchmark?.total.map { .number($0) } }),
    Metric(
      "beta", "Beta", .ratio, better: .neither,
      formula: "cov(d, b) / var(b), both over the days on which the benchmark has a return",
      source: "empyrical beta; backtesting.py takes logarithms of bars",
      undefined: "where the benchmark does not move, \(lost)",
      .detail { $0.benchmark?.pairs.beta.map { .number($0) } }),
    Metric(
      "alpha", "Alpha", .share, formula: "(1 + mean(d - beta * b)) ^ D - 1",
      source: "empyrical alpha, risk-free rate 0; backtesting.py compares total returns",
      undefined: "where there is no beta",
      .detail { sheet in
        guard let rest = sheet.benchmark?.pairs.meanOfRest, rest > -1 else { return nil }
        return .number(pow(1 + rest, sheet.record.daysPerYear) - 1)
      }),
    Metric(
      "correlation", "Correlation", .ratio, better: .neither,
      formula: "cov(d, b) / (stdev(d) * stdev(b))", source: "Pearson",
      undefined: "where one of both does not move, \(lost)",
      .detail { $0.benchmark?.pairs.correlation.map { .number($0) } }),
    Metric(
      "information_ratio", "Information ratio", .ratio,
      formula: "mean(d - b) / stdev(d - b, n - 1) * sqrt(D)",
      source: "empyrical excess_sharpe and quantstats information_ratio leave out sqrt(D)",
      undefined: "where both move alike, \(lost)",
      .detail { sheet in
        guard let excess = sheet.benchmark?.pairs.excess, excess.deviation > 0 else { return nil }
        return .number(
          excess.mean / excess.deviation * sheet.record.daysPerYear.squareRoot())
      }),
  ]
}
