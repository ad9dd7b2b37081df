public import Machine

/// An order at a broker, as the session follows it.
struct SentOrder: Sendable, Hashable {
  let order: Order
  var state: OrderState
  /// The number of the entry it has begun to fill; 0 before.
  var entry = 0
  /// The row of the close that decided it.
  var decided = 0
  /// What of it has filled so far, in counts.
  var filled: Int128 = 0
  /// True when all that is left of it was asked to be taken back.
  var isDropped = false
}

/// What became of a broker's report.
public enum Booking: Sendable, Hashable {
  case done
  /// It had been booked before; nothing changed.
  case repeated
  /// The session does not believe it, and why: the order is quarantined, nothing was booked.
  case contradiction(String)
}

/// A session that trades through a broker: orders go out, reports come in, and nothing fills by
/// itself.
///
/// After `decide` the owner calls `dispatch`; from then on the orders are the broker's. What a
/// backtest does in `open` the broker reports, and `book` enters it by the same rules.
extension Session {
  // MARK: Out

  /// Hands out what was decided at this close, exits first, in file order, and what is to be taken
  /// back.
  ///
  /// An exit still at the broker is taken back and sent anew with the share of now, as a backtest
  /// renews one that waits for a price. An entry whose statement still has one at the broker is
  /// refused. What waits at the broker as it should is left there.
  public mutating func dispatch(_ orders: inout [Order], cancels: inout [Cancel]) {
    if delay > 0 { return dispatchParcel(&orders, cancels: &cancels) }
    recall(&cancels)
    handOut(&orders, whileIdle: units == 0 && entries.isEmpty)
    notePending()
  }

  /// Hands out what has no id yet, and gives it one.
  private mutating func handOut(_ orders: inout [Order], whileIdle isIdle: Bool) {
    for index in exits.indices where exits[index].id == 0 {
      let exit = exits[index]
      let order = propose(
        exit.statement, .exit, exit.share, parent: self.order(of: exit.entry),
        sparesLater: exit.through != .max)
      orders.append(order)
      exits[index].id = order.id
    }
    if followsPath, !isIdle { stand(&orders) }
    for index in entries.indices where entries[index].id == 0 { send(index, &orders) }
    entries.removeAll { $0.id == 0 }
  }

  private mutating func send(_ index: Int, _ orders: inout [Order]) {
    let entry = entries[index]
    // Where orders need longer, several of a statement may be on their way.
    let isWaiting =
      delay == 0
      && sent.contains {
        $0.order.statement == entry.statement && $0.order.isEntry && $0.state != .cancelSent
      }
    if isWaiting { return refuse(entry.statement, .pending) }
    let order = propose(
      entry.statement, .entry, entry.amount, prices: entry.prices, limit: entry.limit,
      trigger: entry.trigger, equityShare: entry.share, since: entry.since)
    orders.append(order)
    entries[index].id = order.id
    guard plans[entry.statement].hasExits else { return }
    orders.append(
      propose(
        entry.statement, .guarding, Int64(Share.whole), parent: order.id, prices: entry.prices))
  }

  /// Sends the prices of exits, but for those that stand at the broker as they are.
  private mutating func stand(_ orders: inout [Order]) {
    for exit in standingExits where !isStanding(exit) {
      orders.append(
        propose(
          exit.statement, .standing, exit.share, parent: order(of: exit.entry),
          prices: exit.prices, since: exit.since))
    }
  }

  private func isStanding(_ exit: StandingExit) -> Bool {
    sent.contains { $0.state != .cancelSent && isSame($0.order, exit) }
  }

  private func isSame(_ order: Order, _ exit: StandingExit) -> Bool {
    order.role == .standing && order.statement == exit.statement && order.amount == exit.share
      && order.prices == exit.prices && order.parent == self.order(of: exit.entry)
  }

  /// The order that opened an entry; 0 for none.
  func order(of entry: Int) -> Int64 {
    if entry == 0 { return 0 }
    return lots.firstIndex { $0.number == entry }.map { tracks[$0].order } ?? 0
  }

