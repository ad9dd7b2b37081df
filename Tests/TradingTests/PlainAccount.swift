import Machine

@testable import Trading

/// The rules of fills, written for clarity alone: plain `Int128`, no shortcuts. Amounts must stay
/// small enough for it. `PlainAccount+Walk` has those of prices.
struct PlainAccount {
  struct Lot {
    let number: Int
    let statement: Int
    let row: Int
    let price: Int128
    let filled: Int128
    var left: Int128
    var fee: Int128
    /// What it risks a unit, the prices its order came with, and the best price since.
    var risk: Int128 = 0
    var own = PriceReadings.none
    var best: Int128 = 0
  }

  struct Entry {
    let statement: Int
    let units: Int128
    /// 0 for none.
    var limit: Int128 = 0
    var trigger: Int128 = 0
    var prices = PriceReadings.none
    var isAtMarket: Bool { limit == 0 && trigger == 0 }
  }

  /// A statement and an entry.
  struct Pair: Hashable {
    let statement: Int
    let entry: Int
  }

  struct ClosedTrade: Equatable {
    let entryRow: Int
    let exitRow: Int
    let units: Int128
    let entryPrice: Int128
    let exitPrice: Int128
    let fees: Int128
    let reason: String
  }

  let orders: [OrderStatement]
  let terms: Terms
  var cash: Int128
  var direction: Int128 = 0
  var lots: [Lot] = []
  var mark: Int128?
  var row = 0
  var closeIsPrice = false
  var entered = 0
  var trades: [ClosedTrade] = []
  var position: Int128 { direction * lots.reduce(0) { $0 + $1.left } }
  /// Of fills: signed units and money that moved.
  var bought: Int128 = 0
  var fees: Int128 = 0
  var refused: [String: Int] = [:]
  var exits: [(statement: Int, share: Int128)] = []
  var entries: [Entry] = []
  /// Prices of exits in force for the next bar.
  var standing: [(statement: Int, share: Int128, prices: PriceReadings)] = []
  /// What has taken its share, and what has been served in this bar.
  var acted: Set<Pair> = []
  var served: Set<Pair> = []
  /// Where the market stands, and on which leg.
  var market: Int128 = 0
  var leg = 0

  static let whole: Int128 = 1_000_000_000_000

  let rules: Rules
  /// The bar in which the last position ended.
  var ended = -1_000_000

  init(_ orders: [OrderStatement], _ terms: Terms, _ rules: Rules = .standard) {
    self.orders = orders
    self.rules = rules
    self.terms = terms
    cash = terms.capital.count
  }

  // MARK: Terms

  private func share(_ ratio: Ratio, of notional: Int128) -> Int128 {
    let (over, under) = (Int128(ratio.numerator), Int128(ratio.denominator))
    let (whole, rest) = (notional * over).quotientAndRemainder(dividingBy: under)
    if rest * 2 == under { return whole + whole % 2 }
    return rest * 2 > under ? whole + 1 : whole
  }

  func fee(_ units: Int128, _ price: Int128) -> Int128 {
    if units == 0 { return 0 }
    let notional = units * price
    switch terms.fee {
    case .share(let ratio): return share(ratio, of: notional)
    case .schedule(let parts):
      let ofUnits = parts.perUnit.count * units / 100_000_000
      let sum = share(parts.share, of: notional) + ofUnits + parts.perOrder.count
      return max(parts.minimum.count, sum)
    }
  }

  /// Slip, then snap, always against the trader.
  func fillPrice(_ price: Int128, buying: Bool) -> Int128? {
    let step = Int128(terms.instrument.tick?.count ?? 1)
    guard case .share(let ratio) = terms.slippage else {
      guard case .amount(let amount) = terms.slippage else { return nil }
      let slipped = buying ? price + Int128(amount.count) : price - Int128(amount.count)
      let snapped = (buying ? slipped + step - 1 : slipped) / step * step
      return slipped > 0 && snapped > 0 ? snapped : nil
    }
    let (over, under) = (Int128(ratio.numerator), Int128(ratio.denominator))
    if buying {
      let slipped = (price * (under + over) + under - 1) / under
      return (slipped + step - 1) / step * step
    }
    let slipped = price * (under - over) / under
    let snapped = slipped / step * step
    return snapped > 0 ? snapped : nil
  }

  func lotDown(_ units: Int128) -> Int128 {
    let step = Int128(terms.instrument.lot?.count ?? 1)
    return units / step * step
  }

  func affordable(_ budget: Int128, _ price: Int128) -> Int128 {
    if budget <= 0 { return 0 }
    if case .share(let ratio) = terms.fee {
      let (over, under) = (Int128(ratio.numerator), Int128(ratio.denominator))
      return budget / price * under / (under + over)
    }
    // Bit by bit from the top, as long as it can be paid.
    var units: Int128 = 0
    for bit in stride(from: Int128(62), through: 0, by: -1) {
      let more = units + (1 << bit)
      if more * price <= budget, more * price + fee(more, price) <= budget { units = more }
    }
    return units
  }

