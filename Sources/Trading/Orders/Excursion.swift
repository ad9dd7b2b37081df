public import Machine

/// How far the market stood against a trade, and how far in favour of it, while it was open: before
/// fees, along the path of its bars, from the moment of the entry to that of the exit.
public struct Excursion: Sendable, Hashable {
  /// Never negative; 0 when the market was never beyond the price of the entry.
  public let adverse: Money
  public let favourable: Money

  /// - Parameter bars: those that the trade's rows speak of.
  public init(_ trade: Trade, over bars: Bars, by rule: FillRule) {
    var (high, low) = (trade.entryMoment.price, trade.entryMoment.price)
    for row in trade.entryRow...Swift.max(trade.entryRow, trade.exitRow) {
      guard bars.time.indices.contains(row), let path = rule.path(bars[row]) else { continue }
      let extremes = path.extremes(
        from: row == trade.entryRow ? trade.entryMoment : path.start,
        to: row == trade.exitRow ? trade.exitMoment : path.end)
      (high, low) = (Swift.max(high, extremes.high), Swift.min(low, extremes.low))
    }
    let entry = Int128(trade.entryPrice.count)
    let up = Swift.max(0, Int128(high) - entry)
    let down = Swift.max(0, entry - Int128(low))
    let units = Int128(trade.quantity.count)
    let isLong = trade.direction == .long
    adverse = Money(count: (isLong ? down : up) &* units)
    favourable = Money(count: (isLong ? up : down) &* units)
  }
}