  /// Takes back what waits at the broker and should not.
  private mutating func recall(_ cancels: inout [Cancel]) {
    let isIdle = units == 0 && entries.isEmpty
    for place in sent.indices {
      let order = sent[place].order
      let isWanted =
        switch order.role {
        case .guarding: true
        case .exit: exits.firstIndex { $0.id == order.id } != nil
        case .entry: entries.firstIndex { $0.id == order.id } != nil
        case .standing: !isIdle && standingExits.contains { isSame(order, $0) }
        }
      if isWanted { continue }
      // What is left of a price that was met goes on.
      takeBack(place, whole: order.role != .standing, &cancels)
    }
  }

  /// Asks for an order to be taken back, unless that was asked already.
  private mutating func takeBack(_ place: Int, whole isWhole: Bool, _ cancels: inout [Cancel]) {
    let isMore = sent[place].state == .cancelSent && isWhole && !sent[place].isDropped
    guard isMore || move(place, to: .cancelSent) else { return }
    if isWhole { sent[place].isDropped = true }
    cancels.append(Cancel(sent[place].order.id, isWhole: isWhole))
  }

  // MARK: Out, and longer on the way

  /// What was decided goes out at once, and arrives as the parcel of this close does; so does what
  /// is to be taken back, which until then may still fill.
  private mutating func dispatchParcel(_ orders: inout [Order], cancels: inout [Cancel]) {
    guard parcels.count > firstParcel else { return }
    let own = parcels.count - 1
    let isIdle =
      units == 0 && entries.isEmpty && !parcels[firstParcel...].contains { !$0.entries.isEmpty }
    recall(for: parcels[own], isIdle, &cancels)
    let inForce = (exits, entries, standingExits)
    (exits, entries) = (parcels[own].exits, parcels[own].entries)
    standingExits = parcels[own].standing
    handOut(&orders, whileIdle: isIdle)
    (parcels[own].exits, parcels[own].entries) = (exits, entries)
    (exits, entries, standingExits) = inForce
    notePending()
  }

  /// Takes back what a parcel ends where it arrives: see `arrive`.
  private mutating func recall(for parcel: Parcel, _ isIdle: Bool, _ cancels: inout [Cancel]) {
    for place in sent.indices {
      let order = sent[place].order
      switch order.role {
      case .guarding: break
      case .exit:
        let isRenewed = parcel.exits.firstIndex {
          $0.statement == order.statement && self.order(of: $0.entry) == order.parent
        }
        if isRenewed != nil { takeBack(place, whole: true, &cancels) }
      case .entry:
        if parcel.isBlocked {
          takeBack(place, whole: true, &cancels)
        } else if !parcel.keeps.contains(order.statement), rests(order) {
          takeBack(place, whole: false, &cancels)
        }
      case .standing:
        if !isIdle, parcel.standing.contains(where: { isSame(order, $0) }) { continue }
        takeBack(place, whole: false, &cancels)
      }
    }
  }

  /// True for an entry that waits for its price, as far as is known here.
  private func rests(_ order: Order) -> Bool {
    if order.isAtMarket { return false }
    return entries.firstIndex { $0.id == order.id && $0.isAtMarket } == nil
  }

  private mutating func propose(
    _ statement: Int, _ role: Order.Role, _ amount: Int64, parent: Int64 = 0,
    prices: PriceReadings = .none, limit: Int64 = 0, trigger: Int64 = 0, equityShare: UInt64 = 0,
    since: Int? = nil, sparesLater: Bool = false
  ) -> Order {
    ordersSoFar += 1
    let order = Order(
      id: ordersSoFar, statement: statement, form: statements[statement], role: role,
      amount: amount, parent: parent, prices: prices, limit: limit, trigger: trigger,
      rules: rules, equityShare: equityShare,
      age: terms.rule == .pine ? since.map { row - $0 } ?? 0 : 0, sparesLater: sparesLater)
    sent.append(SentOrder(order: order, state: .proposed, decided: row))
    return order
  }

  /// Notes that an order was journalled, or sent. False when the table of states forbids it, or the
  /// order is not known.
  public mutating func move(_ order: Int64, to state: OrderState) -> Bool {
    guard let place = sent.firstIndex(where: { $0.order.id == order }) else { return false }
    guard move(place, to: state) else { return false }
    if state.isFinal { sent.remove(at: place) }
    return true
  }

  private mutating func move(_ place: Int, to state: OrderState) -> Bool {
    guard sent[place].state.mayMove(to: state) else { return false }
    sent[place].state = state
    return true
  }

