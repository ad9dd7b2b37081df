internal import Machine

/// A bar lends a share of its volume: what of an order is more than that stays.
///
/// What is left of an order at the market, or at a stop or a trail that was touched, goes to the
/// market with the next bar; a limit and a target wait at their price. The parts of an order are
/// lots of one entry.
extension Session {
  /// What of some units may fill in this bar; where that is not all, it is counted.
  private mutating func lent(_ wanted: Int64, to statement: Int) -> Int64 {
    let count = Swift.min(wanted, allowance)
    if count < wanted { refuse(statement, .volume) }
    return count
  }

  // MARK: Entries

  /// An entry meets a price, and fills as far as the bar lends.
  mutating func fillByVolume(_ order: EntryOrder, at price: Price, isLimit: Bool) {
    var order = order
    let plan = plans[order.statement]
    if order.opened == 0, let reason = barrier(plan, atFill: true) {
      return refuse(order.statement, reason)
    }
    let side: Side = plan.direction > 0 ? .buy : .sell
    let inItsWay = units != 0 && !isOpen(plan.direction) ? held : 0
    let (wanted, overflow) = inItsWay.addingReportingOverflow(order.amount)
    if overflow { return refuse(order.statement, .overflow) }
    let total = lent(wanted, to: order.statement)
    if total == 0 { return stay(order) }
    let price = isLimit ? terms.limitFill(price, side) : marketFill(price, side, total)
    guard let fill = price else { return refuse(order.statement, .price) }
    if total <= inItsWay {
      guard closeInWay(total, at: fill, side, order) else {
        return refuse(order.statement, .overflow)
      }
      return stay(order)
    }
    guard let part = payable(total - inItsWay, &order, plan, at: fill) else { return }
    let fills = fillCount
    enter(part, plan, order, side)
    if fillCount == fills { return }
    allowance -= inItsWay + part.units
    order.amount -= part.units
    if order.opened == 0 { order.opened = entriesSoFar }
    if order.amount > 0 { stay(order) }
  }

  /// What so many units cost, cut to what the account can pay where the size follows equity: then
  /// nothing of the order is left. Nothing, and refused, where it cannot be.
  private mutating func payable(
    _ units: Int64, _ order: inout EntryOrder, _ plan: Plan, at fill: Price
  ) -> Bill? {
    guard let free = freeCash(at: fill, plan.direction) else {
      refuse(order.statement, .overflow)
      return nil
    }
    var bill = bill(units, at: fill)
    if bill.total > free {
      guard let less = reduced(plan, bill, to: free) else {
        refuse(order.statement, .cash)
        return nil
      }
      refuse(order.statement, .reduced)
      bill = less
      order.amount = less.units
    }
    if !rules.limits.isEmpty, isBeyondAtFill(bill, plan) {
      refuse(order.statement, .limit)
      return nil
    }
    return bill
  }

  /// The first half of a reversal, or a part of it.
  private mutating func closeInWay(
    _ count: Int64, at price: Price, _ side: Side, _ order: EntryOrder
  ) -> Bool {
    let bill = bill(count, at: price)
    guard settle(bill, side) else { return false }
    allowance -= count
    if count == held {
      closeAll(bill, side, statement: order.statement, reason: .reversal)
    } else {
      closeOldest(bill, side, statement: order.statement, reason: .reversal) { _ in true }
    }
    return true
  }

  /// What is left of an entry waits for the next bar.
  private mutating func stay(_ order: EntryOrder) {
    var rest = order
    if rest.limit == 0 { rest.trigger = 0 }
    rest.waits = row
    entries.append(rest)
  }

  /// What rests stays where its statement keeps it, and so does what is left of orders. What is
  /// left of an allocation's makes room for a new decision.
  mutating func withdrawByVolume(unlessIn decisions: [Decision]) {
    if decisions.contains(where: { plans[$0.statement].isAllocation }) {
      exits.removeAll { plans[$0.statement].isAllocation }
    }
    let before = entries
    entries.clear()
    for index in before.indices where stays(before[index], decisions) {
      entries.append(before[index])
    }
  }

  /// True where what is left of an entry stays at a close: at the market always, at a limit as long
  /// as its statement acts or keeps it. Of an allocation a new decision is in its place.
  private func stays(_ rest: EntryOrder, _ decisions: [Decision]) -> Bool {
    let isKept = decisions.contains { $0.statement == rest.statement && $0.verb == .keeps }
    if isKept || rest.waits < 0 { return isKept }
    if plans[rest.statement].isAllocation {
      return !decisions.contains { plans[$0.statement].isAllocation }
    }
    if rest.isAtMarket { return true }
    return rest.opened > 0 && decisions.contains { $0.statement == rest.statement }
  }

