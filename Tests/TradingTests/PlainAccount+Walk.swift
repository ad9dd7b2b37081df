import Machine

@testable import Trading

/// The rules of prices: the market goes through a bar one step of the grid at a time, and at every
/// step whatever it touches is served. All prices must stand on that grid.
extension PlainAccount {
  /// What is served at a step, in the order of `rank`.
  private enum Served {
    case leg(Pair, share: Int128, isTarget: Bool, reason: String)
    case exit(Int)
    case entry(Int)
  }

  mutating func trade(_ row: Int, open: Double, high: Double, low: Double, close: Double) {
    self.row = row
    served = []
    guard let open = PlainAccount.price(open) else { return missOpen() }
    let end = PlainAccount.price(close)
    let high = max(open, end ?? open, PlainAccount.price(high) ?? 0)
    let low = min(open, end ?? open, PlainAccount.price(low) ?? open)
    let stops =
      high - open < open - low ? [open, high, low, end ?? low] : [open, low, high, end ?? high]
    market = open
    for (number, stop) in stops.enumerated() {
      leg = number
      serveAll()
      while market != stop {
        market += stop > market ? PlainAccount.step : -PlainAccount.step
        serveAll()
      }
    }
  }

  /// A cent.
  static let step: Int128 = 1_000_000

  private mutating func missOpen() {
    for exit in exits { refuse(exit.statement, "price") }
    for entry in entries where entry.isAtMarket { refuse(entry.statement, "price") }
    entries.removeAll(where: \.isAtMarket)
  }

  private mutating func serveAll() {
    while true {
      for index in lots.indices {
        lots[index].best =
          direction > 0 ? max(lots[index].best, market) : min(lots[index].best, market)
      }
      guard let next = touched().min(by: { $0.order.lexicographicallyPrecedes($1.order) }) else {
        return
      }
      serve(next.what)
    }
  }

  // MARK: What is touched here

  private func touched() -> [(order: [Int], what: Served)] {
    var found: [(order: [Int], what: Served)] = []
    for lot in lots {
      for (statement, share, prices) in pricesInForce(lot) {
        let pair = Pair(statement: statement, entry: lot.number)
        if served.contains(pair) { continue }
        for (rank, reason) in ["stop", "trail", "target"].enumerated()
        where isTouched(reason, prices, statement, lot) {
          let what = Served.leg(pair, share: share, isTarget: rank == 2, reason: reason)
          found.append(([rank, statement, lot.number], what))
        }
      }
    }
    if leg == 0 {
      for (index, exit) in exits.enumerated() { found.append(([3, exit.statement], .exit(index))) }
    }
    for (index, entry) in entries.enumerated() where isTouched(entry) {
      found.append(([4, entry.statement, index], .entry(index)))
    }
    return found
  }

  private func pricesInForce(_ lot: Lot) -> [(Int, Int128, PriceReadings)] {
    var all: [(Int, Int128, PriceReadings)] = []
    if orders[lot.statement].prices != nil {
      all.append((lot.statement, PlainAccount.whole, lot.own))
    }
    for exit in standing {
      guard case .exit(let selector, _) = orders[exit.statement].kind, matches(selector, lot),
        !acted.contains(Pair(statement: exit.statement, entry: lot.number))
      else { continue }
      all.append((exit.statement, exit.share, exit.prices))
    }
    return all
  }

  /// A price in favour of the position is `sign` above the fill, against it below.
  private func price(
    _ price: OrderStatement.ExitPrice?, _ value: Double, _ lot: Lot, favourable: Bool
  ) -> Int128? {
    guard let price else { return nil }
    if price.form == .level { return PlainAccount.price(value) }
    guard let way = distance(price.form, value, lot.price, lot.risk) else { return nil }
    let level = favourable ? lot.price + direction * way : lot.price - direction * way
    return level > 0 ? level : nil
  }

  private func distance(
    _ form: OrderStatement.PriceForm, _ value: Double, _ fill: Int128, _ risk: Int128
  ) -> Int128? {
    if value.isNaN { return nil }
    let way: Double =
      switch form {
      case .distance: value * 1e8
      case .ratio: Double(fill) * value
      case .risk: Double(risk) * value
      case .level: .nan
      }
    guard way > 0, way < 9e18 else { return nil }
    let count = Int128(way.rounded(.toNearestOrEven))
    return count > 0 ? count : nil
  }

  private func isTouched(
    _ reason: String, _ readings: PriceReadings, _ statement: Int, _ lot: Lot
  ) -> Bool {
    let prices = orders[statement].prices
    switch reason {
    case "stop":
      guard let level = price(prices?.stop, readings.stop, lot, favourable: false) else {
        return false
      }
      return direction * market <= direction * level
    case "target":
      guard let level = price(prices?.target, readings.target, lot, favourable: true),
        let limit = favoured(level, buying: direction < 0)
      else { return false }
      return direction * market >= direction * limit
    default:
      guard let trail = prices?.trail,
        let way = distance(trail.form, readings.trail, lot.price, lot.risk)
      else { return false }
      if prices?.after != nil {
        guard let armed = price(prices?.after, readings.after, lot, favourable: true),
          direction * lot.best >= direction * armed
        else { return false }
      }
      return lot.best - direction * way > 0 && direction * market <= direction * lot.best - way
    }
  }