  /// Every order that has not ended, oldest first.
  public var ordersAtBroker: [OrderStanding] {
    sent.map { OrderStanding(id: $0.order.id, state: $0.state) }
  }

  /// True when an order of a statement is on its way, rests, or has not ended at a broker; prices
  /// at which entries are left do not count.
  public var hasOrders: Bool {
    hasPending || sent.contains { $0.order.isEntry || $0.order.role == .exit }
  }

  /// The statement that an order which has not ended came from.
  public func statement(of order: Int64) -> Int? {
    sent.first { $0.order.id == order }?.order.statement
  }

  // MARK: In

  /// Books what a broker says. Reports must come in the order of their numbers; one that was seen
  /// is passed over.
  public mutating func book(_ report: BrokerReport) -> Booking {
    if report.sequence <= reportsThrough { return .repeated }
    guard report.sequence == reportsThrough + 1 else {
      return .contradiction("reports \(reportsThrough + 1) to \(report.sequence - 1) are missing")
    }
    reportsThrough = report.sequence
    if report.order == 0, case .filled(let execution) = report.kind {
      return closeOut(execution)
        ? .done : .contradiction("a fill without an order is not what closes the position")
    }
    guard let place = sent.firstIndex(where: { $0.order.id == report.order }) else {
      return .contradiction("order \(report.order) is not known here")
    }
    let statement = sent[place].order.statement
    if let state = report.state {
      // A part that fills, or a late acceptance, leaves a cancel on its way.
      let isOvertaken =
        sent[place].state == .cancelSent && (state == .partlyFilled || state == .accepted)
      if !isOvertaken, !sent[place].state.mayMove(to: state) {
        return quarantine(place, "cannot become \(state.words)")
      }
      if case .filled(let execution) = report.kind, !settle(execution, place) {
        return quarantine(place, "filled more than the session can hold")
      }
      if !isOvertaken { sent[place].state = state }
      if state.isFinal { end(place) }
    }
    switch report.kind {
    case .noted(let reason):
      refuse(statement, reason)
      if reason == .volume { noteRest(of: sent[place].order) }
    case .rejected(let reason): refuse(statement, reason)
    case .triggered(let entry, let reason):
      noteTrigger(of: sent[place].order, entry: entry, reason)
    case .accepted, .filled, .cancelled, .expired: break
    }
    notePending()
    return .done
  }

  /// Nothing more is to be expected of an order.
  private mutating func end(_ place: Int) {
    let (id, known) = (sent[place].order.id, entries.count + exits.count)
    let mayTravel = sent[place].order.isEntry || sent[place].order.role == .exit
    sent.remove(at: place)
    entries.removeAll { $0.id == id }
    exits.removeAll { $0.id == id }
    guard mayTravel, known == entries.count + exits.count else { return }
    // It ended before it arrived.
    for index in parcels.indices {
      parcels[index].entries.removeAll { $0.id == id }
      parcels[index].exits.removeAll { $0.id == id }
    }
  }

  /// Equity no longer carried what was open: the broker has closed it, all of it, without an order.
  private mutating func closeOut(_ execution: Execution) -> Bool {
    let isClosing = units != 0 && (units > 0) == (execution.side == .sell)
    guard execution.reason == .liquidation, isClosing, execution.quantity.count == held,
      execution.fee >= .zero
    else { return false }
    now = execution.moment
    let bill = Bill(
      units: held, price: execution.price,
      notional: Money(execution.price, times: execution.quantity), fee: execution.fee)
    guard settle(bill, execution.side) else { return false }
    closeAll(bill, execution.side, statement: -1, reason: .liquidation)
    drawLine()
    return true
  }

  private mutating func quarantine(_ place: Int, _ why: String) -> Booking {
    let (id, state) = (sent[place].order.id, sent[place].state)
    sent[place].state = .quarantined
    return .contradiction("order \(id), which was \(state.words), \(why)")
  }