  /// True where a part of an order of a statement waits for another bar.
  mutating func isWaiting(statement: Int) -> Bool {
    entries.firstIndex { $0.statement == statement && $0.waits >= 0 } != nil
  }

  // MARK: Exits

  /// What a share is of one entry, in counts: of what its parts have filled, or what its statement
  /// has not got of that yet.
  private func closing(_ share: Int64, _ statement: Int, ofEntry number: Int) -> Int64 {
    var (filled, left): (UInt128, Int64) = (0, 0)
    for index in lots.indices where lots[index].number == number {
      filled += UInt128(lots[index].filled.magnitude)
      left += lots[index].left
    }
    if share.magnitude == Share.whole { return left }
    if let done = acted.first(where: { $0.statement == statement && $0.entry == number }) {
      return Swift.min(done.left, left)
    }
    let part = WideArithmetic.scale(filled, by: share.magnitude, over: Share.whole)
    guard let part, let wanted = Int64(exactly: part.quotient) else { return 0 }
    return terms.instrument.roundDown(Swift.min(wanted, left))
  }

  /// The entries that an exit speaks of, oldest first, and what it wants of each.
  private func wishes(_ order: ExitOrder, _ plan: Plan) -> [(entry: Int, count: Int64)] {
    var wishes: [(entry: Int, count: Int64)] = []
    for index in lots.indices where speaks(order, plan, of: lots[index]) {
      let number = lots[index].number
      if wishes.last?.entry == number { continue }
      wishes.append((number, closing(order.share, order.statement, ofEntry: number)))
    }
    return wishes
  }

  /// An exit at the market closes as much as the bar lends.
  mutating func fillByVolume(_ order: ExitOrder, at price: Price) {
    let plan = plans[order.statement]
    var order = order
    let wishes = plan.isAllocation ? [] : wishes(order, plan)
    var wanted = wishes.reduce(0) { $0 + $1.count }
    if plan.isAllocation { wanted = closing(order, plan) }
    guard wanted > 0 else {
      let isOpen = units != 0 && lots.firstIndex { speaks(order, plan, of: $0) } != nil
      return refuse(order.statement, isOpen ? .zeroSize : .nothingOpen)
    }
    let total = lent(wanted, to: order.statement)
    order.waits = row
    if total == 0 { return wait(order) }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = marketFill(price, side, total) else {
      return refuse(order.statement, .price)
    }
    let bill = bill(total, at: fill)
    guard settle(bill, side) else { return refuse(order.statement, .overflow) }
    allowance -= total
    let reason = order.statement == flattening ? .limit : order.reason
    // What is left of a price says which entry it closes.
    let entry = order.reason == .signal ? 0 : self.order(of: order.entry)
    if total == held {
      return closeAll(bill, side, statement: order.statement, reason: reason, of: entry)
    }
    if plan.isAllocation {
      closeOldest(bill, side, statement: order.statement, reason: reason) { _ in true }
      order.share -= total
    } else {
      close(
        wishes, bill, side, statement: order.statement, share: order.share, reason: reason,
        of: entry)
    }
    if total < wanted { wait(order) }
  }

  /// What is left of an exit waits at the market for the next bar.
  private mutating func wait(_ order: ExitOrder) {
    line(up: order)
    noteWaiting(order)
  }

  /// Whoever handed the order in hears that what is left of a price waits at the market.
  mutating func noteWaiting(_ order: ExitOrder) {
    guard keepsOutcomes, order.reason != .signal else { return }
    let kind = Outcome.Kind.triggered(entry: self.order(of: order.entry), order.reason)
    outcomes.append(Outcome(order: serving, kind: kind))
  }

  /// A price of an entry is touched.
  mutating func leaveByVolume(by leg: Leg, at price: Price) {
    let wanted = closing(leg.share, leg.statement, ofEntry: leg.entry)
    let reason = leg.kind.reason
    let total = wanted > 0 ? lent(wanted, to: leg.statement) : 0
    // While some of it waits at a target, the stop guards it.
    if total == wanted || leg.kind != .target { disarm(leg) }
    if wanted == 0 { return refuse(leg.statement, .zeroSize) }
    if total > 0 {
      let side: Side = units > 0 ? .sell : .buy
      let price =
        leg.kind == .target ? terms.limitFill(price, side) : marketFill(price, side, total)
      guard let fill = price else { return refuse(leg.statement, .price) }
      let bill = bill(total, at: fill)
      guard settle(bill, side) else { return refuse(leg.statement, .overflow) }
      allowance -= total
      close(
        [(leg.entry, wanted)], bill, side, statement: leg.statement, share: leg.share,
        reason: reason, of: order(of: leg.entry))
    }
    if total == wanted || leg.kind == .target { return }
    wait(
      ExitOrder(
        statement: leg.statement, entry: leg.entry, share: leg.share, id: leg.id, since: row,
        waits: row, reason: reason))
  }