  private func isTouched(_ entry: Entry) -> Bool {
    guard case .enter(let side, _, _) = orders[entry.statement].kind else { return false }
    let sign: Int128 = side == .long ? 1 : -1
    if entry.trigger > 0 { return sign * market >= sign * entry.trigger }
    if entry.limit > 0 { return sign * market <= sign * entry.limit }
    return leg == 0
  }

  // MARK: What is done about it

  private mutating func serve(_ what: Served) {
    switch what {
    case .exit(let index):
      let exit = exits.remove(at: index)
      fillExit(exit.statement, exit.share, market)
    case .entry(let index):
      if entries[index].trigger > 0, entries[index].limit > 0 {
        entries[index].trigger = 0
      } else {
        fillEntry(entries.remove(at: index), market)
      }
    case .leg(let pair, let share, let isTarget, let reason):
      served.insert(pair)
      let counts = lots.map { lot -> Int128 in
        if lot.number != pair.entry { return 0 }
        if share == PlainAccount.whole { return lot.left }
        return lotDown(min(lot.filled * share / PlainAccount.whole, lot.left))
      }
      if counts.allSatisfy({ $0 == 0 }) { return refuse(pair.statement, "zero-size") }
      let isBuying = direction < 0
      let fill =
        isTarget ? favoured(market, buying: isBuying) : fillPrice(market, buying: isBuying)
      guard let fill else { return refuse(pair.statement, "price") }
      acted.insert(pair)
      leave(counts, fill, reason)
    }
  }

  /// A limit: a buyer's price goes down to the grid, a seller's up.
  func favoured(_ price: Int128, buying: Bool) -> Int128? {
    let step = Int128(terms.instrument.tick?.count ?? 1)
    let snapped = buying ? price / step * step : (price + step - 1) / step * step
    return snapped > 0 ? snapped : nil
  }

  // MARK: Sending

  /// Where an entry waits; gives the price that its size counts from, and the one it is taken to
  /// fill at.
  mutating func place(
    _ entry: inout Entry, _ placement: OrderStatement.Placement?, _ mark: Int128, _ wanted: Int128
  ) -> (Int128, Int128)? {
    var (reference, expected) = (mark, fillPrice(mark, buying: wanted > 0))
    if placement?.beyond != nil {
      guard let price = PlainAccount.price(entry.prices.beyond) else {
        refuse(entry.statement, "missing-price")
        return nil
      }
      entry.trigger = price
      (reference, expected) = (price, fillPrice(price, buying: wanted > 0))
    }
    if placement?.at != nil {
      guard let price = PlainAccount.price(entry.prices.at),
        let limit = favoured(price, buying: wanted > 0)
      else {
        refuse(entry.statement, "missing-price")
        return nil
      }
      entry.limit = limit
      (reference, expected) = (limit, limit)
    }
    guard let expected else {
      refuse(entry.statement, "price")
      return nil
    }
    return (reference, expected)
  }

  /// The way from a fill to a stop; `nil` without one on the losing side.
  private func way(
    _ stop: OrderStatement.ExitPrice?, _ value: Double, _ fill: Int128, _ wanted: Int128
  ) -> Int128? {
    guard let stop else { return nil }
    guard stop.form == .level else { return distance(stop.form, value, fill, 0) }
    guard let level = PlainAccount.price(value) else { return nil }
    let way = wanted * (fill - level)
    return way > 0 ? way : nil
  }

  mutating func riskUnits(
    _ decision: Decision, _ entry: Entry, _ reference: Int128, _ price: Int128, _ free: Int128,
    _ equity: Int128, _ wanted: Int128
  ) -> Int128? {
    func refused(_ reason: String) -> Int128? {
      refuse(decision.statement, reason)
      return nil
    }
    if decision.value <= 0 { return refused("zero-size") }
    if decision.prices.stop.isNaN { return refused("missing-size") }
    let stop = orders[decision.statement].prices?.stop
    guard let way = way(stop, decision.prices.stop, reference, wanted) else {
      return refused("wrong-stop")
    }
    if equity <= 0 { return refused("cash") }
    let parts = Int128((decision.value * 1e12).rounded(.toNearestOrEven))
    let lost =
      equity / PlainAccount.whole * parts + equity % PlainAccount.whole * parts
      / PlainAccount.whole
    let most = affordable(free, price)
    let units = lotDown(min(lost / way, most))
    if units <= 0 { return refused(most <= 0 ? "cash" : "zero-size") }
    if most < lost / way { refuse(decision.statement, "capped") }
    return units
  }

  /// What an entry risks a unit: the way to its own stop, else to the first that stands for it.
  func risk(_ entry: Entry, _ fill: Int128, _ wanted: Int128) -> Int128 {
    let own = orders[entry.statement].prices?.stop
    if let way = way(own, entry.prices.stop, fill, wanted) { return way }
    for exit in standing {
      guard case .exit(let selector, _) = orders[exit.statement].kind else { continue }
      let speaks: Bool
      switch selector {
      case .all: speaks = true
      case .side(let side): speaks = (side == .long) == (wanted > 0)
      case .tag(let wanted):
        guard case .enter(_, let tag, _) = orders[entry.statement].kind else { continue }
        speaks = tag == wanted
      }
      let stop = orders[exit.statement].prices?.stop
      if speaks, let way = way(stop, exit.prices.stop, fill, wanted) { return way }
    }
    return 0
  }
}
