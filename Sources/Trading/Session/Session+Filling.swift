internal import Machine

/// What an execution does to the ledger: bills, lots, trades, cash.
extension Session {
  /// What one execution moves.
  struct Bill {
    /// Counts, positive.
    let units: Int64
    let price: Price
    let notional: Money
    let fee: Money

    @inline(__always)
    var total: Money { Money(count: notional.count &+ fee.count) }
  }

  @inline(__always)
  mutating func bill(_ units: Int64, at price: Price) -> Bill {
    let notional = Money(price, times: Quantity(count: units))
    if let feeShare {
      return Bill(units: units, price: price, notional: notional, fee: feeShare.fee(on: notional))
    }
    return Bill(
      units: units, price: price, notional: notional,
      fee: terms.fee.fee(on: notional, units: units))
  }

  /// What is open, in counts, never negative.
  @inline(__always)
  var held: Int64 { units < 0 ? 0 &- units : units }

  /// What is on its way to the market meets a price: exits, then entries, in file order.
  @inline(__always)
  mutating func fillPending(_ price: Price?) {
    guard let price else { return miss() }
    for index in exits.indices {
      serving = exits[index].id
      fillExit(exits[index], at: price)
    }
    exits.clear()
    if !followsPath {
      for index in entries.indices {
        serving = entries[index].id
        fillEntry(entries[index], at: price, isLimit: false)
      }
      return entries.clear()
    }
    for index in entries.indices where entries[index].isAtMarket {
      serving = entries[index].id
      fillEntry(entries[index], at: price, isLimit: false)
    }
    entries.removeAll { $0.isAtMarket }
  }

  /// There is no price to trade at: exits wait, entries at the market end.
  private mutating func miss() {
    for index in exits.indices {
      serving = exits[index].id
      refuse(exits[index].statement, .price)
      noteWaiting(exits[index])
    }
    for index in entries.indices where entries[index].isAtMarket {
      serving = entries[index].id
      refuse(entries[index].statement, .price)
    }
    entries.removeAll { $0.isAtMarket }
  }

  // MARK: Exits

  @inline(__always)
  mutating func fillExit(_ order: ExitOrder, at price: Price) {
    if isCapped { return fillByVolume(order, at: price) }
    let plan = plans[order.statement]
    let total = closing(order, plan)
    guard total > 0 else {
      let isOpen = units != 0 && lots.firstIndex { speaks(order, plan, of: $0) } != nil
      return refuse(order.statement, isOpen ? .zeroSize : .nothingOpen)
    }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = marketFill(price, side, total) else {
      return refuse(order.statement, .price)
    }
    let bill = bill(total, at: fill)
    guard settle(bill, side) else { return refuse(order.statement, .overflow) }
    if total == held {
      let reason: TradeReason = order.statement == flattening ? .limit : .signal
      return closeAll(bill, side, statement: order.statement, reason: reason)
    }
    closePart(order, plan, bill, side)
  }

  /// Counts that an exit closes: its share of what each entry filled, never more than is left of
  /// it.
  @inline(__always)
  mutating func closing(_ order: ExitOrder, _ plan: Plan) -> Int64 {
    if units == 0 { return 0 }
    if plan.isAllocation {
      return isOpen(plan.direction) ? Swift.min(order.share, held) : 0
    }
    var total: Int64 = 0
    for index in lots.indices {
      guard speaks(order, plan, of: lots[index]) else { continue }
      total += closing(order.share, order.statement, lots[index])
    }
    return total
  }

  /// Counts that a share is of one lot: of what it filled, at most what is left, rounded down to
  /// the smallest quantity; nothing where the statement has taken its share.
  @inline(__always)
  func closing(_ share: Int64, _ statement: Int, _ lot: Lot) -> Int64 {
    if share.magnitude == Share.whole { return lot.left }
    if hasActed(statement, on: lot.number) { return 0 }
    let part = WideArithmetic.scale(
      UInt128(lot.filled.magnitude), by: share.magnitude, over: Share.whole)
    guard let part, let wanted = Int64(exactly: part.quotient) else { return 0 }
    return terms.instrument.roundDown(Swift.min(wanted, lot.left))
  }

