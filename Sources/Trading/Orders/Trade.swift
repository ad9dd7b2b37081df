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
  /// Equity no longer carried the position.
  case liquidation

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
    case .liquidation: "liquidation"
    }
  }
}

/// A lot closed, wholly or in part: one entry, one exit.
public struct Trade: Sendable {
  // Packed: a long backtest keeps a great many of them.
  private let rows: (entry: Int32, exit: Int32)
  public let entryPrice: Price
  public let exitPrice: Price
  /// Where the market stood, in counts.
  private let touched: (entry: Int64, exit: Int64)
  /// Counts, negative for a short trade.
  let units: Int64
  /// The fee of the exit and this part's share of the fee of the entry.
  public let fees: Money
  /// What the entry risked a unit: from its fill to its first stop, in counts; 0 without one.
  let risk: Int64
  /// Indices among the program's orders of the statement that opened and of the one that closed; -1
  /// at the end of the data.
  public let entryStatement: Int32
  public let exitStatement: Int32
  public let reason: TradeReason
  private let legs: (entry: Path.Leg, exit: Path.Leg)

  @inline(__always)
  init(
    entryRow: Int, exitRow: Int, entryPrice: Price, exitPrice: Price, entryMoment: Moment,
    exitMoment: Moment, risk: Int64, units: Int64, fees: Money, entryStatement: Int32,
    exitStatement: Int32, reason: TradeReason
  ) {
    rows = (Int32(truncatingIfNeeded: entryRow), Int32(truncatingIfNeeded: exitRow))
    self.entryPrice = entryPrice
    self.exitPrice = exitPrice
    touched = (entryMoment.price, exitMoment.price)
    self.units = units
    self.fees = fees
    self.risk = risk
    self.entryStatement = entryStatement
    self.exitStatement = exitStatement
    self.reason = reason
    legs = (entryMoment.leg, exitMoment.leg)
  }

  /// Rows of the bars of entry and exit; whoever has the bars knows their times.
  public var entryRow: Int { Int(rows.entry) }
  public var exitRow: Int { Int(rows.exit) }
  /// Where the market stood on its way through those bars.
  public var entryMoment: Moment { Moment(leg: legs.entry, price: touched.entry) }
  public var exitMoment: Moment { Moment(leg: legs.exit, price: touched.exit) }

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

extension Trade: Hashable {
  public static func == (left: Trade, right: Trade) -> Bool {
    left.rows == right.rows && left.entryPrice == right.entryPrice
      && left.exitPrice == right.exitPrice && left.touched == right.touched
      && left.units == right.units && left.fees == right.fees && left.risk == right.risk
      && left.entryStatement == right.entryStatement
      && left.exitStatement == right.exitStatement && left.reason == right.reason
      && left.legs == right.legs
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(entryRow)
    hasher.combine(exitRow)
    hasher.combine(units)
    hasher.combine(fees)
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

/// A lot in the ledger. Small: it is moved at every fill.
struct Lot: Sendable, Hashable {
  private let place: (number: Int32, statement: Int32, row: Int32, leg: Path.Leg)
  let price: Price
  /// Where the market stood when it filled, in counts.
  private let touched: Int64
  /// Counts filled and counts left, both positive.
  var filled: Int64
  var left: Int64
  var fee: Money

  @inline(__always)
  init(number: Int, statement: Int, row: Int, bill: Session.Bill, moment: Moment) {
    place = (
      Int32(truncatingIfNeeded: number), Int32(truncatingIfNeeded: statement),
      Int32(truncatingIfNeeded: row), moment.leg
    )
    price = bill.price
    touched = moment.price
    filled = bill.units
    left = bill.units
    fee = bill.fee
  }

  /// The same lot after a split: other counts at another price.
  init(_ lot: Lot, price: Price, touched: Int64, filled: Int64, left: Int64) {
    place = lot.place
    self.price = price
    self.touched = touched
    self.filled = filled
    self.left = left
    fee = lot.fee
  }

  /// Numbers entries in the order of their fills, from 1.
  @inline(__always) var number: Int { Int(place.number) }
  @inline(__always) var statement: Int { Int(place.statement) }
  @inline(__always) var row: Int { Int(place.row) }
  /// Where the market stood when it filled.
  @inline(__always) var moment: Moment { Moment(leg: place.leg, price: touched) }

  static func == (left: Lot, right: Lot) -> Bool {
    left.place == right.place && left.price == right.price && left.touched == right.touched
      && left.filled == right.filled && left.left == right.left && left.fee == right.fee
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(number)
    hasher.combine(left)
  }
}

/// What is followed of an open lot beside the ledger, where prices, entries or a broker ask.
struct Track: Sendable, Hashable {
  /// The price of the entry and the row in which it was opened: of its first part, also when that
  /// is closed.
  let price: Price
  let row: Int
  /// What it risks a unit, in counts: from the fill to the first stop it had; 0 without one.
  let risk: Int64
  /// The best price of the market since the fill, in counts.
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
  /// What of the share the bars have not lent yet, in counts.
  var left: Int64 = 0
}