  mutating func refuse(_ statement: Int, _ reason: String) {
    refused["\(statement) \(reason)", default: 0] += 1
  }

  // MARK: Bars

  static func price(_ number: Double) -> Int128? {
    guard number.isFinite, number > 0 else { return nil }
    let count = Int128((number * 1e8).rounded(.toNearestOrEven))
    return count > 0 ? count : nil
  }

  mutating func open(_ row: Int, _ number: Double) {
    self.row = row
    if !exits.isEmpty || !entries.isEmpty { fill(PlainAccount.price(number)) }
  }

  mutating func close(_ row: Int, _ number: Double) {
    self.row = row
    closeIsPrice = PlainAccount.price(number) != nil
    mark = PlainAccount.price(number) ?? mark
  }

  mutating func decide(_ decisions: [Decision]) {
    var sides: Set<Int> = []
    for decision in decisions {
      guard case .enter(let direction, _, let size) = orders[decision.statement].kind,
        decision.verb == .acts, orders[decision.statement].placement == nil,
        size == nil || !decision.value.isNaN
      else { continue }
      sides.insert(direction == .long ? 1 : -1)
    }
    standing = []
    entries.removeAll { entry in
      !decisions.contains { $0.verb == .keeps && $0.statement == entry.statement }
    }
    for decision in decisions {
      if case .exit(let selector, let share) = orders[decision.statement].kind {
        sendExit(decision, selector, isShare: share != nil)
      }
    }
    for decision in decisions where decision.verb == .acts {
      if case .enter(let direction, _, let size) = orders[decision.statement].kind {
        sendEntry(decision, direction, size, opposed: sides.count == 2)
      }
    }
    if terms.timing == .close { fill(closeIsPrice ? mark : nil) }
  }

  // MARK: Sending

  func matches(_ selector: OrderStatement.Selector, _ lot: Lot) -> Bool {
    switch selector {
    case .all: return true
    case .side(let side): return (side == .long) == (direction > 0)
    case .tag(let wanted):
      guard case .enter(_, let tag, _) = orders[lot.statement].kind else { return false }
      return tag == wanted
    }
  }

  private mutating func sendExit(
    _ decision: Decision, _ selector: OrderStatement.Selector, isShare: Bool
  ) {
    let statement = decision.statement
    let spoken = lots.filter { matches(selector, $0) }
    let isPriced = orders[statement].prices != nil
    if spoken.isEmpty, !isPriced { return refuse(statement, "nothing-open") }
    var share = PlainAccount.whole
    if isShare {
      if decision.value.isNaN { return refuse(statement, "missing-size") }
      if decision.value <= 0 { return refuse(statement, "zero-size") }
      share = min(Int128((min(decision.value, 2) * 1e12).rounded(.toNearestOrEven)), share)
      if share == 0 { return refuse(statement, "zero-size") }
      let isDone = spoken.allSatisfy {
        acted.contains(Pair(statement: statement, entry: $0.number))
      }
      if share < PlainAccount.whole, isDone, !isPriced { return refuse(statement, "acted") }
    }
    if isPriced { return standing.append((statement, share, decision.prices)) }
    exits.removeAll { $0.statement == statement }
    exits.append((statement, share))
    exits.sort { $0.statement < $1.statement }
  }

  private mutating func sendEntry(
    _ decision: Decision, _ side: OrderStatement.Direction, _ size: OrderStatement.Size?,
    opposed: Bool
  ) {
    let (statement, wanted): (Int, Int128) = (decision.statement, side == .long ? 1 : -1)
    if size != nil, decision.value.isNaN { return refuse(statement, "missing-size") }
    let placement = orders[statement].placement
    if opposed, placement == nil { return refuse(statement, "opposed") }
    if let reason = barrier(wanted, decidedAt: row) { return refuse(statement, reason) }
    guard closeIsPrice, let mark else { return refuse(statement, "price") }
    var entry = Entry(statement: statement, units: 0)
    entry.prices = decision.prices
    guard let (reference, price) = place(&entry, placement, mark, wanted) else { return }
    let free = freeCash(price, wanted)
    let equity = cash + position * mark
    var units: Int128
    switch size?.unit {
    case nil, .share:
      if size != nil, decision.value <= 0 { return refuse(statement, "zero-size") }
      if equity <= 0 { return refuse(statement, "cash") }
      let parts = Int128(((size == nil ? 1 : decision.value) * 1e12).rounded(.toNearestOrEven))
      // Split, so that the product fits.
      let budget =
        equity / PlainAccount.whole * parts + equity % PlainAccount.whole * parts
        / PlainAccount.whole
      units = lotDown(affordable(min(budget, free), price))
    case .units:
      if decision.value <= 0 { return refuse(statement, "zero-size") }
      units = lotDown(Int128((decision.value * 1e8).rounded(.toNearestOrEven)))
    case .cash:
      if decision.value <= 0 { return refuse(statement, "zero-size") }
      let amount = Int128((decision.value * 1e8).rounded(.toNearestOrEven)) * 100_000_000
      units = lotDown(affordable(amount, price))
    case .risk:
      guard let risked = riskUnits(decision, entry, reference, price, free, equity, wanted) else {
        return
      }
      units = risked
    }
    if units <= 0 { return refuse(statement, "zero-size") }
    if price * units + fee(units, price) > free { return refuse(statement, "cash") }
    entries.append(
      Entry(
        statement: statement, units: units, limit: entry.limit, trigger: entry.trigger,
        prices: decision.prices))
  }

