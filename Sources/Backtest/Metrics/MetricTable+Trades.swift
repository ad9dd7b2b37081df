internal import Trading

/// The metrics of the trades one by one.
extension Metric {
  static let trades: [Metric] = wins + lengths + costs

  private static let wins: [Metric] = [
    Metric(
      "average_win", "Average win", .money, formula: "mean(net) of the winning trades",
      source: "after fees", undefined: "without a winning trade",
      .detail { $0.performance.trades.averageWin.map { .number($0) } }),
    Metric(
      "average_loss", "Average loss", .money, formula: "mean(net) of the losing trades",
      source: "after fees, as a negative amount", undefined: "without a losing trade",
      .detail { $0.performance.trades.averageLoss.map { .number(-$0) } }),
    Metric(
      "payoff_ratio", "Payoff ratio", .ratio, formula: "average win / -average loss",
      source: "of trades; quantstats takes days", undefined: "without a win or without a loss",
      .detail { $0.performance.trades.payoff.map { .number($0) } }),
    Metric(
      "kelly", "Kelly", .share, formula: "win rate - (1 - win rate) / payoff ratio",
      source: "backtesting.py Kelly criterion; quantstats takes days",
      undefined: "without a win or without a loss",
      .detail { sheet in
        let trades = sheet.performance.trades
        guard let payoff = trades.payoff, let rate = trades.winRate else { return nil }
        return .number(rate - (1 - rate) / payoff)
      }),
    Metric(
      "largest_win", "Largest win", .money, formula: "max(net) of the winning trades",
      source: "exact", undefined: "without a winning trade",
      .detail { $0.study.largestWin.map { .money($0) } }),
    Metric(
      "largest_loss", "Largest loss", .money, formula: "min(net) of the losing trades",
      source: "exact, as a negative amount", undefined: "without a losing trade",
      .detail { $0.study.largestLoss.map { .money($0) } }),
    Metric(
      "best_trade", "Best trade", .share, formula: "max(net / (entry price * quantity))",
      source: "backtesting.py and vectorbt best trade",
      undefined: "without a trade", .detail { $0.study.bestReturn.map { .number($0) } }),
    Metric(
      "worst_trade", "Worst trade", .share, formula: "min(net / (entry price * quantity))",
      source: "backtesting.py and vectorbt worst trade", undefined: "without a trade",
      .detail { $0.study.worstReturn.map { .number($0) } }),
    Metric(
      "winning_streak", "Wins in a row", .count,
      formula: "most winning trades in a row, in the order of their exits", source: "after fees",
      .detail { .count($0.study.longestWinning) }),
    Metric(
      "losing_streak", "Losses in a row", .count, better: .lower,
      formula: "most losing trades in a row, in the order of their exits", source: "after fees",
      .detail { .count($0.study.longestLosing) }),
  ]

  private static let lengths: [Metric] = [
    Metric(
      "trades_per_day", "Trades a day", .ratio, better: .neither,
      formula: "trades / days with bars", source: "days of the run's calendar",
      .detail { sheet in
        .number(Double(sheet.performance.trades.count) / Double(max(sheet.days.count, 1)))
      }),
    Metric(
      "average_bars", "Average length", .bars, better: .neither,
      formula: "mean(bars from the entry's to the exit's)", source: "closed trades",
      undefined: "without a trade",
      .detail { sheet in
        let count = sheet.performance.trades.count
        return count > 0 ? .number(Double(sheet.study.bars) / Double(count)) : nil
      }),
    Metric(
      "average_duration", "Average length", .duration, better: .neither,
      formula: "the same in time", source: "backtesting.py average trade duration, not rounded",
      undefined: "without a trade",
      .detail { sheet in
        let count = sheet.performance.trades.count
        return count > 0
          ? .nanoseconds(Int64(clamping: sheet.study.nanoseconds / Int128(count))) : nil
      }),
    Metric(
      "longest_trade", "Longest trade", .duration, better: .neither,
      formula: "most time from the bar of an entry to that of its exit",
      source: "backtesting.py max trade duration", undefined: "without a trade",
      .detail { sheet in
        sheet.performance.trades.count > 0 ? .nanoseconds(sheet.study.longest) : nil
      }),
  ]