  /// Enters an execution; false, and nothing entered, when it cannot be.
  private mutating func settle(_ execution: Execution, _ place: Int) -> Bool {
    let (order, units) = (sent[place].order, execution.quantity.count)
    guard units > 0, execution.fee >= .zero else { return false }
    let bill = Bill(
      units: units, price: execution.price,
      notional: Money(execution.price, times: execution.quantity), fee: execution.fee)
    let filled = sent[place].filled + Int128(units)
    if let said = execution.filled, Int128(said.count) != filled { return false }
    now = execution.moment
    let isClosing = self.units != 0 && (self.units > 0) == (execution.side == .sell)
    if order.isEntry {
      let wanted: Side = plans[order.statement].direction > 0 ? .buy : .sell
      guard execution.side == wanted else { return false }
      guard settle(bill, execution.side) else { return false }
      enter(bill, execution.side, place, isClosing)
    } else {
      guard isClosing, units <= held, settle(bill, execution.side) else { return false }
      if isCapped {
        bookByVolume(bill, execution.side, order, of: execution.entry, execution.reason)
      } else if execution.entry > 0,
        let index = tracks.firstIndex(where: { $0.order == execution.entry }),
        units <= lots[index].left
      {
        close(
          index, bill, execution.side, statement: order.statement,
          reason: execution.reason ?? .signal)
      } else {
        exit(bill, execution.side, order)
      }
    }
    sent[place].filled = filled
    drawLine()
    return true
  }

  /// An entry against an open position first closes it, as the first half of a reversal.
  private mutating func enter(_ bill: Bill, _ side: Side, _ place: Int, _ isClosing: Bool) {
    let statement = sent[place].order.statement
    guard isClosing else { return open(bill, side, place) }
    if bill.units == held {
      return closeAll(bill, side, statement: statement, reason: .reversal)
    }
    if bill.units < held {
      return closeOldest(bill, side, statement: statement, reason: .reversal) { _ in true }
    }
    let first = self.bill(
      held, of: bill, fee: Session.portion(bill.fee, held, of: bill.units))
    let rest = self.bill(
      bill.units &- held, of: bill, fee: Money(count: bill.fee.count &- first.fee.count))
    closeAll(first, side, statement: statement, reason: .reversal)
    open(rest, side, place)
  }

  private func bill(_ units: Int64, of bill: Bill, fee: Money) -> Bill {
    Bill(
      units: units, price: bill.price,
      notional: Money(bill.price, times: Quantity(count: units)), fee: fee)
  }

  /// The parts in which one order fills are lots of one entry.
  private mutating func open(_ bill: Bill, _ side: Side, _ place: Int) {
    let order = sent[place].order
    note(bill, side, statement: order.statement)
    if sent[place].entry == 0 {
      entriesSoFar += 1
      sent[place].entry = entriesSoFar
    }
    var entry = EntryOrder(statement: order.statement, amount: order.amount, id: order.id)
    (entry.prices, entry.decided) = (order.prices, sent[place].decided)
    append(bill, plans[order.statement], entry, number: sent[place].entry)
    guard let rest = entries.firstIndex(where: { $0.id == order.id }) else { return }
    entries[rest].opened = sent[place].entry
    entries[rest].amount = Swift.max(0, entries[rest].amount - bill.units)
  }

  private mutating func exit(_ bill: Bill, _ side: Side, _ order: Order) {
    let plan = plans[order.statement]
    let entry = self.entry(of: order.parent)
    let decided = ExitOrder(
      statement: order.statement, entry: entry, through: through(order), share: order.amount)
    if bill.units == held {
      let reason: TradeReason = order.statement == flattening ? .limit : .signal
      return closeAll(bill, side, statement: order.statement, reason: reason)
    }
    if closing(decided, plan) == bill.units { return closePart(decided, plan, bill, side) }
    // A broker that filled something else than the session would have: oldest first, those it
    // speaks of before the others.
    let spoken = lots.all.filter { speaks(decided, plan, of: $0) }.map(\.number)
    closeOldest(bill, side, statement: order.statement, reason: .signal) {
      spoken.contains($0.number)
    }
  }

  /// The number of the last entry that an exit at the broker speaks of.
  func through(_ order: Order) -> Int {
    if let place = exits.firstIndex(where: { $0.id == order.id }) { return exits[place].through }
    for parcel in parcels {
      if let place = parcel.exits.firstIndex(where: { $0.id == order.id }) {
        return parcel.exits[place].through
      }
    }
    return .max
  }

