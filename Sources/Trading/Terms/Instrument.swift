/// The two sides of the market.
public enum Side: UInt8, Sendable, Hashable {
  case buy, sell
}

/// What is traded: its name, the grid of its prices and the grid of its quantities.
public struct Instrument: Sendable, Hashable {
  public let symbol: String
  /// The smallest step of a price; without it prices stand on 1e-8.
  public let tick: Price?
  /// The smallest step of a quantity, in counts of 1e-8.
  let step: Int64

  /// The smallest quantity; without it quantities stand on 1e-8.
  public var lot: Quantity? { step == 1 ? nil : Quantity(count: step) }

  /// Fails with `outOfRange` for a lot that is not positive.
  public init(symbol: String, tick: Price? = nil, lot: Quantity? = nil) throws(NumberFailure) {
    if let lot, lot.count <= 0 { throw .outOfRange(lot.description) }
    self.symbol = symbol
    self.tick = tick
    self.step = lot?.count ?? 1
  }

  /// How an order meets the grid of prices.
  public enum Snapping: Sendable, Hashable {
    /// Markets and stops: a buyer pays the next higher tick, a seller gets the next lower one.
    case against
    /// Limits: a buyer's price goes down to a tick, a seller's up.
    case inFavour
  }

  /// The price on the grid; `nil` when there is none: a sale below one tick, or a price too large.
  @inline(__always)
  public func snap(_ price: Price, _ side: Side, _ snapping: Snapping) -> Price? {
    guard let tick else { return price }
    let below = price.count - price.count % tick.count
    let up = (side == .buy) == (snapping == .against)
    if !up || below == price.count { return Price(count: below) }
    let (above, overflow) = below.addingReportingOverflow(tick.count)
    return overflow ? nil : Price(count: above)
  }

  /// A quantity in counts, not negative, rounded down to the lot.
  @inline(__always)
  func roundDown(_ count: Int64) -> Int64 { step == 1 ? count : count - count % step }
}