  private static let costs: [Metric] = [
    Metric(
      "slippage_paid", "Slippage paid", .money, better: .lower,
      formula: "sum over trades of (fill - market) * quantity, both ends, against the trader",
      source: "exact, before fees; negative where fills were better than the market",
      .detail { .money($0.study.slippage) }),
    Metric(
      "turnover", "Turnover a year", .ratio, better: .lower,
      formula: "value of all fills / mean(equity at the end of days) / years",
      source: "buys and sells both count; years as in CAGR",
      undefined: "for one bar, and for a lost account",
      .detail { sheet in
        let years = sheet.performance.years
        guard years > 0, !sheet.performance.isLost, !sheet.days.isEmpty else { return nil }
        let mean = sheet.days.reduce(0) { $0 + $1.equity } / Double(sheet.days.count)
        return mean > 0 ? .number(sheet.record.traded / mean / years) : nil
      }),
    Metric(
      "average_mae", "Average MAE", .money, better: .lower,
      formula: "mean(how far the market stood against a trade, in money)",
      source: "before fees, along the path of the bars", undefined: "without a trade",
      .detail { mean($0.study.adverse, $0) }),
    Metric(
      "average_mfe", "Average MFE", .money,
      formula: "mean(how far the market stood in favour of a trade, in money)",
      source: "before fees, along the path of the bars", undefined: "without a trade",
      .detail { mean($0.study.favourable, $0) }),
  ]

  private static func mean(_ sum: Money, _ sheet: TearSheet) -> Value? {
    let count = sheet.performance.trades.count
    return count > 0 ? .number(sum.number / Double(count)) : nil
  }

  /// R is the net of a trade over what its entry risked, of the trades that had a stop.
  static let multiples: [Metric] = [
    Metric(
      "r_trades", "Trades with a stop", .count, better: .neither,
      formula: "trades whose entry had a stop",
      source: "R = net / (|entry - first stop| * quantity)",
      .detail { .count($0.study.multiples.count) }),
    Metric(
      "average_r", "Average R", .multiple, formula: "mean(R)",
      source: "Van Tharp: expectancy in multiples of the risk",
      undefined: "where no trade had a stop",
      .detail { sheet in
        let all = sheet.study.multiples
        return all.isEmpty ? nil : .number(ReturnFigures.moments(all).mean)
      }),
    Metric(
      "total_r", "Total R", .multiple, formula: "sum(R)", source: "Van Tharp",
      undefined: "where no trade had a stop",
      .detail { sheet in
        let all = sheet.study.multiples
        return all.isEmpty ? nil : .number(all.reduce(0, +))
      }),
    Metric(
      "deviation_r", "Deviation of R", .multiple, better: .lower,
      formula: "stdev(R, trades with a stop - 1)", source: "Van Tharp",
      undefined: "for fewer than two trades with a stop",
      .detail { sheet in
        let all = sheet.study.multiples
        guard all.count > 1 else { return nil }
        let squares = ReturnFigures.moments(all).squares
        return .number((squares / Double(all.count - 1)).squareRoot())
      }),
    Metric(
      "best_r", "Best R", .multiple, formula: "max(R)", source: "Van Tharp",
      undefined: "where no trade had a stop",
      .detail { $0.study.multiples.max().map { .number($0) } }),
    Metric(
      "worst_r", "Worst R", .multiple, formula: "min(R)",
      source: "below -1 where a gap, slippage or fees took more than the stop",
      undefined: "where no trade had a stop",
      .detail { $0.study.multiples.min().map { .number($0) } }),
    Metric(
      "sqn_r", "SQN of R", .ratio,
      formula: "sqrt(min(100, trades with a stop)) * mean(R) / stdev(R, n - 1)",
      source: "Van Tharp, who caps the count at 100",
      undefined: "for fewer than two trades with a stop, and where all are the same",
      .detail { sheet in
        let all = sheet.study.multiples
        let (mean, squares) = ReturnFigures.moments(all)
        guard all.count > 1, squares > 0 else { return nil }
        let deviation = (squares / Double(all.count - 1)).squareRoot()
        return .number(Double(min(100, all.count)).squareRoot() * mean / deviation)
      }),
  ]
}
