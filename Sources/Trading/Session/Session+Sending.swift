internal import Machine

/// At the close: each decision is checked against the account as it stands and becomes an order on
/// its way, or one that rests.
///
/// Some functions here and in `Session+Filling` are `mutating` though they change nothing: the
/// session is then passed by address, where Swift would otherwise copy all of it at every order.
extension Session {
  /// True when entries at the market to both sides are decided at one close; they refuse each
  /// other, whatever is open.
  mutating func areOpposed(_ decisions: [Decision]) -> Bool {
    var (long, short) = (false, false)
    for decision in decisions where decision.verb == .acts {
      let plan = plans[decision.statement]
      if !plan.isMarketEntry || (plan.hasValue && decision.value.isNaN) { continue }
      if plan.direction > 0 { long = true } else { short = true }
    }
    return long && short
  }

  /// Prices of exits hold for one bar; what rests stays where its statement keeps it.
  mutating func withdraw(unlessIn decisions: [Decision]) {
    if terms.rule == .pine { notePlaces() }
    standingExits.clear()
    if isCapped { return withdrawByVolume(unlessIn: decisions) }
    if entries.isEmpty { return }
    entries.removeAll { entry in
      // At a broker that has not answered yet one at the market may wait.
      if entry.isAtMarket, entry.id != 0 { return false }
      return !decisions.contains { $0.statement == entry.statement && $0.verb == .keeps }
    }
  }

  @inline(__always)
  mutating func sendEntry(_ decision: Decision, opposed: Bool) {
    let plan = plans[decision.statement]
    if plan.hasValue, decision.value.isNaN { return refuse(decision.statement, .missingSize) }
    if opposed, plan.isMarketEntry { return refuse(decision.statement, .opposed) }
    if let reason = barrier(plan, atFill: false) { return refuse(decision.statement, reason) }
    guard closesAtPrice, let close = Price(count: mark) else {
      return refuse(decision.statement, .price)
    }
    if plan.isMarketEntry, !plan.hasExits, plan.size != .risk {
      let side: Side = plan.direction > 0 ? .buy : .sell
      guard let price = marketFill(close, side) else {
        return refuse(decision.statement, .price)
      }
      switch size(plan, decision.value, at: price) {
      case .units(let units):
        var order = EntryOrder(statement: decision.statement, amount: units)
        if terms.rule == .pine { queue(&order, plan, decision) }
        send(order, plan, at: price)
      case .refused(let reason): refuse(decision.statement, reason)
      }
    } else {
      sendPricedEntry(decision, plan, close)
    }
  }

  @inline(__always)
  mutating func sendExit(_ decision: Decision) {
    let plan = plans[decision.statement]
    if plan.hasExits { return stand(decision, plan) }
    var order = ExitOrder(statement: decision.statement, entry: decision.entry, share: 0)
    if terms.rule == .quill { order.through = entriesSoFar }
    guard units != 0, lots.firstIndex(where: { speaks(order, plan, of: $0) }) != nil else {
      return refuse(decision.statement, .nothingOpen)
    }
    guard let share = share(decision, plan) else { return }
    if share < Share.whole, hasActed(order, plan) {
      return refuse(decision.statement, .acted)
    }
    order.share = Int64(share)
    order.since = row
    line(up: order)
  }

  /// An exit goes to the market with the next bar.
  @inline(__always)
  mutating func line(up order: ExitOrder) {
    // In file order, also behind one that waits for a price; such a one is renewed.
    guard let place = exits.firstIndex(where: { $0.isBehind(order) }) else {
      return exits.append(order)
    }
    if exits[place].statement == order.statement, exits[place].entry == order.entry {
      exits[place] = order
    } else {
      exits.insert(order, at: place)
    }
  }

  /// The share of an exit in parts; `nil`, and refused, when there is none.
  @inline(__always)
  private mutating func share(_ decision: Decision, _ plan: Plan) -> UInt64? {
    guard plan.hasValue else { return Share.whole }
    if decision.value.isNaN {
      refuse(decision.statement, .missingSize)
      return nil
    }
    let share = Swift.min(Share(decision.value)?.parts ?? 0, Share.whole)
    if share == 0 {
      refuse(decision.statement, .zeroSize)
      return nil
    }
    return share
  }

  /// The prices of an exit, read at this close, are in force for the next bar.
  private mutating func stand(_ decision: Decision, _ plan: Plan) {
    guard let share = share(decision, plan) else { return }
    var exit = StandingExit(
      statement: decision.statement, entry: decision.entry, share: Int64(share),
      prices: decision.prices)
    if terms.rule == .pine { queue(&exit) }
    guard let place = standingExits.firstIndex(where: { $0.statement > exit.statement }) else {
      return standingExits.append(exit)
    }
    standingExits.insert(exit, at: place)
  }

