public import Machine

/// The one state machine of an account: what a strategy decides goes in, fills and trades come out.
///
/// Backtest, paper and live run this same value. It is synchronous and pure: no clock, no files,
/// nothing but its arguments. It has one owner, and `copy()` is a snapshot. At every bar the owner
/// says, in this order:
///
///     session.trade(row: r, bar: bar)      // orders fill as the bar's path touches them
///     session.close(row: r, word: close)   // the position is marked
///     session.observe(&values)             // what the program may know of the account
///     session.decide(decisions)            // exits, then entries, are checked and sent
///
/// A bar at which nothing is on its way, rests or is open with prices, and nothing is decided
/// changes nothing but the mark, so a backtest may leave it out; at every other bar `decide` is
/// called, if need be with no decisions.
/// Verbs neither fail nor trap; what cannot be done is a recorded refusal.
///
/// Money is exact: `capital + net of all trades = cash + value of what is open + cost of being
/// open`, fees of open entries included, to the last count.
public struct Session: ~Copyable, Sendable {
  public let terms: Terms
  /// Slippage and fee where each is one share and nothing else; elsewhere the terms are asked. They
  /// stand apart because every order needs them, and a model with large cases is copied to be read.
  let slipShare: Ratio?
  let feeShare: Ratio?
  /// True where slippage asks for the bar of a fill.
  let needsBar: Bool
  /// What cannot be held in registers keeps the whole session in one place: functions get its
  /// address, where Swift would otherwise copy all of it at every call that does not change it.
  private let anchor: (any Sendable)? = nil
  /// What the strategy says of all its entries.
  public var rules: Rules
  /// By the numbers of the statements; a reload may add some.
  var plans: [Plan]
  /// What each statement says, as orders bear it.
  var statements: [OrderStatement]
  /// True when a statement has a price: then bars are walked along their path.
  public internal(set) var followsPath: Bool
  /// The tags of entries, by their numbers.
  var tags: [String] = []
  /// True to keep every fill in `fills`; they are counted either way.
  let keepsFills: Bool
  /// True to list what becomes of each order in `outcomes`.
  let keepsOutcomes: Bool
  var outcomes: [Outcome] = []
  /// The order that is being judged; 0 in a backtest.
  var serving: Int64 = 0

  // MARK: The ledger

  public internal(set) var cash: Money
  /// What the others on the same account hold; nothing for a session that has it for itself.
  var others = Others.none
  /// The least that `room` was behind the open of the bar.
  var leastRoom: Int128 = 0
  /// Signed counts; the sum of the lots.
  var units: Int64 = 0
  /// Oldest first, all of one direction.
  var lots = ShortList<Lot>()
  /// Beside the lots, where they are followed; else empty.
  var tracks: [Track] = []
  var entriesSoFar = 0
  public internal(set) var trades: [Trade] = []
  /// Trades before those that are kept, and the last of them.
  private var forgotten: (count: Int, last: Trade?) = (0, nil)
  public internal(set) var fills: [Fill] = []
  public internal(set) var fillCount = 0
  public internal(set) var feesPaid: Money = .zero
  /// What borrowed units have cost so far, and the beginning of the bar up to which that is paid.
  public internal(set) var borrowPaid: Money = .zero
  var borrowedSince = Int64.min
  /// What positions have paid for being held, less what they got.
  public internal(set) var fundingPaid: Money = .zero
  /// The place of the column that has the rate among those of the bars, and what it said last.
  var fundingColumn: Int?
  var lastFundingRate = Double.nan
  var fundedSince = Int64.min
  /// What corporate actions have brought, beside trades: dividends, and cash for fractions.
  public internal(set) var income: Money = .zero
  var refusalTable: RefusalTable
  /// Why an entry was refused last, as it was known at the close just reached, and since.
  public private(set) var lastRefusal: RefusalReason?
  private var newRefusal: RefusalReason?
  /// What the trades so far have made, after fees, and how many made something.
  var realised: Money = .zero
  var wins = 0
  /// How equity follows the close since the last fill.
  public internal(set) var line: EquityLine

  /// The row at which the last position ended; far in the past before.
  var closedRow = Int.min / 2
  /// What the limits of the strategy look at.
  var watch = LimitWatch()
  /// The statement in whose name they close what is open.
  var flattening: Int?

  // MARK: Orders on their way

