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
    // A trail moves with the best price: it is read anew after some bars, and no bar between goes
    // further than to where it would be at the best price of them all.
    var row = rows.lowerBound
    while row < rows.upperBound {
      let end = trail == 0 ? rows.upperBound : Swift.min(row + CalmZone.stride, rows.upperBound)
      var (most, least) = (best, best)
      let reached = bars.reach(
        row..<end, floor: bound.floor, ceiling: bound.ceiling, most: &most, least: &least)
      let extreme = isLong ? most : least
      let before = best
      best = extreme
      if trail > 0, extreme != before, isLong ? least <= bound.floor : most >= bound.ceiling {
        // Somewhere among these bars the trail may have come near enough: one by one.
        best = before
        let stop = step(bars, row..<reached)
        if stop < reached { return stop }
      }
      if reached < end { return reached }
      row = end
    }
    return rows.upperBound
  }

  /// The same for one bar, as it comes: true where the market passes through it, and its best price
  /// is noted.
  mutating func passes(_ bar: Bar) -> Bool {
    guard Grid.isCount(bar.open), Grid.isCount(bar.high), Grid.isCount(bar.low),
      Grid.isCount(bar.close)
    else { return false }
    let most = Swift.max(bar.open, bar.high, bar.low, bar.close)
    let least = Swift.min(bar.open, bar.high, bar.low, bar.close)
    let before = best
    best = isLong ? Swift.max(best, most) : Swift.min(best, least)
    let (floor, ceiling) = bound
    if least > floor, most < ceiling { return true }
    best = before
    return false
  }

  private static let stride = 32

  /// A price so far above another, or the highest there is.
  static func above(_ price: Int64, _ distance: Int64) -> Int64 {
    let (sum, overflow) = price.addingReportingOverflow(distance)
    return overflow ? .max : sum
  }

  /// The prices between which nothing is touched, for the best price so far.
  private var bound: (floor: Int64, ceiling: Int64) {
    if trail == 0 { return (floor, ceiling) }
    return isLong
      ? (Swift.max(floor, best - trail), ceiling)
      : (floor, Swift.min(ceiling, CalmZone.above(best, trail)))
  }

  /// The same one bar at a time, for bars whose prices are all on the grid: the first row at which
  /// the trail may be touched, or the end.
  private mutating func step(_ bars: Bars, _ rows: Range<Int>) -> Int {
    for row in rows {
      let before = best
      var (most, least) = (Int64.min, Int64.max)
      _ = bars.reach(row..<row + 1, floor: 0, ceiling: .max, most: &most, least: &least)
      best = isLong ? max(best, most) : min(best, least)
      if isLong ? least <= bound.floor : most >= bound.ceiling {
        best = before
        return row
      }
    }
    return rows.upperBound
  }
}

extension Program {
  /// True when the prices of every exit are the same at every close, so that they need not be read
  /// anew.
  public var hasStillExits: Bool {
    let still = Set(columns.filter { $0.opcode == .splat }.flatMap(\.targets))
    return orders.allSatisfy { order in
      order.isEntry || order.prices == nil
        || (order.flags + order.numbers).allSatisfy { still.contains($0) }
    }
  }
}

extension OrderStatement {
  /// True for an exit that only sets prices: while they stand still, where it acts matters to
  /// nothing.
  public var onlyPrices: Bool { !isEntry && prices != nil }
}

extension Session {
  /// True when a bar at which no statement acts, nothing is on its way and no price is touched
  /// changes nothing: being open costs nothing from bar to bar, and no fill asks for the bar
  /// before.
  /// By the rule of Pine a trail depends on when its statement began to speak.
  public var isPlain: Bool {
    (terms.rule == .quill || !followsPath) && !terms.watchesBars && !terms.slippage.needsBar
      && !isDelayed
  }

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
    var best = tracks[0].best
    // The one that lags: every step of it is noted.
    for track in tracks {
      best = isLong ? Swift.min(best, track.best) : Swift.max(best, track.best)
    }
    for leg in legs {
      switch leg.kind {
      case .stop where isLong: floor = Swift.max(floor, leg.price)
      case .stop: ceiling = Swift.min(ceiling, leg.price)
      case .target where isLong: ceiling = Swift.min(ceiling, leg.price)
      case .target: floor = Swift.max(floor, leg.price)
      case .trail:
        guard let lot = lots.firstIndex(where: { $0.number == leg.entry }) else { continue }
        let reached = tracks[lot].best
        if leg.armed > 0, isLong ? reached < leg.armed : reached > leg.armed {
          // Reaching it is something to be seen.
          if isLong { ceiling = Swift.min(ceiling, leg.armed) }
          if !isLong { floor = Swift.max(floor, leg.armed) }
          continue
        }
        trail = trail == 0 ? leg.price : Swift.min(trail, leg.price)
        if isLong { floor = Swift.max(floor, reached - leg.price) }
        if !isLong { ceiling = Swift.min(ceiling, CalmZone.above(reached, leg.price)) }
      }
    }
    return CalmZone(isLong: isLong, floor: floor, ceiling: ceiling, trail: trail, best: best)
  }

  /// The market has passed through a calm zone.
  public mutating func pass(_ zone: CalmZone) {
    for index in tracks.indices {
      let isBetter = units > 0 ? zone.best > tracks[index].best : zone.best < tracks[index].best
      if isBetter { tracks[index].best = zone.best }
    }
  }
}