  /// The number of the entry that an order opened; 0 for no order, -1 for one that is not open.
  func entry(of order: Int64) -> Int {
    if order == 0 { return 0 }
    return tracks.firstIndex { $0.order == order }.map { lots[$0].number } ?? -1
  }

  /// Closes units of the oldest lots, preferred ones first.
  mutating func closeOldest(
    _ bill: Bill, _ side: Side, statement: Int, reason: TradeReason, first: (Lot) -> Bool
  ) {
    note(bill, side, statement: statement)
    var (feeLeft, unitsLeft) = (bill.fee, bill.units)
    for isPreferred in [true, false] {
      for index in lots.indices where first(lots[index]) == isPreferred {
        let count = Swift.min(lots[index].left, unitsLeft)
        guard count > 0 else { continue }
        let fee = Session.portion(feeLeft, count, of: unitsLeft)
        feeLeft = Money(count: feeLeft.count &- fee.count)
        unitsLeft &-= count
        take(count, from: index, bill.price, fee, statement: statement, reason: reason)
      }
    }
    sweepLots()
  }

  // MARK: Another program

  /// Takes up the statements of another program, and gives the number of each: decisions speak of
  /// these.
  ///
  /// The n-th statement of a form (verb, direction or name, kind of size) continues the n-th of
  /// that form that the session knows, with its orders, its refusals and the entries it has acted
  /// on; any other is new. Open lots stay, under the statement that opened them: `exit long` speaks
  /// of whatever is long, `exit name` of lots whose entry bore the name.
  ///
  /// - Parameter memories: what the program remembers of the closes in `openDecisions`.
  public mutating func adopt(
    _ statements: [OrderStatement], rules: Rules = .standard,
    memories: [(row: Int, values: [Double])] = []
  ) -> [Int] {
    self.rules = rules
    self.memories = memories
    enrolFlattening()
    var taken: Set<Int> = flattening.map { [$0] } ?? []
    return statements.map { statement in
      let plan = Plan(statement, tags: &tags)
      let known = plans.indices.first { plans[$0] == plan && !taken.contains($0) }
      let number = known ?? plans.count
      if known == nil { enrol(statement, as: number) }
      taken.insert(number)
      return number
    }
  }

  /// Makes a statement known under a number.
  mutating func enrol(_ statement: OrderStatement, as number: Int) {
    let plan = Plan(statement, tags: &tags)
    while plans.count <= number {
      plans.append(plan)
      statements.append(statement)
    }
    plans[number] = plan
    statements[number] = statement
    if statement.hasPrices { followsPath = true }
    refusalTable.grow(to: plans.count)
  }

  /// Takes back the orders of statements that are no longer among those in force, whatever is left
  /// of them; gives what is to be asked of the broker.
  public mutating func withdraw(except numbers: [Int]) -> [Cancel] {
    var cancels: [Cancel] = []
    let flattening = rules.limits.contains(where: \.flattens) ? flattening : nil
    func isGone(_ statement: Int) -> Bool {
      !numbers.contains(statement) && statement != flattening
    }
    // What guards an open entry stays with it.
    for place in sent.indices
    where isGone(sent[place].order.statement) && sent[place].order.role != .guarding {
      takeBack(place, whole: true, &cancels)
    }
    if delay > 0 {
      // Until the broker has heard it, what is in force may still fill.
      let standing = parcels[firstParcel...].last?.standing ?? standingExits
      parcels.append(
        Parcel(
          due: due, keeps: numbers, isBlocked: false, exits: ShortList(), entries: ShortList(),
          standing: standing.filter { !isGone($0.statement) }))
    } else {
      entries.removeAll { isGone($0.statement) }
      exits.removeAll { exit in isGone(exit.statement) && cancels.contains { $0.order == exit.id } }
      standingExits.removeAll { isGone($0.statement) }
    }
    notePending()
    return cancels
  }

  /// What a statement says, also where it is of an earlier program; its slots mean nothing here.
  public func kind(of statement: Int) -> OrderStatement.Kind? {
    statements.indices.contains(statement) ? statements[statement].kind : nil
  }

  /// The name of the entries a statement makes, also where it is of an earlier program.
  public func tag(of statement: Int) -> String? {
    guard plans.indices.contains(statement), tags.indices.contains(plans[statement].tag) else {
      return nil
    }
    return tags[plans[statement].tag]
  }
}
