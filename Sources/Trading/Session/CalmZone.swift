public import Machine

/// Between two prices nothing that is open is left: what a backtest may pass without walking it.
public struct CalmZone: Sendable {
  private let isLong: Bool
  /// In counts: at or below the one, at or above the other, something is touched.
  private let floor: Int64
  private let ceiling: Int64
  /// The nearest trail follows the best price at this distance; 0 without one.
  private let trail: Int64
  /// The best price since the fills, so far.
  public private(set) var best: Int64

  init(isLong: Bool, floor: Int64, ceiling: Int64, trail: Int64, best: Int64) {
    self.isLong = isLong
    self.floor = floor
    self.ceiling = ceiling
    self.trail = trail
    self.best = best
  }

  /// The first row of a range at which something may be touched, or its end; the best price of the
  /// rows before it is noted. A bar with a price that is missing or off the grid is one of them.
  public mutating func first(in bars: Bars, _ rows: Range<Int>) -> Int {
    isLong ? firstLong(bars, rows) : firstShort(bars, rows)
  }

  private mutating func firstLong(_ bars: Bars, _ rows: Range<Int>) -> Int {
    var best = best
    for row in rows {
      guard let (high, low) = CalmZone.extremes(bars, row) else {
        self.best = best
        return row
      }
      let reached = Swift.max(best, high)
      let bound = trail > 0 ? Swift.max(floor, reached - trail) : floor
      if low <= bound || high >= ceiling {
        self.best = best
        return row
      }
      best = reached
    }
    self.best = best
    return rows.upperBound
  }

  private mutating func firstShort(_ bars: Bars, _ rows: Range<Int>) -> Int {
    var best = best
    for row in rows {
      guard let (high, low) = CalmZone.extremes(bars, row) else {
        self.best = best
        return row
      }
      let reached = Swift.min(best, low)
      // Counts on the grid and distances below half of all counts: the sum fits.
      let bound = trail > 0 ? Swift.min(ceiling, reached + trail) : ceiling
      if high >= bound || low <= floor {
        self.best = best
        return row
      }
      best = reached
    }
    self.best = best
    return rows.upperBound
  }

  /// The highest and the lowest price of a bar; `nil` unless all four are positive counts.
  @inline(__always)
  private static func extremes(_ bars: Bars, _ row: Int) -> (high: Int64, low: Int64)? {
    let (open, high, low, close) = (bars.open[row], bars.high[row], bars.low[row], bars.close[row])
    let least = Swift.min(Swift.min(open, close), Swift.min(low, high))
    let most = Swift.max(Swift.max(open, close), Swift.max(high, low))
    return least > 0 && most <= Grid.limit ? (most, least) : nil
  }
}

extension Session {
  /// True when nothing is open, on its way or resting: only a new decision can change that.
  public var isIdle: Bool { units == 0 && exits.isEmpty && entries.isEmpty }

  /// True when only the prices at which open entries are left can change anything.
  public var isCalm: Bool { units != 0 && exits.isEmpty && entries.isEmpty }

  /// Where the market may go without touching them, as long as no statement acts and what stands
  /// stays as it is.
  public mutating func calmZone() -> CalmZone {
    armAll()
    let isLong = units > 0
    var (floor, ceiling): (Int64, Int64) = (0, .max)
    var trail: Int64 = 0
    var best = lots[0].best
    for index in lots.indices {
      // The one that lags: every step of it is noted.
      best = isLong ? Swift.min(best, lots[index].best) : Swift.max(best, lots[index].best)
    }
    for leg in legs {
      switch leg.kind {
      case .stop where isLong: floor = Swift.max(floor, leg.price)
      case .stop: ceiling = Swift.min(ceiling, leg.price)
      case .target where isLong: ceiling = Swift.min(ceiling, leg.price)
      case .target: floor = Swift.max(floor, leg.price)
      case .trail:
        guard let lot = lots.firstIndex(where: { $0.number == leg.entry }) else { continue }
        let reached = lots[lot].best
        if leg.armed > 0, isLong ? reached < leg.armed : reached > leg.armed {
          // Reaching it is something to be seen.
          if isLong { ceiling = Swift.min(ceiling, leg.armed) }
          if !isLong { floor = Swift.max(floor, leg.armed) }
          continue
        }
        if leg.price >= Int64.max / 4 { continue }
        trail = trail == 0 ? leg.price : Swift.min(trail, leg.price)
        if isLong { floor = Swift.max(floor, reached - leg.price) }
        if !isLong { ceiling = Swift.min(ceiling, reached &+ leg.price) }
      }
    }
    return CalmZone(isLong: isLong, floor: floor, ceiling: ceiling, trail: trail, best: best)
  }

  /// The market has passed through a calm zone.
  public mutating func pass(_ zone: CalmZone) {
    for index in lots.indices {
      let isBetter = units > 0 ? zone.best > lots[index].best : zone.best < lots[index].best
      if isBetter { lots[index].best = zone.best }
    }
  }
}
