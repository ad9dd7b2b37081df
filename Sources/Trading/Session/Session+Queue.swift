internal import Machine

/// The rule of Pine, as scripts of TradingView expect orders to fill.
///
/// What is on its way, what rests and the prices of open entries form one queue; each is judged on
/// the whole path of the bar, on the account that the ones before have left. At the market, and
/// through its price at the open, goes first; then the order in which things were first sent, where
/// a renewed order keeps its place. Three things are otherwise than in Pine: an exit closes the
/// entries it names, not the oldest; a fee an order is paid once by each fill; and an entry against
/// a position never opens more than its own size.
extension Session {
  /// Since when a statement has had its place in the queue.
  struct Place: Sendable, Hashable {
    let statement: Int
    /// The number of the entry it speaks of; 0 for all that it selects.
    let entry: Int
    let since: Int
  }

  // MARK: At the close

  /// What may be renewed at this close keeps its place.
  mutating func notePlaces() {
    places.removeAll(keepingCapacity: true)
    for index in entries.indices {
      let order = entries[index]
      places.append(Place(statement: order.statement, entry: 0, since: order.since))
    }
    for exit in standingExits {
      places.append(Place(statement: exit.statement, entry: exit.entry, since: exit.since))
    }
  }

  /// An entry takes its place; one whose size follows equity is sized at its fill.
  mutating func queue(_ order: inout EntryOrder, _ plan: Plan, _ decision: Decision) {
    order.since = places.first { $0.statement == order.statement }?.since ?? row
    order.armed = armed(plan.direction)
    switch plan.size {
    case .equity: order.share = Share.whole
    case .share: order.share = Share(decision.value)?.parts ?? 0
    case .units, .cash, .risk: break
    }
  }

  /// The prices of an exit take their place; a trail that begins forgets what was before.
  mutating func queue(_ exit: inout StandingExit) {
    let (statement, entry) = (exit.statement, exit.entry)
    if let place = places.first(where: { $0.statement == statement && $0.entry == entry }) {
      exit.since = place.since
    } else {
      exit.since = row
      beginTrail(exit)
    }
  }

  /// The best price of what an exit speaks of is that of this close.
  mutating func beginTrail(_ exit: StandingExit) {
    let plan = plans[exit.statement]
    if plan.forms.trail == nil { return }
    for index in tracks.indices where speaks(plan.scope, of: lots[index]) {
      if exit.entry == 0 || exit.entry == lots[index].number { tracks[index].best = now.price }
    }
  }

  func armed(_ direction: Int64) -> Armed {
    units == 0 ? .flat : isOpen(direction) ? .same : .opposite
  }

  /// Capital and what the trades so far have made: what sizes count from.
  private var settled: Money? { terms.capital.plus(realised) }

  /// The size of an entry at the close that sends it. An order at the market for units or money is
  /// refused where it is worth more than what the account has made; one that follows equity is
  /// sized again at its fill.
  mutating func queuedSize(_ plan: Plan, _ value: Double, at price: Price) -> Sizing {
    guard let settled else { return .refused(.overflow) }
    if settled <= .zero { return .refused(.cash) }
    let wanted: Int64?
    switch plan.size {
    case .units:
      wanted = Quantity(value).map { terms.instrument.units(ofContracts: $0.count) }
    case .cash: wanted = Money(value).flatMap { Session.units(of: $0, at: price) }
    case .equity, .share, .risk:
      let share = plan.size == .equity ? Share.whole : Share(value)?.parts ?? 0
      wanted = Session.units(of: settled, share, at: price)
    }
    guard let wanted else { return .refused(.overflow) }
    let units = terms.instrument.roundDown(wanted)
    if units <= 0 { return .refused(.zeroSize) }
    let isFixed = plan.size == .units || plan.size == .cash
    if isFixed, plan.isMarketEntry, Money(price, times: Quantity(count: units)) > settled {
      return .refused(.cash)
    }
    return .units(units)
  }

  private static func units(
    of money: Money, _ share: UInt64 = Share.whole, at price: Price
  ) -> Int64? {
    if money <= .zero { return 0 }
    let part = WideArithmetic.scale(money.count.magnitude, by: share, over: Share.whole)
    let whole = part.flatMap {
      WideArithmetic.scale($0.quotient, by: 1, over: UInt64(price.count))
    }
    return whole.flatMap { Int64(exactly: $0.quotient) }
  }

  // MARK: Fills of entries

  /// An entry meets a price. The account is not asked whether it can pay.
  mutating func fillQueued(_ order: EntryOrder, _ plan: Plan, at fill: Price, _ side: Side) {
    guard let units = fillingUnits(order, plan, at: fill) else {
      return refuse(order.statement, .overflow)
    }
    if units <= 0 { return refuse(order.statement, .zeroSize) }
    let before = entriesSoFar
    enter(bill(units, at: fill), plan, order, side)
    // A trail counts from the fill.
    if entriesSoFar != before, !tracks.isEmpty { tracks[tracks.count - 1].best = fill.count }
  }

  /// What an entry is worth at its fill: its units, or its share of what the account has made,
  /// with that of a position which it closes.
  private mutating func fillingUnits(_ order: EntryOrder, _ plan: Plan, at fill: Price) -> Int64? {
    if order.share == 0 { return order.amount }
    let isReversal = units != 0 && !isOpen(plan.direction)
    let money = isReversal ? freeCash(at: fill, plan.direction) : settled
    guard let money, let units = Session.units(of: money, order.share, at: fill) else {
      return nil
    }
    return terms.instrument.roundDown(units)
  }

  /// An entry with a price that was sent while nothing was open adds to its siblings beyond
  /// `pyramid`.
  func passesCap(_ order: EntryOrder, _ reason: RefusalReason) -> Bool {
    terms.rule == .pine && reason == .alreadyOpen && !order.isAtMarket && order.armed == .flat
  }

  /// An entry that was sent while nothing was open meets a position that a sibling has opened: it
  /// closes that, and opens what is left of its size.
  mutating func closeSibling(_ order: EntryOrder, _ plan: Plan, at price: Price) {
    let side: Side = plan.direction > 0 ? .buy : .sell
    let met =
      order.limit > 0 ? terms.limitFill(price, side) : marketFill(price, side, order.amount)
    guard let fill = met else { return refuse(order.statement, .price) }
    guard let units = fillingUnits(order, plan, at: fill) else {
      return refuse(order.statement, .overflow)
    }
    let rest = units - held
    let closing = bill(Swift.min(units, held), at: fill)
    guard settle(closing, side) else { return refuse(order.statement, .overflow) }
    if closing.units < held {
      return closeOldest(closing, side, statement: order.statement, reason: .reversal) { _ in true }
    }
    closeAll(closing, side, statement: order.statement, reason: .reversal)
    if rest > 0 { enter(bill(rest, at: fill), plan, order, side) }
  }
}
