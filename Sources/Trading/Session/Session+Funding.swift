internal import Machine

/// What is open pays at fixed times for having no end.
extension Session {
  /// The bars carry columns of these names: the rate of the funding may be one of them.
  public mutating func findFunding(among columns: [String]) {
    fundingColumn = terms.funding?.column.flatMap { columns.firstIndex(of: $0) }
  }

  /// A bar begins: what was held at the last close pays what has come due since the bar before, at
  /// that close; the amount is rounded down to the quantum of money.
  mutating func payFunding(_ bar: Bar) {
    guard let funding = terms.funding else { return }
    let (time, since, before) = (bar.time, fundedSince, lastFundingRate)
    let rate = fundingColumn.map { Grid.number(bar.extra($0)) } ?? .nan
    (fundedSince, lastFundingRate) = (time, rate)
    guard units != 0, since != .min, time > since, let price = Price(count: mark) else { return }
    let parts = funding.due(after: since, through: time, before, rate)
    let worth = Money(price, times: Quantity(count: held))
    guard parts != 0, let share = UInt64(exactly: parts.magnitude),
      let part = WideArithmetic.scale(worth.count.magnitude, by: share, over: Share.whole),
      let amount = Int128(exactly: part.quotient)
    else { return }
    let cost = Money(count: (parts > 0) == (units > 0) ? amount : -amount)
    guard let left = cash.minus(cost), let paid = fundingPaid.plus(cost) else { return }
    (cash, fundingPaid) = (left, paid)
    drawLine()
  }
}