  /// Beside a position to the same side, what equity is more than the position is worth.
  func freeCash(_ price: Int128, _ wanted: Int128) -> Int128 {
    if direction == wanted { return cash + position * price - abs(position) * price }
    return cash + position * price - fee(abs(position), price)
  }

  /// - Parameter decision: the bar at whose close the entry could have been decided at the latest.
  func barrier(_ wanted: Int128, decidedAt decision: Int) -> String? {
    if direction == wanted, Set(lots.map(\.number)).count >= rules.mostEntries {
      return "already-open"
    }
    if direction == -wanted, !rules.reverses { return "reversal-off" }
    if direction == 0, rules.cooldown > 0, decision - ended < rules.cooldown { return "cooldown" }
    return nil
  }

  // MARK: Filling

  private mutating func fill(_ price: Int128?) {
    guard let price else {
      for exit in exits { refuse(exit.statement, "price") }
      for entry in entries where entry.isAtMarket { refuse(entry.statement, "price") }
      entries.removeAll(where: \.isAtMarket)
      return
    }
    for exit in exits { fillExit(exit.statement, exit.share, price) }
    exits = []
    for entry in entries where entry.isAtMarket { fillEntry(entry, price) }
    entries.removeAll(where: \.isAtMarket)
  }

  mutating func fillExit(_ statement: Int, _ share: Int128, _ price: Int128) {
    guard case .exit(let selector, _) = orders[statement].kind else { return }
    let counts = lots.map { lot -> Int128 in
      guard matches(selector, lot) else { return 0 }
      if share == PlainAccount.whole { return lot.left }
      if acted.contains(Pair(statement: statement, entry: lot.number)) { return 0 }
      return lotDown(min(lot.filled * share / PlainAccount.whole, lot.left))
    }
    guard counts.reduce(0, +) > 0 else {
      let isOpen = lots.contains { matches(selector, $0) }
      return refuse(statement, isOpen ? "zero-size" : "nothing-open")
    }
    guard let fill = fillPrice(price, buying: direction < 0) else {
      return refuse(statement, "price")
    }
    if share < PlainAccount.whole {
      for lot in lots where matches(selector, lot) {
        acted.insert(Pair(statement: statement, entry: lot.number))
      }
    }
    leave(counts, fill, "signal")
  }

  mutating func leave(_ counts: [Int128], _ price: Int128, _ reason: String) {
    var unitsLeft = counts.reduce(0, +)
    var feeLeft = fee(unitsLeft, price)
    cash += direction * unitsLeft * price - feeLeft
    fees += feeLeft
    bought -= direction * unitsLeft
    for (index, count) in counts.enumerated() where count > 0 {
      let lot = lots[index]
      let exitFee = feeLeft * count / unitsLeft
      let entryFee = lot.fee * count / lot.left
      unitsLeft -= count
      feeLeft -= exitFee
      lots[index].left -= count
      lots[index].fee -= entryFee
      trades.append(
        ClosedTrade(
          entryRow: lot.row, exitRow: row, units: direction * count, entryPrice: lot.price,
          exitPrice: price, fees: entryFee + exitFee, reason: reason))
    }
    lots.removeAll { $0.left == 0 }
    if lots.isEmpty {
      direction = 0
      ended = row
    }
  }

  mutating func fillEntry(_ entry: Entry, _ price: Int128) {
    let (statement, sent) = (entry.statement, entry.units)
    guard case .enter(let side, _, let size) = orders[statement].kind else { return }
    let wanted: Int128 = side == .long ? 1 : -1
    let decision = terms.timing == .close ? row : row - 1
    if let reason = barrier(wanted, decidedAt: decision) { return refuse(statement, reason) }
    let limited = entry.limit > 0 ? favoured(price, buying: wanted > 0) : nil
    guard let fill = limited ?? fillPrice(price, buying: wanted > 0) else {
      return refuse(statement, "price")
    }
    let free = freeCash(fill, wanted)
    var units = sent
    if fill * units + fee(units, fill) > free {
      let isShare = size == nil || size?.unit == .share || size?.unit == .risk
      let less = lotDown(affordable(free, fill))
      guard isShare, less > 0 else { return refuse(statement, "cash") }
      refuse(statement, "reduced")
      units = less
    }
    if direction == -wanted { leave(lots.map(\.left), fill, "reversal") }
    let cost = fee(units, fill)
    cash -= wanted * fill * units + cost
    fees += cost
    bought += wanted * units
    entered += 1
    direction = wanted
    lots.append(
      Lot(
        number: entered, statement: statement, row: row, price: fill, filled: units, left: units,
        fee: cost, risk: risk(entry, fill, wanted), own: entry.prices, best: price))
  }
}