  /// Some of some entries is closed by one execution: of each its oldest part first.
  ///
  /// - Parameter order: that of the one entry whose price was met; 0 where none was.
  private mutating func close(
    _ wishes: [(entry: Int, count: Int64)], _ bill: Bill, _ side: Side, statement: Int,
    share: Int64, reason: TradeReason, of order: Int64
  ) {
    note(bill, side, statement: statement, entry: order, reason: order == 0 ? nil : reason)
    var (feeLeft, unitsLeft) = (bill.fee, bill.units)
    for (entry, wanted) in wishes {
      var rest = Swift.min(wanted, unitsLeft)
      if share.magnitude < Share.whole { owe(wanted - rest, of: entry, to: statement) }
      for index in lots.indices where lots[index].number == entry {
        let count = Swift.min(lots[index].left, rest)
        guard count > 0 else { continue }
        let fee = Session.portion(feeLeft, count, of: unitsLeft)
        feeLeft = Money(count: feeLeft.count &- fee.count)
        unitsLeft &-= count
        rest &-= count
        take(count, from: index, bill.price, fee, statement: statement, reason: reason)
      }
    }
    sweepLots()
  }

  /// A statement has taken its share of an entry, but for what is left of it.
  private mutating func owe(_ left: Int64, of entry: Int, to statement: Int) {
    acted.removeAll { $0.statement == statement && $0.entry == entry }
    acted.append(Acted(statement: statement, entry: entry, left: left))
  }

  /// True where a statement has its share of an entry, wholly; its prices are in force no more.
  func hasLeft(_ statement: Int, _ entry: Int) -> Bool {
    let isOnItsWay = exits.firstIndex {
      $0.statement == statement && $0.entry == entry && $0.waits >= 0
    }
    return isOnItsWay != nil
      || acted.contains { $0.statement == statement && $0.entry == entry && $0.left == 0 }
  }

  /// Something of an entry is closed: no more of it is opened.
  mutating func endRest(of entry: Int) {
    entries.removeAll { $0.opened == entry }
  }

  // MARK: What a broker reports

  /// An order could not fill whole in this bar: what is left of it waits, where a backtest lets it
  /// wait.
  mutating func noteRest(of order: Order) {
    if order.isEntry, let place = entries.firstIndex(where: { $0.id == order.id }) {
      let rest = entries[place]
      entries.remove(at: place)
      stay(rest)
    } else if let place = exits.firstIndex(where: { $0.id == order.id }), order.role == .exit {
      exits[place].waits = row
    }
  }

  /// What is left of a price that was met goes to the market.
  mutating func noteTrigger(of order: Order, entry: Int64, _ reason: TradeReason) {
    let number = self.entry(of: entry)
    guard number > 0 else { return }
    line(
      up: ExitOrder(
        statement: order.statement, entry: number, share: order.amount, id: order.id, since: row,
        waits: row, reason: reason))
  }

  /// A broker has filled an exit, or a price of the entry of an order: entered as if it had filled
  /// here.
  mutating func bookByVolume(
    _ bill: Bill, _ side: Side, _ order: Order, of entry: Int64, _ reason: TradeReason?
  ) {
    let (statement, plan) = (order.statement, plans[order.statement])
    let number = self.entry(of: entry == 0 ? order.parent : entry)
    let reason = reason ?? (statement == flattening ? .limit : .signal)
    if bill.units == held { return closeAll(bill, side, statement: statement, reason: reason) }
    let decided = ExitOrder(
      statement: statement, entry: number, through: through(order), share: order.amount)
    let wishes = plan.isAllocation ? [] : wishes(decided, plan)
    if bill.units <= wishes.reduce(0, { $0 + $1.count }) {
      return close(
        wishes, bill, side, statement: statement, share: order.amount, reason: reason, of: 0)
    }
    // An allocation; or a broker that filled something else than the session would have.
    let spoken = wishes.map(\.entry)
    closeOldest(bill, side, statement: statement, reason: reason) {
      spoken.isEmpty || spoken.contains($0.number)
    }
  }
}

extension Leg.Kind {
  /// Why a trade ends by it.
  var reason: TradeReason {
    switch self {
    case .stop: .stop
    case .trail: .trail
    case .target: .target
    }
  }
}
