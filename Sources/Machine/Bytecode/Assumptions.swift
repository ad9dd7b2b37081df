/// What a strategy takes for granted, as its file says it: `assume { ... }` and `history ...`.
/// Whoever runs it decides what of it is in force.
public struct Assumptions: Sendable, Hashable {
  /// How much of the past a run begins with.
  public enum History: Sendable, Hashable {
    /// So many bars before the first that may trade.
    case bars(Int)
    /// Bars from a time on, in nanoseconds since 1970-01-01 UTC.
    case since(Int64)
  }

  /// How much worse than the price orders fill.
  public enum Slippage: Sendable, Hashable {
    /// A share of the price.
    case share(Double)
    case ticks(Double)
  }

  /// The length of a bar in nanoseconds.
  public var interval: Int64?
  public var capital: Double?
  /// A share of what is traded.
  public var fee: Double?
  public var slippage: Slippage?
  public var history: History?

  public init() {}

  /// True where the file says nothing.
  public var isEmpty: Bool { self == Assumptions() }
}

extension StableHash {
  mutating func add(_ assumptions: Assumptions) {
    add(assumptions.interval.map { Int($0) } ?? -1)
    add(assumptions.capital ?? -1)
    add(assumptions.fee ?? -1)
    switch assumptions.slippage {
    case nil: add(-1)
    case .share(let share): add(share)
    case .ticks(let ticks):
      add(-2)
      add(ticks)
    }
    switch assumptions.history {
    case nil: add(-1)
    case .bars(let bars): add(bars)
    case .since(let time):
      add(-2)
      add(Int(time))
    }
  }
}
