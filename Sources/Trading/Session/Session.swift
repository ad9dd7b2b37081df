public import Machine

/// The one state machine of an account: what a strategy decides goes in, fills and trades come out.
///
/// Backtest, paper and live run this same value. It is synchronous and pure: no clock, no files, nothing but
/// its arguments. A copy is a snapshot. At every bar its owner says, in this order:
///
///     session.open(row: r, time: t, word: open)     // market orders on their way fill
///     session.close(row: r, time: t, word: close)   // the position is marked
///     session.observe(&values)                      // what the program may know of the account
///     session.decide(decisions)                     // exits, then entries, are checked and sent
///
/// A bar at which nothing is on its way and nothing is decided changes nothing but the mark, so a backtest may
/// leave it out. Verbs neither fail nor trap; what cannot be done is a recorded refusal.
///
/// Money is exact: `capital + net of all trades = cash + value of what is open`, fees of open entries included,
/// to the last count.
public struct Session: Sendable, Hashable {
  public let terms: Terms
  let plans: [Plan]
  /// True to keep every fill in `fills`; they are counted either way.
  let keepsFills: Bool

  // MARK: The ledger

  public internal(set) var cash: Money
  /// Signed counts; the sum of the lots.
  var units: Int64 = 0
  /// Oldest first, all of one direction.
  var lots: [Lot] = []
  var entriesSoFar = 0
  public internal(set) var trades: [Trade] = []
  public internal(set) var fills: [Fill] = []
  public internal(set) var fillCount = 0
  public internal(set) var feesPaid: Money = .zero
  var refusalTable: RefusalTable
  /// What the trades so far have made, after fees, and how many made something.
  var realised: Money = .zero
  var wins = 0

  // MARK: Orders on their way

  var exits: [MarketOrder] = []
  var entries: [MarketOrder] = []
  /// For each statement, the number of the newest entry of which it has taken a share.
  var actedThrough: [Int]

  // MARK: The bar

  var row = -1
  var time: Int64 = 0
  /// The last close that was a price; 0 before the first.
  var mark: Int64 = 0
  /// True when the close of this bar was one.
  var closesAtPrice = false
  /// The highest equity seen by `observe`.
  var peak: Double

  /// - Parameters:
  ///   - orders: the statements that decisions speak of.
  ///   - keepsFills: true to list every fill, for journals and tests.
  public init(_ orders: [OrderStatement], terms: Terms, keepsFills: Bool = false) {
    self.terms = terms
    self.keepsFills = keepsFills
    plans = Plan.plans(orders)
    cash = terms.capital
    peak = terms.capital.number
    refusalTable = RefusalTable(statements: orders.count)
    actedThrough = Array(repeating: 0, count: orders.count)
  }

  /// True when an order will fill at the next open.
  public var hasPending: Bool { !exits.isEmpty || !entries.isEmpty }

  // MARK: Verbs

  /// The bar opens: what is on its way fills, exits before entries, in file order. At an open that is no price
  /// nothing fills: entries end, exits wait for the next open.
  public mutating func open(row: Int, time: Int64, word: Int64) {
    self.row = row
    self.time = time
    if hasPending { fillPending(Price(word: word)) }
  }

  /// The bar closes: what is open is worth its close. A close that is no price leaves the last one standing.
  public mutating func close(row: Int, time: Int64, word: Int64) {
    self.row = row
    self.time = time
    guard let price = Price(word: word) else {
      closesAtPrice = false
      return
    }
    closesAtPrice = true
    mark = price.count
  }

  /// What the program wants at the close just reached, in file order. Every decision sees the same account.
  ///
  /// With `FillTiming.close` what is sent fills at this very close.
  public mutating func decide(_ decisions: [Decision]) {
    let opposed = decisions.count > 1 && areOpposed(decisions)
    for decision in decisions where !plans[decision.statement].isEntry { sendExit(decision) }
    for decision in decisions where plans[decision.statement].isEntry {
      sendEntry(decision, opposed: opposed)
    }
    if terms.timing == .close, hasPending {
      fillPending(closesAtPrice ? Price(count: mark) : nil)
    }
  }

  /// The data has ended at the bar last seen: closes what is open at the last mark, as market orders, with reason
  /// `end`. Without this call what is open stays open, and is listed in `openLots`.
  public mutating func closeAtEnd() {
    exits.removeAll()
    entries.removeAll()
    guard units != 0, let price = Price(count: mark) else { return }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = terms.marketFill(price, side), let bill = bill(units.magnitude, at: fill),
      settle(bill, side)
    else { return }
    closeAll(bill, side, statement: -1, reason: .end)
  }

  /// Notes why a statement was not followed.
  @inline(__always)
  mutating func refuse(_ statement: Int, _ reason: RefusalReason) {
    refusalTable.record(statement, reason, row: row)
  }

  /// Every refusal so far, counted by statement and reason.
  public var refusals: [Refusal] { refusalTable.refusals }
}
