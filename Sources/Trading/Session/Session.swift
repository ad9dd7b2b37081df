public import Machine

/// The one state machine of an account: what a strategy decides goes in, fills and trades come out.
///
/// Backtest, paper and live run this same value. It is synchronous and pure: no clock, no files,
/// nothing but its arguments. It has one owner, and `copy()` is a snapshot. At every bar the owner
/// says, in this order:
///
///     session.open(row: r, word: open)     // market orders on their way fill
///     session.close(row: r, word: close)   // the position is marked
///     session.observe(&values)             // what the program may know of the account
///     session.decide(decisions)            // exits, then entries, are checked and sent
///
/// A bar at which nothing is on its way and nothing is decided changes nothing but the mark, so a
/// backtest may leave it out; at every other bar `decide` is called, if need be with no decisions.
/// Verbs neither fail nor trap; what cannot be done is a recorded refusal.
///
/// Money is exact: `capital + net of all trades = cash + value of what is open`, fees of open
/// entries included, to the last count.
public struct Session: ~Copyable, Sendable {
  public let terms: Terms
  /// By the numbers of the statements; a reload may add some.
  var plans: [Plan]
  /// What each statement says, as orders bear it.
  var kinds: [OrderStatement.Kind]
  /// The tags of entries, by their numbers.
  var tags: [String] = []
  /// True to keep every fill in `fills`; they are counted either way.
  let keepsFills: Bool

  // MARK: The ledger

  public internal(set) var cash: Money
  /// Signed counts; the sum of the lots.
  var units: Int64 = 0
  /// Oldest first, all of one direction.
  var lots = ShortList<Lot>()
  var entriesSoFar = 0
  public internal(set) var trades: [Trade] = []
  public internal(set) var fills: [Fill] = []
  public internal(set) var fillCount = 0
  public internal(set) var feesPaid: Money = .zero
  var refusalTable: RefusalTable
  /// What the trades so far have made, after fees, and how many made something.
  var realised: Money = .zero
  var wins = 0
  /// How equity follows the close since the last fill.
  public internal(set) var line: EquityLine

  // MARK: Orders on their way

  /// True when an order will fill at the next open.
  public internal(set) var hasPending = false
  var exits = ShortList<MarketOrder>()
  var entries = ShortList<MarketOrder>()
  /// For each statement, the number of the newest entry of which it has taken a share.
  var actedThrough: [Int]

  // MARK: Orders at a broker

  /// Orders that were handed out and have not ended, oldest first; none in a backtest.
  var sent: [SentOrder] = []
  var ordersSoFar: Int64 = 0
  /// The last report of a broker that was booked.
  public internal(set) var reportsThrough: Int64 = 0

  // MARK: The bar

  var row = -1
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
    var tags: [String] = []
    plans = orders.map { Plan($0.kind, tags: &tags) }
    self.tags = tags
    kinds = orders.map(\.kind)
    cash = terms.capital
    peak = terms.capital.number
    line = EquityLine(cash: terms.capital.number, perCount: 0)
    refusalTable = RefusalTable(statements: orders.count)
    actedThrough = Array(repeating: 0, count: orders.count)
  }

  /// The same account, to be continued on its own.
  public func copy() -> Session { Session(of: self) }

  private init(of other: borrowing Session) {
    terms = other.terms
    plans = other.plans
    tags = other.tags
    kinds = other.kinds
    keepsFills = other.keepsFills
    cash = other.cash
    units = other.units
    lots = other.lots
    entriesSoFar = other.entriesSoFar
    trades = other.trades
    fills = other.fills
    fillCount = other.fillCount
    feesPaid = other.feesPaid
    refusalTable = other.refusalTable
    realised = other.realised
    wins = other.wins
    line = other.line
    hasPending = other.hasPending
    exits = other.exits
    entries = other.entries
    actedThrough = other.actedThrough
    sent = other.sent
    ordersSoFar = other.ordersSoFar
    reportsThrough = other.reportsThrough
    row = other.row
    mark = other.mark
    closesAtPrice = other.closesAtPrice
    peak = other.peak
  }

  /// Makes room for as many trades in all as `done` of `total` bars promise, so that the list need
  /// not grow by doubling. Changes no result.
  public mutating func makeRoom(done: Int, of total: Int) {
    guard done > 0, trades.count > trades.capacity / 8 * 7 else { return }
    let promised = Double(trades.count) / Double(done) * Double(Swift.max(total, done))
    guard promised > Double(trades.capacity) else { return }
    trades.reserveCapacity(Int(Swift.min(promised * 1.1, 1e9)) + 64)
  }

  /// Makes room for so many trades in all, and for an order or two of every statement at a broker.
  public mutating func reserve(trades count: Int) {
    trades.reserveCapacity(count)
    sent.reserveCapacity(2 * plans.count)
  }

  // MARK: Verbs

  /// The bar opens: what is on its way fills, exits before entries, in file order. At an open that
  /// is no price nothing fills: entries end, exits wait for the next chance.
  public mutating func open(row: Int, word: Int64) {
    self.row = row
    if hasPending { meet(Price(word: word)) }
  }

  /// The bar closes: what is open is worth its close. A close that is no price leaves the last one
  /// standing.
  public mutating func close(row: Int, word: Int64) {
    self.row = row
    guard let price = Price(word: word) else {
      closesAtPrice = false
      return
    }
    closesAtPrice = true
    mark = price.count
  }

  /// What the program wants at the close just reached, in file order. Every decision sees the same
  /// account.
  ///
  /// With `FillTiming.close` what is sent fills at this very close, and so does an exit that waits
  /// for a price.
  public mutating func decide(_ decisions: [Decision]) {
    let opposed = decisions.count > 1 && areOpposed(decisions)
    for decision in decisions where !plans[decision.statement].isEntry { sendExit(decision) }
    for decision in decisions where plans[decision.statement].isEntry {
      sendEntry(decision, opposed: opposed)
    }
    hasPending = !exits.isEmpty || !entries.isEmpty
    if terms.timing == .close, hasPending { meet(closesAtPrice ? Price(count: mark) : nil) }
  }

  /// Fills what is on its way, and draws the line anew.
  @inline(never)
  private mutating func meet(_ price: Price?) {
    fillPending(price)
    hasPending = !exits.isEmpty || !entries.isEmpty
    drawLine()
  }

  @inline(__always)
  mutating func drawLine() {
    line = EquityLine(cash: cash.number, perCount: Double(units) / 1e16)
  }

  /// The data has ended at the bar last seen: closes what is open at the last mark, as market
  /// orders, with reason `end`. Without this call what is open stays open, and is listed in
  /// `openLots`.
  public mutating func closeAtEnd() {
    exits.clear()
    entries.clear()
    hasPending = false
    guard units != 0, let price = Price(count: mark) else { return }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = terms.marketFill(price, side) else { return }
    let bill = bill(held, at: fill)
    guard settle(bill, side) else { return }
    closeAll(bill, side, statement: -1, reason: .end)
    drawLine()
  }

  /// Notes why a statement was not followed.
  @inline(__always)
  mutating func refuse(_ statement: Int, _ reason: RefusalReason) {
    refusalTable.record(statement, reason, row: row)
  }

  /// Every refusal so far, counted by statement and reason.
  public var refusals: [Refusal] { refusalTable.refusals }
}