  mutating func closePart(_ order: ExitOrder, _ plan: Plan, _ bill: Bill, _ side: Side) {
    if plan.isAllocation {
      return closeOldest(bill, side, statement: order.statement, reason: .signal) { _ in true }
    }
    note(bill, side, statement: order.statement)
    var (feeLeft, unitsLeft) = (bill.fee, bill.units)
    for index in lots.indices where speaks(order, plan, of: lots[index]) {
      let count = closing(order.share, order.statement, lots[index])
      guard count > 0 else { continue }
      let fee = Session.portion(feeLeft, count, of: unitsLeft)
      feeLeft = Money(count: feeLeft.count &- fee.count)
      unitsLeft &-= count
      take(count, from: index, bill.price, fee, statement: order.statement, reason: .signal)
    }
    if order.share.magnitude < Share.whole {
      for index in lots.indices where speaks(order, plan, of: lots[index]) {
        let done = Acted(statement: order.statement, entry: lots[index].number)
        if !acted.contains(done) { acted.append(done) }
      }
    }
    sweepLots()
  }

  /// Everything open ends at one price.
  ///
  /// - Parameter order: that of the one entry whose price was met; 0 where none was.
  mutating func closeAll(
    _ bill: Bill, _ side: Side, statement: Int, reason: TradeReason, of order: Int64 = 0
  ) {
    note(bill, side, statement: statement, entry: order, reason: order == 0 ? nil : reason)
    var (feeLeft, unitsLeft) = (bill.fee, bill.units)
    let sign: Int64 = units > 0 ? 1 : -1
    for index in lots.indices {
      let lot = lots[index]
      let fee = Session.portion(feeLeft, lot.left, of: unitsLeft)
      feeLeft = Money(count: feeLeft.count &- fee.count)
      unitsLeft &-= lot.left
      book(
        lot, index, sign * lot.left, at: bill.price,
        fees: Money(count: lot.fee.count &+ fee.count), statement: statement, reason: reason)
    }
    units = 0
    lots.clear()
    tracks.clear()
    closedRow = row
    if followsPath || !acted.isEmpty { forgetAll() }
  }

  /// The part of a fee that some of the units bear, rounded down; the last of them bear what is
  /// left.
  @inline(__always)
  static func portion(_ fee: Money, _ part: Int64, of whole: Int64) -> Money {
    if part == whole { return fee }
    let share = WideArithmetic.scale(
      fee.count.magnitude, by: part.magnitude, over: whole.magnitude)
    return Money(count: Int128(truncatingIfNeeded: share?.quotient ?? 0))
  }

  /// Some of a lot leaves at a price, and bears its part of the fee of the entry.
  mutating func take(
    _ count: Int64, from index: Int, _ price: Price, _ exitFee: Money, statement: Int,
    reason: TradeReason
  ) {
    var lot = lots[index]
    let entryFee = Session.portion(lot.fee, count, of: lot.left)
    lot.left -= count
    lot.fee = Money(count: lot.fee.count &- entryFee.count)
    lots[index] = lot
    let signed = units > 0 ? count : -count
    units -= signed
    book(
      lot, index, signed, at: price, fees: Money(count: entryFee.count &+ exitFee.count),
      statement: statement, reason: reason)
  }

  /// Lots of which nothing is left go, with all that speaks of them.
  mutating func sweepLots() {
    if followsPath || !acted.isEmpty {
      for index in lots.indices where lots[index].left == 0 { forget(lots[index].number) }
    }
    for index in lots.indices.reversed() where lots[index].left == 0 {
      bequeath(lots[index])
      lots.remove(at: index)
      if !tracks.isEmpty { tracks.remove(at: index) }
    }
    if lots.isEmpty { closedRow = row }
  }

