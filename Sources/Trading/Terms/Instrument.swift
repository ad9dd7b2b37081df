/// The two sides of the market.
public enum Side: UInt8, Sendable, Hashable {
  case buy, sell
}

/// What is traded: its name, the grid of its prices and the grid of its quantities.
public struct Instrument: Sendable, Hashable {
  public let symbol: String
  /// The smallest step of a price; without it prices stand on 1e-8.
  public let tick: Price?
  /// What a price of 1 is worth in one contract. The ledger counts units, so many of which are a
  /// contract that money is price times units; what people say and read are contracts.
  public let pointValue: Price
  /// The smallest step of units, in counts of 1e-8.
  let step: Int64

  public static let onePoint = Price(count: Price.perUnit)!

  /// The smallest quantity, in contracts; without it quantities stand on 1e-8.
  public var lot: Quantity? { step == 1 ? nil : contracts(of: Quantity(count: step)) }

  /// Without a lot an instrument whose point value is not 1 trades whole contracts.
  ///
  /// Fails with `outOfRange` for a lot that is not positive, or is no whole count of units.
  public init(
    symbol: String, tick: Price? = nil, lot: Quantity? = nil, pointValue: Price = onePoint
  ) throws(NumberFailure) {
    if let lot, lot.count <= 0 { throw .outOfRange(lot.description) }
    self.symbol = symbol
    self.tick = tick
    self.pointValue = pointValue
    guard pointValue != Instrument.onePoint else {
      step = lot?.count ?? 1
      return
    }
    let contracts = lot ?? Quantity(count: Price.perUnit)
    let units = WideArithmetic.scale(
      UInt128(contracts.count.magnitude), by: UInt64(pointValue.count),
      over: UInt64(Price.perUnit))
    guard let units, units.remainder == 0, let step = Int64(exactly: units.quotient) else {
      throw .outOfRange(pointValue.description)
    }
    self.step = step
  }

  /// Contracts in counts as units, the most there are where they do not fit.
  func units(ofContracts count: Int64) -> Int64 {
    if pointValue == Instrument.onePoint { return count }
    let units = WideArithmetic.scale(
      UInt128(Swift.max(0, count)), by: UInt64(pointValue.count), over: UInt64(Price.perUnit))
    return Int64(clamping: units?.quotient ?? .max)
  }

  /// Units as people read them: in contracts, a fraction below the quantum left off.
  public func contracts(of units: Quantity) -> Quantity {
    if pointValue == Instrument.onePoint { return units }
    let contracts = WideArithmetic.scale(
      UInt128(units.count.magnitude), by: UInt64(Price.perUnit), over: UInt64(pointValue.count))
    let count = Int64(clamping: contracts?.quotient ?? 0)
    return Quantity(count: units.count < 0 ? -count : count)
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

  /// What may be held of a quantity in counts that no order made: whole units where lots are whole
  /// units, else whole lots.
  func holdable(_ count: Int64) -> Int64 {
    let least = Swift.min(step, Price.perUnit)
    return count - count % least
  }

  /// A quantity in counts, not negative, rounded down to the lot.
  @inline(__always)
  func roundDown(_ count: Int64) -> Int64 { step == 1 ? count : count - count % step }
}
