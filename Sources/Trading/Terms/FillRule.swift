public import Machine

/// By which rule orders fill inside of a bar. A seam: another rule is another case.
public enum FillRule: String, Sendable, Hashable, CaseIterable {
  /// What the bar's path touches first is served first.
  case quill
  /// As scripts of TradingView expect it: a queue of orders, each judged on the whole path; sizes
  /// that follow equity are fixed at the fill. `Session+Queue` has the rules.
  case pine

  /// The way through a bar: open, the extreme nearer to it, the other extreme, close. `nil` where
  /// it does not open at a price.
  @inline(__always)
  public func path(_ bar: Bar) -> Path? { Path(bar) }
}

/// The way a market is taken to have gone through a bar: four prices, in counts of 1e-8, and a
/// straight leg from each to the next.
public struct Path: Sendable, Hashable {
  public let open: Int64
  public let first: Int64
  public let second: Int64
  public let close: Int64

  /// The number of a leg: 0 is the open itself, 1 leads to the first extreme, 2 to the second, 3 to
  /// the close.
  public typealias Leg = UInt8
  public static let lastLeg: Leg = 3

  /// `nil` when the bar does not open at a price. An extreme that is missing, or that does not hold
  /// the open and the close, is moved to where it does; a missing close is the second extreme.
  public init?(_ bar: Bar) {
    guard let open = Price(word: bar.open)?.count else { return nil }
    let close = Price(word: bar.close)?.count
    var (high, low) = (max(open, close ?? open), min(open, close ?? open))
    if let price = Price(word: bar.high)?.count { high = max(high, price) }
    if let price = Price(word: bar.low)?.count { low = min(low, price) }
    self.open = open
    // Strictly nearer; the differences of positive counts fit.
    if high - open < open - low {
      (first, second) = (high, low)
    } else {
      (first, second) = (low, high)
    }
    self.close = close ?? second
  }

  /// Where a leg ends.
  @inline(__always)
  public func end(of leg: Leg) -> Int64 {
    switch leg {
    case 0: open
    case 1: first
    case 2: second
    default: close
    }
  }

  /// The highest and the lowest price between two moments, both included.
  public func extremes(from start: Moment, to end: Moment) -> (high: Int64, low: Int64) {
    var high = max(start.price, end.price)
    var low = min(start.price, end.price)
    for leg in start.leg..<max(start.leg, end.leg) {
      high = max(high, self.end(of: leg))
      low = min(low, self.end(of: leg))
    }
    return (high, low)
  }

  /// The first and the last moment of the bar.
  public var start: Moment { Moment(leg: 0, price: open) }
  public var end: Moment { Moment(leg: Path.lastLeg, price: close) }
}

/// A place on the way through a bar: where the market stood when something happened.
public struct Moment: Sendable, Hashable {
  public let leg: Path.Leg
  /// In counts of 1e-8.
  public let price: Int64

  public init(leg: Path.Leg, price: Int64) {
    self.leg = leg
    self.price = price
  }
}
