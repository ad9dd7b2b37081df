internal import Machine

/// At the open (or, optimistic, at the close): orders on their way meet a price.
///
/// A seam. `FillRule` will walk the path of the bar here and judge resting orders, stops and
/// targets in the order in which the path touches them; market orders are touched at its first
/// point.
extension Session {
  /// What one execution moves.
  struct Bill {
    let units: UInt64
    let price: Price
    let notional: Money
    let fee: Money

    /// Notional and fee; `nil` when the sum does not fit.
    @inline(__always)
    var total: Money? { notional.plus(fee) }
  }

  mutating func bill(_ units: UInt64, at price: Price) -> Bill? {
    guard let count = Int64(exactly: units) else { return nil }
    let notional = Money(price, times: Quantity(count: count))
    guard let fee = terms.fee.fee(on: notional) else { return nil }
    return Bill(units: units, price: price, notional: notional, fee: fee)
  }

  mutating func fillPending(_ price: Price?) {
    guard let price else {
      for order in exits { refuse(order.statement, .price) }
      for order in entries { refuse(order.statement, .price) }
      Session.clear(&entries)
      return
    }
    for index in exits.indices { fillExit(exits[index], at: price) }
    Session.clear(&exits)
    for index in entries.indices { fillEntry(entries[index], at: price) }
    Session.clear(&entries)
  }

  /// Empties a short list and keeps its memory; several times faster than `removeAll` for one
  /// element.
  @inline(__always)
  private static func clear<Element>(_ list: inout [Element]) {
    while !list.isEmpty { list.removeLast() }
  }

  // MARK: Exits

  private mutating func fillExit(_ order: MarketOrder, at price: Price) {
    let plan = plans[order.statement]
    let total = closing(order, plan)
    guard total > 0 else {
      let isOpen = units != 0 && lots.contains { speaks(plan.scope, of: $0) }
      return refuse(order.statement, isOpen ? .zeroSize : .nothingOpen)
    }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = terms.marketFill(price, side) else { return refuse(order.statement, .price) }
    guard let bill = bill(total.magnitude, at: fill), settle(bill, side) else {
      return refuse(order.statement, .overflow)
    }
    if total.magnitude == units.magnitude {
      return closeAll(bill, side, statement: order.statement, reason: .signal)
    }
    closePart(order, plan, bill, side)
  }

  /// Counts that an exit closes: its share of what each entry filled, never more than is left of
  /// it.
  private mutating func closing(_ order: MarketOrder, _ plan: Plan) -> Int64 {
    if units == 0 { return 0 }
    var total: Int64 = 0
    for lot in lots { total += closing(order, plan, lot) }
    return total
  }

  @inline(__always)
  private mutating func closing(_ order: MarketOrder, _ plan: Plan, _ lot: Lot) -> Int64 {
    guard speaks(plan.scope, of: lot) else { return 0 }
    if order.amount.magnitude == Share.whole { return lot.left }
    if lot.number <= actedThrough[order.statement] { return 0 }
    let part = WideArithmetic.scale(
      UInt128(lot.filled.magnitude), by: order.amount.magnitude, over: Share.whole)
    guard let part, let wanted = Int64(exactly: part.quotient) else { return 0 }
    return terms.instrument.roundDown(Swift.min(wanted, lot.left))
  }

  private mutating func closePart(_ order: MarketOrder, _ plan: Plan, _ bill: Bill, _ side: Side) {
    note(bill, side, statement: order.statement)
    var (feeLeft, unitsLeft) = (bill.fee, bill.units)
    for index in lots.indices {
      let count = closing(order, plan, lots[index])
      guard count > 0 else { continue }
      let fee = Session.portion(feeLeft, count.magnitude, of: unitsLeft)
      feeLeft = Money(count: feeLeft.count &- fee.count)
      unitsLeft -= count.magnitude
      take(count, from: index, bill.price, fee, statement: order.statement, reason: .signal)
    }
    actedThrough[order.statement] = lots.last?.number ?? 0
    lots.removeAll { $0.left == 0 }
  }

  /// Everything open ends at one price.
  mutating func closeAll(_ bill: Bill, _ side: Side, statement: Int, reason: TradeReason) {
    note(bill, side, statement: statement)
    var (feeLeft, unitsLeft) = (bill.fee, bill.units)
    for index in lots.indices {
      let count = lots[index].left
      let fee = Session.portion(feeLeft, count.magnitude, of: unitsLeft)
      feeLeft = Money(count: feeLeft.count &- fee.count)
      unitsLeft -= count.magnitude
      take(count, from: index, bill.price, fee, statement: statement, reason: reason)
    }
    Session.clear(&lots)
  }

