/// An entry decided at a close: on its way to the market, or resting at a price.
struct EntryOrder: Sendable, Hashable {
  let statement: Int
  /// Units in counts, fixed when the order is sent.
  var amount: Int64
  /// The row of the close that decided it.
  var decided = 0
  /// By the rule of Pine: the share of equity it takes at its fill, in parts, 0 for a fixed size;
  /// the row at which its statement took this place in the queue; and what was open then.
  var share: UInt64 = 0
  var since = 0
  var armed = Armed.flat
  /// Its id at a broker, and that of the order that holds its exit prices; 0 in a backtest.
  var id: Int64 = 0
  var guardID: Int64 = 0
  /// The limit, in counts and on the grid of prices; 0 without one.
  var limit: Int64 = 0
  /// The stop it waits for, in counts; 0 without one, or when it has been touched.
  var trigger: Int64 = 0
  /// The prices of the statement, as they were at the close that sent it.
  var prices: PriceReadings = .none
  /// The number of the entry that its parts have opened; 0 before the first.
  var opened = 0
  /// The last row in which not all of it could fill, as the bar lent no more; -1 for none.
  var waits = -1

  /// True for an order that meets the market at the next open, whatever that is.
  @inline(__always)
  var isAtMarket: Bool { limit == 0 && trigger == 0 }
}

/// What was open at the close that sent an entry.
enum Armed: UInt8, Sendable, Hashable {
  case flat, same, opposite
}

/// An exit at the market on its way: decided at a close, filled at the next chance.
struct ExitOrder: Sendable, Hashable {
  let statement: Int
  /// The number of the entry it speaks of; 0 for all that its statement selects.
  var entry = 0
  /// The number of the last entry that was open when it was decided: it leaves later ones alone.
  var through = Int.max
  /// The share in parts; of an allocation the units, in counts.
  var share: Int64
  /// Its id at a broker; 0 in a backtest.
  var id: Int64 = 0
  /// The row of the close that decided it.
  var since = 0
  /// The last row in which not all of it could fill, as the bar lent no more; -1 for none.
  var waits = -1
  /// Why what it closes ends: for what is left of a stop it is that.
  var reason = TradeReason.signal

  /// True when another is served before it, or is the same.
  func isBehind(_ other: ExitOrder) -> Bool {
    (statement, entry) >= (other.statement, other.entry)
  }
}

/// The prices of an `exit` as they were at a close: in force for the bar behind it, for every entry
/// the statement speaks of, also one that fills in that bar.
struct StandingExit: Sendable, Hashable {
  let statement: Int
  /// The number of the entry it speaks of; 0 for all that its statement selects.
  var entry = 0
  let share: Int64
  let prices: PriceReadings
  /// Its id at a broker; 0 in a backtest.
  var id: Int64 = 0
  /// The row from which on it has stood at every close.
  var since = 0
}

/// The prices of an `enter`, fixed with its order, for the entry it has opened: in counts, 0 where
/// there is none.
struct Guard: Sendable, Hashable {
  /// The number of the entry.
  let entry: Int
  let statement: Int
  let stop: Int64
  let target: Int64
  /// A distance from the best price since the fill, in force once that has reached `armed`.
  let trail: Int64
  let armed: Int64
  /// Its id at a broker; 0 in a backtest.
  var id: Int64 = 0
}

/// One price at which one entry is left, as a bar's walk sees it.
struct Leg: Sendable, Hashable {
  /// In the order in which an equal touch is served.
  enum Kind: UInt8, Sendable { case stop, trail, target }

  let kind: Kind
  let statement: Int
  /// The number of the entry it closes.
  let entry: Int
  /// In parts.
  let share: Int64
  /// Stop and target: the price. Trail: its distance from the best price.
  let price: Int64
  /// Trail: the best price from which on it is in force; 0 for always.
  let armed: Int64
  let id: Int64
}
