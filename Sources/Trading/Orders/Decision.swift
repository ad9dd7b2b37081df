/// What a statement wants at a close, with its numbers as the program computed them.
public struct Decision: Sendable {
  /// What it wants.
  public enum Verb: UInt8, Sendable, Hashable {
    /// Its condition holds.
    case acts
    /// Its condition does not hold, but an order of it that rests may stay.
    case keeps
  }

  /// The index of the statement among the program's orders.
  public let statement: Int
  public let verb: Verb
  /// The number of the open entry that an exit speaks of; 0 for all that it selects.
  public let entry: Int
  /// The size of an `enter`, the share of an `exit`; not read where the statement has none.
  public let value: Double
  public let prices: PriceReadings
  /// How far an allocation may be off; missing without a band.
  public let band: Double

  @inlinable @inline(__always)
  public init(
    statement: Int, _ verb: Verb = .acts, entry: Int = 0, value: Double = .nan,
    prices: PriceReadings = .none, band: Double = .nan
  ) {
    self.band = band
    self.entry = entry
    self.statement = statement
    self.verb = verb
    self.value = value
    self.prices = prices
  }
}

extension Decision: Hashable {
  /// By bits: what is missing is equal to what is missing.
  public static func == (left: Decision, right: Decision) -> Bool {
    left.statement == right.statement && left.verb == right.verb && left.entry == right.entry
      && left.value.bitPattern == right.value.bitPattern && left.prices == right.prices
      && left.band.bitPattern == right.band.bitPattern
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(statement)
    hasher.combine(entry)
  }
}

/// The numbers of a statement's prices at a close; missing (NaN) where there is none.
public struct PriceReadings: Sendable {
  public var at: Double = .nan
  public var beyond: Double = .nan
  public var stop: Double = .nan
  public var target: Double = .nan
  public var trail: Double = .nan
  public var after: Double = .nan

  @inlinable @inline(__always)
  public static var none: PriceReadings { PriceReadings() }

  @inlinable @inline(__always)
  public init() {}

  private var bits: [UInt64] { [at, beyond, stop, target, trail, after].map(\.bitPattern) }
}

extension PriceReadings: Hashable {
  /// By bits: what is missing is equal to what is missing.
  public static func == (left: PriceReadings, right: PriceReadings) -> Bool {
    left.at.bitPattern == right.at.bitPattern && left.beyond.bitPattern == right.beyond.bitPattern
      && left.stop.bitPattern == right.stop.bitPattern
      && left.target.bitPattern == right.target.bitPattern
      && left.trail.bitPattern == right.trail.bitPattern
      && left.after.bitPattern == right.after.bitPattern
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(bits) }
}