  /// True when an order is on its way or rests.
  public internal(set) var hasPending = false
  /// Exits at the market, in file order.
  var exits = ShortList<ExitOrder>()
  /// Entries, those that rest among them, in the order in which they were sent.
  var entries = ShortList<EntryOrder>()
  /// Prices of exits, in force for the next bar, in file order.
  var standingExits: [StandingExit] = []
  /// Prices that open entries have from their orders.
  var guards: [Guard] = []
  /// What statements have taken of the open entries.
  var acted: [Acted] = []
  /// What is decided and has not arrived, oldest first, from a place on; and what is in force while
  /// a close decides.
  var parcels: [Parcel] = []
  var firstParcel = 0
  var aside: Parcel?
  /// From the start of a bar to where what its close decides is in force, in nanoseconds; 0 for the
  /// next bar.
  var delay: Int64 = 0
  /// The places in the queue of what is about to be renewed; kept by the rule of Pine alone.
  var places: [Place] = []

  // MARK: Orders at a broker

  /// Orders that were handed out and have not ended, oldest first; none in a backtest.
  var sent: [SentOrder] = []
  var ordersSoFar: Int64 = 0
  /// The last report of a broker that was booked.
  public internal(set) var reportsThrough: Int64 = 0

  // MARK: Open entries, as exits see them

  /// True to follow the highest and the lowest price since each fill.
  public var followsEntries = false
  /// The one that the program is asked about; used again for each.
  var asked = EntryValues()
  /// What the program wants to remember of this close, should it decide an entry.
  var memory: [Double]?
  /// What was remembered, by the row of the close; as long as an entry of it may be open.
  var memories: [(row: Int, values: [Double])] = []

  // MARK: The bar

  var row = -1
  /// What slippage may ask of it.
  var scene = Scene()
  /// The units that may still fill in it, where it lends only a share of its volume.
  var allowance = Int64.max
  let isCapped: Bool
  /// The start of the bar that has closed last; kept where orders need longer than to the next.
  var barTime = Int64.min
  /// Where the market stands on its way through it.
  var now = Moment(leg: 0, price: 0)
  /// The prices at which open entries are left in this bar.
  var legs: [Leg] = []
  /// The last close that was a price; 0 before the first.
  var mark: Int64 = 0
  /// True when the close of this bar was one.
  var closesAtPrice = false
  /// The highest equity seen by `observe`.
  public internal(set) var peak: Double

  /// - Parameters:
  ///   - orders: the statements that decisions speak of.
  ///   - keepsFills: true to list every fill, for journals and tests.
  public init(
    _ orders: [OrderStatement], terms: Terms, rules: Rules = .standard, keepsFills: Bool = false
  ) {
    self.init(orders, terms: terms, rules: rules, keepsFills: keepsFills, keepsOutcomes: false)
  }

  init(
    _ orders: [OrderStatement], terms: Terms, rules: Rules, keepsFills: Bool, keepsOutcomes: Bool
  ) {
    self.terms = terms
    slipShare = terms.slipShare
    feeShare = terms.feeShare
    needsBar = terms.slippage.needsBar
    self.rules = rules
    self.keepsFills = keepsFills
    self.keepsOutcomes = keepsOutcomes
    var tags: [String] = []
    plans = orders.map { Plan($0, tags: &tags) }
    self.tags = tags
    statements = orders
    // By the rule of Pine all orders stand in one queue, whether some of them have prices or not.
    let isQueued = terms.rule == .pine
    followsPath = orders.contains(where: \.hasPrices) || terms.watchesBars || isQueued
    isCapped = terms.participation != nil && terms.timing == .nextOpen && terms.rule == .quill
    cash = terms.capital
    peak = terms.capital.number
    line = EquityLine(cash: terms.capital.number, perCount: 0)
    refusalTable = RefusalTable(statements: orders.count)
    enrolFlattening()
  }

  /// The same account, to be continued on its own.
  public func copy() -> Session { Session(of: self) }

