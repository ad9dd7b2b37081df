public import Machine

/// How far the market stood against a trade, and how far in favour of it, while it was open: before
/// fees, along the path of its bars, from the moment of the entry to that of the exit.
public struct Excursion: Sendable, Hashable {
  /// Never negative; 0 when the market was never beyond the price of the entry.
  public let adverse: Money
  public let favourable: Money

  /// - Parameters:
  ///   - bars: those that the trade's rows speak of.
  ///   - actions: of the instrument, in the order of time; prices before a split count in the
  ///     units of the trade, which are those behind it.
  public init(
    _ trade: Trade, over bars: Bars, by rule: FillRule, actions: [CorporateAction] = []
  ) {
    let rows = trade.entryRow...Swift.max(trade.entryRow, trade.exitRow)
    var splits = Excursion.splits(actions, while: rows, bars)
    // Where the market stood at the entry, in the units of that time.
    let start = splits.reversed().reduce(trade.entryMoment.price) { price, split in
      split.split.reversed.price(price) ?? price
    }
    let entered = Moment(leg: trade.entryMoment.leg, price: start)
    var (high, low) = (start, start)
    for row in rows {
      while let next = splits.first, next.row <= row {
        (high, low) = (next.split.price(high) ?? high, next.split.price(low) ?? low)
        splits.removeFirst()
      }
      guard bars.time.indices.contains(row), let path = rule.path(bars[row]) else { continue }
      let extremes = path.extremes(
        from: row == trade.entryRow ? entered : path.start,
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

  /// The splits behind the first of some rows, each with the row before which it happens.
  private static func splits(
    _ actions: [CorporateAction], while rows: ClosedRange<Int>, _ bars: Bars
  ) -> [(row: Int, split: CorporateAction.Split)] {
    guard !actions.isEmpty, bars.time.indices.contains(rows.lowerBound) else { return [] }
    let first = bars.time[rows.lowerBound]
    return actions.compactMap { action in
      guard action.time > first, case .split(let split) = action.kind,
        let row = rows.first(where: { $0 < bars.count && bars.time[$0] >= action.time })
      else { return nil }
      return (row, split)
    }
  }
}