  @inline(__always)
  func isOpen(_ direction: Int64) -> Bool { direction > 0 ? units > 0 : units < 0 }

  @inline(__always)
  func speaks(_ scope: Plan.Scope, of lot: Lot) -> Bool {
    switch scope {
    case .all: true
    case .direction(let direction): isOpen(direction)
    case .tag(let tag): plans[lot.statement].tag == tag
    }
  }

  /// True where an exit speaks of a lot.
  @inline(__always)
  func speaks(_ order: ExitOrder, _ plan: Plan, of lot: Lot) -> Bool {
    (order.entry == 0 || order.entry == lot.number) && lot.number <= order.through
      && speaks(plan.scope, of: lot)
  }

  /// True when an exit has taken its share of every open entry it speaks of.
  mutating func hasActed(_ order: ExitOrder, _ plan: Plan) -> Bool {
    for index in lots.indices where speaks(order, plan, of: lots[index]) {
      if !hasActed(order.statement, on: lots[index].number) { return false }
    }
    return true
  }

  /// True when a statement has taken its share of an entry.
  func hasActed(_ statement: Int, on entry: Int) -> Bool {
    !acted.isEmpty && acted.contains(Acted(statement: statement, entry: entry))
  }

  // MARK: Size

  enum Sizing {
    case units(Int64)
    case refused(RefusalReason)
  }

  /// The size of an entry in counts, fixed at this close.
  ///
  /// The price it is expected to fill at stands for the fill to come. A share of equity or an
  /// amount of money is what the entry may cost at most, fee and slippage included; a share is also
  /// held to what the account could pay after a reversal. Units and money that the account cannot
  /// pay are refused.
  @inline(__always)
  mutating func size(_ plan: Plan, _ value: Double, at price: Price) -> Sizing {
    if terms.rule == .pine { return queuedSize(plan, value, at: price) }
    guard let free = freeCash(at: price, plan.direction) else { return .refused(.overflow) }
    switch plan.size {
    case .units:
      if value <= 0 { return .refused(.zeroSize) }
      guard let wanted = Quantity(value) else { return .refused(.overflow) }
      return affordableUnits(terms.instrument.units(ofContracts: wanted.count), at: price, free)
    case .cash:
      if value <= 0 { return .refused(.zeroSize) }
      guard let amount = Money(value), let wanted = terms.fee.affordable(amount, at: price) else {
        return .refused(.overflow)
      }
      return affordableUnits(wanted, at: price, free)
    case .share, .equity, .risk:
      let share = plan.size == .equity ? Share.whole : Share(value)?.parts ?? 0
      if share == 0 { return .refused(.zeroSize) }
      guard let equity else { return .refused(.overflow) }
      guard equity > .zero else { return .refused(.cash) }
      let part = WideArithmetic.scale(equity.count.magnitude, by: share, over: Share.whole)
      guard let part, let budget = Int128(exactly: part.quotient),
        let wanted = terms.fee.affordable(min(Money(count: budget), free), at: price)
      else { return .refused(.overflow) }
      let units = terms.instrument.roundDown(wanted)
      return units > 0 ? .units(units) : .refused(.zeroSize)
    }
  }

  @inline(__always)
  private mutating func affordableUnits(_ wanted: Int64, at price: Price, _ free: Money) -> Sizing {
    let units = terms.instrument.roundDown(wanted)
    if units <= 0 { return .refused(.zeroSize) }
    let notional = Money(price, times: Quantity(count: units))
    // A share is at most the notional: most orders need no division.
    if feeShare != nil, let most = notional.plus(notional), most <= free { return .units(units) }
    return bill(units, at: price).total <= free ? .units(units) : .refused(.cash)
  }

  /// What an entry may cost at a price. When nothing is open that is all cash; against an open
  /// position, the cash there would be with that closed; beside one to the same side, what equity
  /// is more than the position is worth. What others on the account have bound is not for it.
  @inline(__always)
  mutating func freeCash(at price: Price, _ direction: Int64) -> Money? {
    if terms.margin != nil { return power(at: price, direction) }
    guard let cash = others.bound == .zero ? cash : cash.minus(others.bound) else { return nil }
    if units == 0 { return cash }
    let value = Money(price, times: Quantity(count: units))
    if isOpen(direction) { return units > 0 ? cash : cash.plus(value)?.plus(value) }
    return cash.plus(value)?.minus(bill(held, at: price).fee)
  }
}