  /// The part of a fee that some of the units bear, rounded down; the last of them bear what is
  /// left.
  @inline(__always)
  private static func portion(_ fee: Money, _ part: UInt64, of whole: UInt64) -> Money {
    if part == whole { return fee }
    let share = WideArithmetic.scale(fee.count.magnitude, by: part, over: whole)
    return Money(count: Int128(truncatingIfNeeded: share?.quotient ?? 0))
  }

  /// Books a trade: some of a lot leaves at a price.
  private mutating func take(
    _ count: Int64, from index: Int, _ price: Price, _ exitFee: Money, statement: Int,
    reason: TradeReason
  ) {
    let lot = lots[index]
    let entryFee = Session.portion(lot.fee, count.magnitude, of: lot.left.magnitude)
    lots[index].left -= count
    lots[index].fee = Money(count: lot.fee.count &- entryFee.count)
    let signed = units > 0 ? count : -count
    units -= signed
    let trade = Trade(
      entryRow: lot.row, exitRow: row, entryPrice: lot.price, exitPrice: price, units: signed,
      fees: Money(count: entryFee.count &+ exitFee.count),
      entryStatement: Int32(truncatingIfNeeded: lot.statement),
      exitStatement: Int32(truncatingIfNeeded: statement), reason: reason)
    let net = trade.net
    realised = Money(count: realised.count &+ net.count)
    if net > .zero { wins += 1 }
    trades.append(trade)
  }

  // MARK: Entries

  private mutating func fillEntry(_ order: MarketOrder, at price: Price) {
    let plan = plans[order.statement]
    if isOpen(plan.direction) { return refuse(order.statement, .alreadyOpen) }
    let side: Side = plan.direction > 0 ? .buy : .sell
    guard let fill = terms.marketFill(price, side) else { return refuse(order.statement, .price) }
    guard let free = freeCash(at: fill), var bill = bill(order.amount.magnitude, at: fill),
      let cost = bill.total
    else { return refuse(order.statement, .overflow) }
    if cost > free {
      guard let less = reduced(plan, bill, to: free) else { return refuse(order.statement, .cash) }
      refuse(order.statement, .reduced)
      bill = less
    }
    let closing = units == 0 ? nil : self.bill(units.magnitude, at: fill)
    guard settle(closing, bill, side) else { return refuse(order.statement, .overflow) }
    if let closing { closeAll(closing, side, statement: order.statement, reason: .reversal) }
    note(bill, side, statement: order.statement)
    openLot(bill, plan, order)
  }

  private mutating func openLot(_ bill: Bill, _ plan: Plan, _ order: MarketOrder) {
    entriesSoFar += 1
    let count = Int64(truncatingIfNeeded: bill.units)
    lots.append(
      Lot(
        number: entriesSoFar, statement: order.statement, row: row, price: bill.price,
        filled: count, left: count, fee: bill.fee))
    units = plan.direction > 0 ? count : -count
  }

  /// A share of equity that the account can no longer pay becomes what it can; a fixed size does
  /// not.
  private mutating func reduced(_ plan: Plan, _ bill: Bill, to free: Money) -> Bill? {
    guard plan.size == .equity || plan.size == .share,
      let most = terms.fee.affordable(free, at: bill.price)
    else { return nil }
    let units = terms.instrument.roundDown(most)
    return units > 0 ? self.bill(units.magnitude, at: bill.price) : nil
  }

  // MARK: Cash

  /// Moves the cash of one execution; false, and nothing moved, when a sum does not fit.
  mutating func settle(_ bill: Bill, _ side: Side) -> Bool { settle(nil, bill, side) }

  /// The same for a reversal: two executions to the same side, or neither.
  private mutating func settle(_ first: Bill?, _ second: Bill, _ side: Side) -> Bool {
    var (cash, fees) = (self.cash, feesPaid)
    if let first, !Session.move(&cash, &fees, first, side) { return false }
    guard Session.move(&cash, &fees, second, side) else { return false }
    self.cash = cash
    feesPaid = fees
    return true
  }

  @inline(__always)
  private static func move(
    _ cash: inout Money, _ fees: inout Money, _ bill: Bill, _ side: Side
  ) -> Bool {
    let moved = side == .buy ? cash.minus(bill.notional) : cash.plus(bill.notional)
    guard let left = moved?.minus(bill.fee), let paid = fees.plus(bill.fee) else { return false }
    cash = left
    fees = paid
    return true
  }

  /// Counts a fill, and keeps it where fills are kept.
  @inline(__always)
  private mutating func note(_ bill: Bill, _ side: Side, statement: Int) {
    fillCount += 1
    guard keepsFills else { return }
    fills.append(
      Fill(
        row: row, statement: statement, side: side,
        quantity: Quantity(count: Int64(truncatingIfNeeded: bill.units)), price: bill.price,
        fee: bill.fee))
  }
}