  /// A share of an entry is a share of all that its parts have filled.
  private mutating func bequeath(_ lot: Lot) {
    guard isCapped,
      let heir = lots.firstIndex(where: { $0.number == lot.number && $0.left > 0 })
    else { return }
    lots[heir].filled += lot.filled
  }

  /// An entry has ended.
  private mutating func forget(_ entry: Int) {
    // The parts of one order are lots of one entry.
    if lots.firstIndex(where: { $0.number == entry && $0.left > 0 }) != nil { return }
    guards.removeAll { $0.entry == entry }
    acted.removeAll { $0.entry == entry }
    if isCapped { exits.removeAll { $0.entry == entry && $0.waits >= 0 } }
    legs.removeAll { $0.entry == entry }
  }

  private mutating func forgetAll() {
    if isCapped { exits.removeAll { $0.entry > 0 && $0.waits >= 0 } }
    guards.clear()
    acted.clear()
    legs.clear()
  }

  @inline(__always)
  private mutating func book(
    _ lot: Lot, _ index: Int, _ units: Int64, at price: Price, fees: Money, statement: Int,
    reason: TradeReason
  ) {
    let trade = Trade(
      entryRow: lot.row, exitRow: row, entryPrice: lot.price, exitPrice: price,
      entryMoment: lot.moment, exitMoment: now, risk: tracks.isEmpty ? 0 : tracks[index].risk,
      units: units, fees: fees,
      entryStatement: Int32(truncatingIfNeeded: lot.statement),
      exitStatement: Int32(truncatingIfNeeded: statement), reason: reason)
    let net = trade.net
    realised = Money(count: realised.count &+ net.count)
    if net > .zero { wins += 1 }
    trades.append(trade)
    if isCapped { endRest(of: lot.number) }
  }

  // MARK: Entries

  /// An entry meets a price: at the market, or at its limit.
  @inline(__always)
  mutating func fillEntry(_ order: EntryOrder, at price: Price, isLimit: Bool) {
    if isCapped { return fillByVolume(order, at: price, isLimit: isLimit) }
    let plan = plans[order.statement]
    if let reason = barrier(plan, atFill: true), !passesCap(order, reason) {
      return refuse(order.statement, reason)
    }
    let side: Side = plan.direction > 0 ? .buy : .sell
    // A reversal trades what is in its way too.
    let inItsWay = units != 0 && !isOpen(plan.direction) ? held : 0
    let (total, overflow) = inItsWay.addingReportingOverflow(order.amount)
    if overflow { return refuse(order.statement, .overflow) }
    let price = isLimit ? terms.limitFill(price, side) : marketFill(price, side, total)
    guard let fill = price else { return refuse(order.statement, .price) }
    if terms.rule == .pine { return fillQueued(order, plan, at: fill, side) }
    guard let free = freeCash(at: fill, plan.direction) else {
      return refuse(order.statement, .overflow)
    }
    var bill = bill(order.amount, at: fill)
    if bill.total > free {
      guard let less = reduced(plan, bill, to: free) else { return refuse(order.statement, .cash) }
      refuse(order.statement, .reduced)
      bill = less
    }
    if !rules.limits.isEmpty, isBeyondAtFill(bill, plan) {
      return refuse(order.statement, .limit)
    }
    enter(bill, plan, order, side)
  }

  /// An entry whose size is known opens what it opens, and first closes what is in its way.
  @inline(__always)
  mutating func enter(_ bill: Bill, _ plan: Plan, _ order: EntryOrder, _ side: Side) {
    if units != 0, isOpen(plan.direction), held.addingReportingOverflow(bill.units).overflow {
      return refuse(order.statement, .overflow)
    }
    if units != 0, !isOpen(plan.direction) {
      guard reverse(bill, side, order.statement) else { return refuse(order.statement, .overflow) }
    } else if !settle(bill, side) {
      return refuse(order.statement, .overflow)
    }
    note(bill, side, statement: order.statement)
    openLot(bill, plan, order)
  }

