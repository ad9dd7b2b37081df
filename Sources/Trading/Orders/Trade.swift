public import Machine

/// Why a trade ended.
public enum TradeReason: UInt8, Sendable, Hashable, CaseIterable {
  /// An `exit` statement.
  case signal
  /// An entry to the other side.
  case reversal
  /// The end of the data, when it was asked for.
  case end

  /// As it stands in a file.
  public var text: String {
    switch self {
    case .signal: "signal"
    case .reversal: "reversal"
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
}
