internal import Trading

/// What a closer look at the trades finds.
struct TradeStudy: Sendable, Hashable {
  /// The nets in multiples of what was risked, of the trades that had a stop.
  let multiples: [Double]
  /// Trades in a row that made something, and that lost something; at most.
  private(set) var longestWinning = 0
  private(set) var longestLosing = 0
  private(set) var largestWin: Money?
  /// As a negative amount.
  private(set) var largestLoss: Money?
  private(set) var bestReturn: Double?
  private(set) var worstReturn: Double?
  private(set) var bars = 0
  /// Sum and maximum of the times from entry to exit.
  private(set) var nanoseconds: Int128 = 0
  private(set) var longest: Int64 = 0
  private(set) var slippage = Money.zero
  private(set) var adverse = Money.zero
  private(set) var favourable = Money.zero

  init(_ trades: [ClosedTrade]) {
    multiples = trades.compactMap(\.trade.riskMultiple)
    var run = 0
    for closed in trades {
      let (trade, net) = (closed.trade, closed.trade.net)
      if net > .zero {
        run = max(run, 0) + 1
        longestWinning = max(longestWinning, run)
        largestWin = max(largestWin ?? net, net)
      } else if net < .zero {
        run = min(run, 0) - 1
        longestLosing = max(longestLosing, -run)
        largestLoss = min(largestLoss ?? net, net)
      } else {
        run = 0
      }
      bestReturn = max(bestReturn ?? trade.netReturn, trade.netReturn)
      worstReturn = min(worstReturn ?? trade.netReturn, trade.netReturn)
      bars += trade.bars
      let length = closed.exitTime &- closed.entryTime
      nanoseconds += Int128(length)
      longest = max(longest, length)
      // Wrapping: bounded by all that was ever traded, which fitted.
      slippage = Money(count: slippage.count &+ trade.slippage.count)
      adverse = Money(count: adverse.count &+ closed.excursion.adverse.count)
      favourable = Money(count: favourable.count &+ closed.excursion.favourable.count)
    }
  }
}