  @inline(__always)
  private mutating func openLot(_ bill: Bill, _ plan: Plan, _ order: EntryOrder) {
    if order.opened > 0 { return append(bill, plan, order, number: order.opened) }
    entriesSoFar += 1
    append(bill, plan, order, number: entriesSoFar)
    if followsPath { arm(order, plan) }
  }

  /// One more lot, in the direction of what is open.
  @inline(__always)
  mutating func append(_ bill: Bill, _ plan: Plan, _ order: EntryOrder, number: Int) {
    let lot = Lot(number: number, statement: order.statement, row: row, bill: bill, moment: now)
    if number != entriesSoFar || lots.last?.number == number,
      let place = lots.indices.last(where: { lots[$0].number == number })
    {
      // Beside the part before it, whose prices count for all.
      lots.insert(lot, at: place + 1)
      if !tracks.isEmpty { tracks.insert(tracks[place], at: place + 1) }
    } else {
      lots.append(lot)
      if followsPath || followsEntries || keepsOutcomes {
        tracks.append(
          Track(
            price: bill.price, row: row, risk: risk(order, plan, fill: bill.price.count),
            best: now.price, order: order.id,
            decided: order.decided, high: now.price, low: now.price))
      }
    }
    units &+= plan.direction > 0 ? bill.units : 0 &- bill.units
  }

  /// A size that follows equity becomes what the account can still pay; a fixed one does not.
  mutating func reduced(_ plan: Plan, _ bill: Bill, to free: Money) -> Bill? {
    guard plan.size == .equity || plan.size == .share || plan.size == .risk,
      let most = terms.fee.affordable(free, at: bill.price)
    else { return nil }
    let units = terms.instrument.roundDown(most)
    return units > 0 ? self.bill(units, at: bill.price) : nil
  }

  // MARK: Cash

  /// Moves the cash of one execution; false, and nothing moved, when a sum does not fit.
  @inline(__always)
  mutating func settle(_ bill: Bill, _ side: Side) -> Bool {
    let signed = side == .buy ? 0 &- bill.notional.count : bill.notional.count
    let (moved, tooFar) = cash.count.addingReportingOverflow(signed)
    let (left, tooLow) = moved.subtractingReportingOverflow(bill.fee.count)
    let (paid, tooMuch) = feesPaid.count.addingReportingOverflow(bill.fee.count)
    if tooFar || tooLow || tooMuch { return false }
    cash = Money(count: left)
    feesPaid = Money(count: paid)
    return true
  }

  /// The first half of a reversal, and the cash of both; false, and nothing done, when a sum does
  /// not fit.
  mutating func reverse(_ bill: Bill, _ side: Side, _ statement: Int) -> Bool {
    let (cashBefore, feesBefore) = (cash, feesPaid)
    let closing = self.bill(held, at: bill.price)
    guard settle(closing, side), settle(bill, side) else {
      (cash, feesPaid) = (cashBefore, feesBefore)
      return false
    }
    closeAll(closing, side, statement: statement, reason: .reversal)
    return true
  }

  /// Counts a fill, and keeps it where fills are kept.
  @inline(__always)
  mutating func note(
    _ bill: Bill, _ side: Side, statement: Int, entry: Int64 = 0, reason: TradeReason? = nil
  ) {
    fillCount += 1
    guard keepsFills || keepsOutcomes else { return }
    let fill = Fill(
      row: row, statement: statement, side: side,
      quantity: Quantity(count: bill.units), price: bill.price, fee: bill.fee, moment: now)
    if keepsFills { fills.append(fill) }
    if keepsOutcomes {
      outcomes.append(
        Outcome(order: serving, kind: .filled(fill, entry: entry, reason: reason)))
    }
  }
}
