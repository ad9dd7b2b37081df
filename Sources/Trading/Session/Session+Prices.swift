internal import Machine

/// Entries with prices: where they wait, what they risk, and the prices at which they are left.
extension Session {
  /// An entry that waits for a price, has prices of its own, or is sized by its risk.
  mutating func sendPricedEntry(_ decision: Decision, _ plan: Plan, _ close: Price) {
    let side: Side = plan.direction > 0 ? .buy : .sell
    var order = EntryOrder(statement: decision.statement, amount: 0)
    order.prices = decision.prices
    // Where it is taken to fill: before slippage, and with it.
    var (reference, expected) = (close, terms.marketFill(close, side))
    if plan.hasTrigger {
      guard let price = Price(number: decision.prices.beyond) else {
        return refuse(decision.statement, .missingPrice)
      }
      (reference, expected) = (price, terms.marketFill(price, side))
      order.trigger = price.count
    }
    if plan.hasLimit {
      guard let limit = Price(number: decision.prices.at),
        let price = terms.limitFill(limit, side)
      else { return refuse(decision.statement, .missingPrice) }
      (reference, expected) = (price, price)
      order.limit = price.count
    }
    guard let expected else { return refuse(decision.statement, .price) }
    let sizing =
      plan.size == .risk
      ? riskSize(plan, decision, from: reference, at: expected)
      : size(plan, decision.value, at: expected)
    switch sizing {
    case .refused(let reason): refuse(decision.statement, reason)
    case .units(let units):
      order.amount = units
      if terms.rule == .pine { queue(&order, plan, decision) }
      send(order, plan, at: expected)
    }
  }

  /// The units that lose a share of equity between the price of the entry and its stop, costs left
  /// out; at most what the account can pay.
  private mutating func riskSize(
    _ plan: Plan, _ decision: Decision, from price: Price, at expected: Price
  ) -> Sizing {
    let share = Share(decision.value)?.parts ?? 0
    if share == 0 { return .refused(.zeroSize) }
    if decision.prices.stop.isNaN { return .refused(.missingSize) }
    let way = Session.way(
      plan.forms.stop, decision.prices.stop, from: price.count, plan.direction)
    guard way > 0 else { return .refused(.wrongStop) }
    guard let equity, let free = freeCash(at: expected, plan.direction) else {
      return .refused(.overflow)
    }
    guard equity > .zero else { return .refused(.cash) }
    let part = WideArithmetic.scale(equity.count.magnitude, by: share, over: Share.whole)
    guard let part,
      let whole = WideArithmetic.scale(part.quotient, by: 1, over: UInt64(way)),
      let most = terms.fee.affordable(free, at: expected)
    else { return .refused(.overflow) }
    let wanted = Int64(clamping: whole.quotient)
    let units = terms.instrument.roundDown(Swift.min(wanted, most))
    if units <= 0 { return .refused(most <= 0 ? .cash : .zeroSize) }
    if most < wanted { refuse(decision.statement, .capped) }
    return .units(units)
  }

  /// A price at which an entry is left, in counts, or 0 where there is none: its number is missing,
  /// not above 0, or leads to no price.
  ///
  /// - Parameters:
  ///   - fill: what distances count from.
  ///   - losing: true for a stop, false for a target or what arms a trail.
  ///   - risk: what the entry risks a unit, in counts; 0 when that is not known.
  static func price(
    _ form: OrderStatement.PriceForm?, _ value: Double, from fill: Int64, _ direction: Int64,
    losing: Bool, risk: Int64
  ) -> Int64 {
    guard let form else { return 0 }
    if form == .level { return Price(number: value)?.count ?? 0 }
    let distance = distance(form, value, from: fill, risk: risk)
    if distance == 0 { return 0 }
    let isBelow = (direction > 0) == losing
    let (price, overflow) =
      isBelow
      ? fill.subtractingReportingOverflow(distance) : fill.addingReportingOverflow(distance)
    return overflow ? 0 : Swift.max(0, price)
  }

  /// A distance in counts, or 0 where there is none.
  static func distance(
    _ form: OrderStatement.PriceForm?, _ value: Double, from fill: Int64, risk: Int64
  ) -> Int64 {
    let counts: Double
    switch form {
    case .distance: counts = value * Grid.scale
    case .ratio: counts = Double(fill) * value
    case .risk: counts = Double(risk) * value
    case .level, nil: return 0
    }
    guard counts > 0 else { return 0 }
    return Int64(exactly: counts.rounded(.toNearestOrEven)) ?? 0
  }

  /// The way from an entry's price to its stop, in counts; 0 without a stop on the losing side.
  static func way(
    _ form: OrderStatement.PriceForm?, _ value: Double, from fill: Int64, _ direction: Int64
  ) -> Int64 {
    guard form == .level else { return distance(form, value, from: fill, risk: 0) }
    guard let stop = Price(number: value)?.count else { return 0 }
    return Swift.max(0, direction > 0 ? fill - stop : stop - fill)
  }

  /// What an entry risks a unit, in counts: the way to the stop of its own statement, else to the
  /// first that stands, in file order; 0 without one.
  mutating func risk(_ order: EntryOrder, _ plan: Plan, fill: Int64) -> Int64 {
    if !followsPath { return 0 }
    let own = Session.way(plan.forms.stop, order.prices.stop, from: fill, plan.direction)
    if own > 0 { return own }
    // A price that is asked of one entry says nothing of another.
    for exit in standingExits where exit.entry == 0 && selects(plans[exit.statement].scope, plan) {
      let form = plans[exit.statement].forms.stop
      let way = Session.way(form, exit.prices.stop, from: fill, plan.direction)
      if way > 0 { return way }
    }
    return 0
  }

  /// True when a selector will speak of the entries of a plan.
  func selects(_ scope: Plan.Scope, _ plan: Plan) -> Bool {
    switch scope {
    case .all: true
    case .direction(let direction): direction == plan.direction
    case .tag(let tag): plan.tag == tag
    }
  }
}
