public import Machine

/// Why a trade ended.
public enum TradeReason: UInt8, Sendable, Hashable, CaseIterable {
  /// An `exit` statement at the market.
  case signal
  /// The `stop`, the `target` or the `trail` of a statement.
  case stop
  case target
  case trail
  /// An entry to the other side.
  case reversal
  /// A limit of the strategy that closes what is open.
  case limit
  /// The end of the data, when it was asked for.
  case end

  /// As it stands in a file.
  public var text: String {
    switch self {
    case .signal: "signal"
    case .stop: "stop"
    case .target: "target"
    case .trail: "trail"
    case .reversal: "reversal"
    case .limit: "limit"
    case .end: "end"
    }
  }
}

/// A lot closed, wholly or in part: one entry, one exit.
public struct Trade: Sendable, Hashable {
  /// Rows of the bars of entry and exit; whoever has the bars knows their times.
  public let entryRow: Int
  public let exitRow: Int
  public let entryPrice: Price
  public let exitPrice: Price
  /// Where the market stood on its way through those bars.
  public let entryMoment: Moment
  public let exitMoment: Moment
  /// What the entry risked a unit: from its fill to its first stop, in counts; 0 without one.
  let risk: Int64
  /// Counts, negative for a short trade.
  let units: Int64
  /// The fee of the exit and this part's share of the fee of the entry.
  public let fees: Money
  /// Indices among the program's orders of the statement that opened and of the one that closed; -1
  /// at the end of the data.
  public let entryStatement: Int32
  public let exitStatement: Int32
  public let reason: TradeReason

  public var direction: OrderStatement.Direction { units < 0 ? .short : .long }
  /// Always positive.
  public var quantity: Quantity { Quantity(count: units < 0 ? 0 - units : units) }
  /// Bars from the entry's to the exit's.
  public var bars: Int { exitRow - entryRow }

  /// What the prices made, before fees: exact.
  public var gross: Money {
    let move = Int128(exitPrice.count) &- Int128(entryPrice.count)
    return Money(count: move &* Int128(units))
  }

  /// `gross - fees`.
  public var net: Money { Money(count: gross.count &- fees.count) }

  /// `net` in multiples of what the entry risked; `nil` for an entry without a stop.
  public var riskMultiple: Double? {
    if risk == 0 { return nil }
    return WideArithmetic.number(net.count) / (Double(risk) * Double(units.magnitude))
  }

  /// What the fills of both ends were worse than where the market stood; negative where they were
  /// better.
  public var slippage: Money {
    let entry = Int128(entryPrice.count) &- Int128(entryMoment.price)
    let exit = Int128(exitMoment.price) &- Int128(exitPrice.count)
    return Money(count: (entry &+ exit) &* Int128(units))
  }

  /// `net` as a share of what the entry was worth.
  public var netReturn: Double {
    WideArithmetic.number(net.count) / (Double(entryPrice.count) * Double(units.magnitude))
  }
}

/// One execution: a market order, or one half of a reversal.
public struct Fill: Sendable, Hashable {
  public let row: Int
  /// The index of the statement among the program's orders; -1 at the end of the data.
  public let statement: Int
  public let side: Side
  /// Always positive.
  public let quantity: Quantity
  public let price: Price
  public let fee: Money
  /// Where the market stood on its way through the bar.
  public let moment: Moment
}

/// What is left of one entry.
public struct OpenLot: Sendable, Hashable {
  public let entryRow: Int
  public let direction: OrderStatement.Direction
  /// What is left, always positive.
  public let quantity: Quantity
  public let entryPrice: Price
  /// The part of the entry's fee that no trade has taken.
  public let fees: Money
  /// The index of the statement that opened it.
  public let statement: Int
}

/// A lot in the ledger.
struct Lot: Sendable, Hashable {
  /// Numbers entries in the order of their fills, from 1.
  let number: Int
  let statement: Int
  let row: Int
  let price: Price
  /// Counts filled and counts left, both positive.
  let filled: Int64
  var left: Int64
  var fee: Money
  /// Where the market stood when it filled.
  let moment: Moment
  /// What it risks a unit, in counts: from the fill to the first stop it had; 0 without one.
  let risk: Int64
  /// The best price of the market since the fill, in counts; kept where orders follow the path.
  var best: Int64
  /// The order that opened it, at a broker; 0 in a backtest.
  let order: Int64
  /// The row of the close that decided it.
  let decided: Int
  /// The highest and the lowest price since the fill, in counts; kept where the program asks.
  var high: Int64
  var low: Int64
}

/// A statement has taken its share of an entry: it takes no other.
struct Acted: Sendable, Hashable {
  let statement: Int
  /// The number of the entry.
  let entry: Int
}