  private init(of other: borrowing Session) {
    terms = other.terms
    slipShare = other.slipShare
    feeShare = other.feeShare
    needsBar = other.needsBar
    rules = other.rules
    closedRow = other.closedRow
    watch = other.watch
    flattening = other.flattening
    plans = other.plans
    tags = other.tags
    statements = other.statements
    followsPath = other.followsPath
    keepsFills = other.keepsFills
    keepsOutcomes = other.keepsOutcomes
    outcomes = other.outcomes
    serving = other.serving
    cash = other.cash
    others = other.others
    leastRoom = other.leastRoom
    units = other.units
    lots = other.lots
    tracks = other.tracks
    entriesSoFar = other.entriesSoFar
    trades = other.trades
    forgotten = other.forgotten
    fills = other.fills
    fillCount = other.fillCount
    feesPaid = other.feesPaid
    borrowPaid = other.borrowPaid
    borrowedSince = other.borrowedSince
    (fundingPaid, fundedSince) = (other.fundingPaid, other.fundedSince)
    (fundingColumn, lastFundingRate) = (other.fundingColumn, other.lastFundingRate)
    (parcels, firstParcel, aside) = (other.parcels, other.firstParcel, other.aside)
    (delay, barTime) = (other.delay, other.barTime)
    (allowance, isCapped) = (other.allowance, other.isCapped)
    scene = other.scene
    income = other.income
    refusalTable = other.refusalTable
    lastRefusal = other.lastRefusal
    newRefusal = other.newRefusal
    realised = other.realised
    wins = other.wins
    line = other.line
    followsEntries = other.followsEntries
    memories = other.memories
    hasPending = other.hasPending
    exits = other.exits
    entries = other.entries
    standingExits = other.standingExits
    guards = other.guards
    acted = other.acted
    places = other.places
    sent = other.sent
    ordersSoFar = other.ordersSoFar
    reportsThrough = other.reportsThrough
    row = other.row
    now = other.now
    legs = other.legs
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

  /// All trades so far, kept or not, and the last of them.
  public var tradeCount: Int { forgotten.count + trades.count }
  var lastTrade: Trade? { trades.last ?? forgotten.last }

  /// Keeps no trade so far any longer; the account goes on as if it did.
  public mutating func forgetTrades() {
    forgotten = (tradeCount, lastTrade)
    trades.removeAll(keepingCapacity: true)
  }

  /// Makes room for so many trades in all, and for an order or two of every statement at a broker.
  public mutating func reserve(trades count: Int) {
    trades.reserveCapacity(count)
    sent.reserveCapacity(4 * plans.count)
    standingExits.reserveCapacity(plans.count)
    guards.reserveCapacity(16)
    legs.reserveCapacity(64)
    acted.reserveCapacity(64)
    tracks.reserveCapacity(64)
    memories.reserveCapacity(16)
    lots.reserve(64)
    entries.reserve(16)
    exits.reserve(16)
  }

  // MARK: Verbs

  /// A bar begins at which a broker trades: nothing fills here, but what was held costs.
  public mutating func begin(row: Int, bar: Bar) {
    prepare(bar)
    self.row = row
    // What is left of a price is served in this bar; where it goes on waiting, the broker says so.
    if isCapped { exits.removeAll { $0.reason != .signal } }
  }

  /// The bar trades: what is on its way, what rests and the prices of open entries are served in
  /// the order in which the bar's path touches them. At an open that is no price nothing fills:
  /// entries at the market end, everything else waits for the next chance.
  public mutating func trade(row: Int, bar: Bar) {
    prepare(bar)
    guard followsPath else { return open(row: row, word: bar.open) }
    self.row = row
    guard let path = terms.rule.path(bar) else {
      if hasPending { meet(nil) }
      return
    }
    switch terms.rule {
    case .quill: walk(path)
    case .pine: serveQueue(path)
    }
  }

  /// A bar begins: what was held has cost something, and what was on its way may have arrived.
  @inline(__always)
  mutating func prepare(_ bar: Bar) {
    see(bar)
    if terms.borrow != .zero { payBorrow(bar.time) }
    if terms.funding != nil { payFunding(bar) }
    if delay > 0 { arrive(bar.time) }
  }

  /// The same for a session without prices, which the open alone concerns.
  public mutating func open(row: Int, word: Int64) {
    self.row = row
    guard hasPending else { return }
    let price = Price(word: word)
    now = Moment(leg: 0, price: price?.count ?? 0)
    meet(price)
  }

  /// The bar closes: what is open is worth its close. A close that is no price leaves the last one
  /// standing.
  public mutating func close(row: Int, word: Int64) {
    self.row = row
    lastRefusal = newRefusal
    guard let price = Price(word: word) else {
      closesAtPrice = false
      return
    }
    closesAtPrice = true
    mark = price.count
  }

  /// The same of a whole bar: limits count by its time, entries have seen its prices.
  public mutating func close(row: Int, bar: Bar) {
    close(row: row, word: bar.close)
    if followsEntries { seeEntries(bar) }
    if delay > 0 { barTime = bar.time }
    if rules.limits.isEmpty { return }
    watch.note(bar.time, equity: equity)
  }

  /// What the program wants at the close just reached, in file order. Every decision sees the same
  /// account. What rests and is neither renewed nor kept is withdrawn; prices of exits that are not
  /// read anew are in force no more.
  ///
  /// With `FillTiming.close` what is sent to the market fills at this very close, and so does an
  /// exit that waits for a price.
  public mutating func decide(_ decisions: [Decision]) {
    decideEntries(decisions, isBlocked: decideExits(decisions))
  }

  /// The first half of `decide`: what is withdrawn, and the exits. True where a limit is reached.
  public mutating func decideExits(_ decisions: [Decision]) -> Bool {
    if delay > 0 { setOut() }
    if followsPath { withdraw(unlessIn: decisions) }
    let isBlocked = !rules.limits.isEmpty && isLimited()
    if isBlocked { dropResting() }
    for place in decisions.indices {
      let statement = decisions[place].statement
      if plans[statement].isAllocation {
        lower(decisions[place], plans[statement])
      } else if !plans[statement].isEntry {
        sendExit(decisions[place])
      }
    }
    return isBlocked
  }

  /// The second half: the entries.
  public mutating func decideEntries(_ decisions: [Decision], isBlocked: Bool) {
    let opposed = terms.rule == .quill && decisions.count > 1 && areOpposed(decisions)
    for place in decisions.indices where plans[decisions[place].statement].isEntry {
      let statement = decisions[place].statement
      if plans[statement].isAllocation {
        raise(decisions[place], plans[statement], isBlocked: isBlocked)
      } else if isBlocked {
        refuse(statement, .limit)
      } else if decisions[place].verb == .acts {
        sendEntry(decisions[place], opposed: opposed)
      }
    }
    if delay > 0 { dispatchLate(decisions, isBlocked: isBlocked) }
    notePending()
    guard terms.timing == .close, hasPending else { return }
    now = Moment(leg: Path.lastLeg, price: closesAtPrice ? mark : 0)
    meet(closesAtPrice ? Price(count: mark) : nil)
  }

  /// Fills what is on its way to the market, and draws the line anew.
  @inline(never)
  private mutating func meet(_ price: Price?) {
    fillPending(price)
    notePending()
    drawLine()
  }

  @inline(__always)
  mutating func notePending() {
    hasPending = !exits.isEmpty || !entries.isEmpty || (delay > 0 && hasParcels)
  }

  @inline(__always)
  mutating func drawLine() {
    let rest = others.value.flatMap { cash.plus($0) } ?? cash
    line = EquityLine(cash: rest.number, perCount: Double(units) / 1e16)
  }

  /// The data has ended at the bar last seen: closes what is open at the last mark, as market
  /// orders, with reason `end`. Without this call what is open stays open, and is listed in
  /// `openLots`.
  public mutating func closeAtEnd() {
    exits.clear()
    entries.clear()
    standingExits.removeAll()
    forgetParcels()
    hasPending = false
    now = Moment(leg: Path.lastLeg, price: mark)
    guard units != 0, let price = Price(count: mark) else { return }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = marketFill(price, side, held) else { return }
    let bill = bill(held, at: fill)
    guard settle(bill, side) else { return }
    closeAll(bill, side, statement: -1, reason: .end)
    drawLine()
  }

  /// Notes why a statement was not followed.
  @inline(__always)
  mutating func refuse(_ statement: Int, _ reason: RefusalReason) {
    refusalTable.record(statement, reason, row: row)
    if plans[statement].isEntry { newRefusal = reason }
    if keepsOutcomes { outcomes.append(Outcome(order: serving, kind: .refused(reason))) }
  }

  /// Every refusal so far, counted by statement and reason.
  public var refusals: [Refusal] { refusalTable.refusals }
}

/// What became of an order, for whoever handed it in.
struct Outcome: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A fill; the order of the entry it closed, where it closed one alone by one of its prices.
    case filled(Fill, entry: Int64, reason: TradeReason?)
    /// What is left of a price that was met is at the market; the order of the entry it closes.
    case triggered(entry: Int64, TradeReason)
    case refused(RefusalReason)
  }
  let order: Int64
  let kind: Kind
}
