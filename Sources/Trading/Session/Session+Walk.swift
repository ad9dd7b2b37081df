internal import Machine

/// A bar is walked along its path: whatever is touched first is served first, each on the account
/// that the ones before have left.
extension Session {
  /// Something that the market touches on its way.
  private struct Touch {
    /// Where, in counts.
    let price: Int64
    /// What is served first when the market touches several at once: stop, trail, target, exit at
    /// the market, entry.
    let rank: UInt8
    let statement: Int
    /// Of one statement, what was there first.
    let turn: Int
    let index: Int
  }

  private static let marketExit: UInt8 = 3
  private static let entry: UInt8 = 4

  mutating func walk(_ path: Path) {
    enter(path)
    walkOn(path)
  }

  /// True when the way of the market may matter to an order, or to the margin.
  private var isAtWork: Bool {
    !legs.isEmpty || !entries.isEmpty || !exits.isEmpty || terms.margin != nil
  }

  /// The open of the bar.
  mutating func enter(_ path: Path) {
    let fills = fillCount
    now = path.start
    raiseBest()
    armAll()
    if isAtWork { travel(0, to: path.open) }
    if fillCount != fills { drawLine() }
  }

  /// The way from the open to the close.
  mutating func walkOn(_ path: Path) {
    let fills = fillCount
    leastRoom = room
    for leg in 1...Path.lastLeg {
      if !isAtWork { break }
      travel(leg, to: path.end(of: leg))
    }
    // What is left of the way matters to the best price of what is still open.
    if !lots.isEmpty { seeRest(of: path) }
    notePending()
    if fillCount != fills { drawLine() }
  }

  /// The market goes to the end of a leg, and serves what it touches on its way.
  private mutating func travel(_ leg: Path.Leg, to end: Int64) {
    now = Moment(leg: leg, price: now.price)
    while let touch = nextTouch(before: end) {
      now = Moment(leg: leg, price: touch.price)
      raiseBest()
      serve(touch)
      leastRoom = Swift.min(leastRoom, room)
    }
    now = Moment(leg: leg, price: end)
    raiseBest()
    if terms.margin != nil {
      callMargin()
      leastRoom = Swift.min(leastRoom, room)
    }
  }

  private mutating func seeRest(of path: Path) {
    while now.leg < Path.lastLeg {
      now = Moment(leg: now.leg + 1, price: path.end(of: now.leg + 1))
      raiseBest()
    }
  }

  /// The market stands at a new price.
  private mutating func raiseBest() {
    for index in tracks.indices {
      let isBetter = units > 0 ? now.price > tracks[index].best : now.price < tracks[index].best
      if isBetter { tracks[index].best = now.price }
    }
  }

  // MARK: What is touched

  /// The first thing touched between where the market stands and the end of a leg.
  private mutating func nextTouch(before end: Int64) -> Touch? {
    var found: Touch?
    func consider(_ touch: Touch) {
      guard let best = found else {
        found = touch
        return
      }
      let (near, far) = (way(to: touch.price), way(to: best.price))
      if (near, touch.rank, touch.statement, touch.turn)
        < (far, best.rank, best.statement, best.turn)
      {
        found = touch
      }
    }
    for index in legs.indices {
      let leg = legs[index]
      guard let price = touched(leg, end) else { continue }
      consider(
        Touch(
          price: price, rank: leg.kind.rawValue, statement: leg.statement, turn: leg.entry,
          index: index))
    }
    for index in exits.indices where now.leg == 0 && exits[index].waits != row {
      consider(
        Touch(
          price: now.price, rank: Session.marketExit, statement: exits[index].statement,
          turn: index, index: index))
    }
    for index in entries.indices {
      guard let price = touched(entries[index], end) else { continue }
      consider(
        Touch(
          price: price, rank: Session.entry, statement: entries[index].statement, turn: index,
          index: index))
    }
    return found
  }

  @inline(__always)
  private mutating func way(to price: Int64) -> UInt64 {
    price > now.price ? UInt64(price - now.price) : UInt64(now.price - price)
  }

  /// Where a price is touched that waits above the market, or below it; at once where the market
  /// is there already.
  @inline(__always)
  private mutating func touched(_ price: Int64, above: Bool, _ end: Int64) -> Int64? {
    if above ? now.price >= price : now.price <= price { return now.price }
    return (above ? end >= price : end <= price) ? price : nil
  }

  private mutating func touched(_ leg: Leg, _ end: Int64) -> Int64? {
    let isLong = units > 0
    switch leg.kind {
    case .stop: return touched(leg.price, above: !isLong, end)
    case .target: return touched(leg.price, above: isLong, end)
    case .trail:
      guard let lot = lots.firstIndex(where: { $0.number == leg.entry }) else { return nil }
      let best = tracks[lot].best
      if leg.armed > 0, isLong ? best < leg.armed : best > leg.armed { return nil }
      let (price, overflow) =
        isLong
        ? best.subtractingReportingOverflow(leg.price) : best.addingReportingOverflow(leg.price)
      if overflow || price <= 0 { return nil }
      return touched(price, above: !isLong, end)
    }
  }

  private mutating func touched(_ entry: EntryOrder, _ end: Int64) -> Int64? {
    let isLong = plans[entry.statement].direction > 0
    if entry.waits == row { return nil }
    if entry.trigger > 0 { return touched(entry.trigger, above: isLong, end) }
    if entry.limit > 0 { return touched(entry.limit, above: !isLong, end) }
    return now.leg == 0 ? now.price : nil
  }

  // MARK: What is served

  private mutating func serve(_ touch: Touch) {
    guard let price = Price(count: now.price) else { return }
    switch touch.rank {
    case Session.entry:
      var order = entries[touch.index]
      serving = order.id
      if order.trigger > 0, order.limit > 0 {
        // From here on it waits at its limit.
        order.trigger = 0
        entries[touch.index] = order
        return
      }
      entries.remove(at: touch.index)
      fillEntry(order, at: price, isLimit: order.limit > 0)
    case Session.marketExit:
      let order = exits[touch.index]
      serving = order.id
      exits.remove(at: touch.index)
      fillExit(order, at: price)
    default:
      let leg = legs[touch.index]
      serving = leg.id
      if isCapped {
        legs.remove(at: touch.index)
        return leaveByVolume(by: leg, at: price)
      }
      disarm(leg)
      leave(by: leg, at: price)
    }
  }

  /// The prices of a statement for an entry are in force no more.
  mutating func disarm(_ leg: Leg) {
    legs.removeAll { $0.statement == leg.statement && $0.entry == leg.entry }
  }

  /// A price of an entry is touched: its statement takes its share, once.
  mutating func leave(by leg: Leg, at price: Price) {
    guard let index = lots.firstIndex(where: { $0.number == leg.entry }) else { return }
    let count = closing(leg.share, leg.statement, lots[index])
    if count == 0 { return refuse(leg.statement, .zeroSize) }
    let side: Side = units > 0 ? .sell : .buy
    let fill = leg.kind == .target ? terms.limitFill(price, side) : marketFill(price, side, count)
    guard let fill else { return refuse(leg.statement, .price) }
    let bill = bill(count, at: fill)
    guard settle(bill, side) else { return refuse(leg.statement, .overflow) }
    close(index, bill, side, statement: leg.statement, reason: leg.kind.reason)
  }

  /// One lot is left, wholly or in part, by one execution.
  mutating func close(
    _ index: Int, _ bill: Bill, _ side: Side, statement: Int, reason: TradeReason
  ) {
    let lot = lots[index]
    note(bill, side, statement: statement, entry: tracks[index].order, reason: reason)
    take(bill.units, from: index, bill.price, bill.fee, statement: statement, reason: reason)
    let done = Acted(statement: statement, entry: lot.number)
    if !acted.contains(done) { acted.append(done) }
    if lots[index].left == 0 { sweepLots() }
  }

  // MARK: Prices in force

  /// The prices at which every open entry is left in this bar.
  mutating func armAll() {
    legs.clear()
    if lots.isEmpty { return }
    for own in guards { arm(own) }
    for exit in standingExits {
      for index in lots.indices {
        // The parts of one order are one entry.
        if index > 0, lots[index].number == lots[index - 1].number { continue }
        arm(exit, lots[index], tracks[index])
      }
    }
  }

  /// The entry just opened has prices of its own, and those that stand for all.
  mutating func arm(_ order: EntryOrder, _ plan: Plan) {
    guard let lot = lots.last, let track = tracks.last else { return }
    if plan.hasExits {
      let own = Guard(order, plan, entry: lot.number, track)
      guards.append(own)
      arm(own)
    }
    for exit in standingExits { arm(exit, lot, track) }
  }

  private mutating func arm(_ own: Guard) {
    if isCapped, hasLeft(own.statement, own.entry) { return }
    add(
      own.statement, own.entry, Int64(Share.whole), own.id, stop: own.stop, target: own.target,
      trail: own.trail, armed: own.armed)
  }

  private mutating func arm(_ exit: StandingExit, _ lot: Lot, _ track: Track) {
    let plan = plans[exit.statement]
    guard exit.entry == 0 || exit.entry == lot.number, speaks(plan.scope, of: lot),
      isCapped
        ? !hasLeft(exit.statement, lot.number) : !hasActed(exit.statement, on: lot.number)
    else { return }
    let prices = EntryPrices(exit.prices, plan.forms, track, isLong: units > 0)
    add(
      exit.statement, lot.number, exit.share, exit.id, stop: prices.stop, target: prices.target,
      trail: prices.trail, armed: prices.armed)
  }

  private mutating func add(
    _ statement: Int, _ entry: Int, _ share: Int64, _ id: Int64, stop: Int64, target: Int64,
    trail: Int64, armed: Int64
  ) {
    func leg(_ kind: Leg.Kind, _ price: Int64, armed: Int64 = 0) -> Leg {
      Leg(
        kind: kind, statement: statement, entry: entry, share: share, price: price, armed: armed,
        id: id)
    }
    if stop > 0 { legs.append(leg(.stop, stop)) }
    if trail > 0 { legs.append(leg(.trail, trail, armed: armed)) }
    let side: Side = units > 0 ? .sell : .buy
    // A limit stands on the grid of prices, so that it is touched where it fills.
    if let price = Price(count: target), let limit = terms.limitFill(price, side) {
      legs.append(leg(.target, limit.count))
    }
  }
}

/// The exit prices of a statement for one entry, in counts; 0 where there is none.
struct EntryPrices {
  let stop: Int64
  let target: Int64
  /// A distance; 0 also where what arms it is missing.
  let trail: Int64
  let armed: Int64

  init(_ prices: PriceReadings, _ forms: Plan.Forms, _ track: Track, isLong: Bool) {
    let (fill, risk) = (track.price.count, track.risk)
    let direction: Int64 = isLong ? 1 : -1
    stop = Session.price(
      forms.stop, prices.stop, from: fill, direction, losing: true, risk: risk)
    target = Session.price(
      forms.target, prices.target, from: fill, direction, losing: false, risk: risk)
    armed = Session.price(
      forms.after, prices.after, from: fill, direction, losing: false, risk: risk)
    let distance = Session.distance(forms.trail, prices.trail, from: fill, risk: risk)
    trail = forms.after != nil && armed == 0 ? 0 : distance
  }
}

extension Guard {
  /// The prices of an order for the entry it has opened.
  init(_ order: EntryOrder, _ plan: Plan, entry: Int, _ track: Track) {
    let prices = EntryPrices(order.prices, plan.forms, track, isLong: plan.direction > 0)
    self.init(
      entry: entry, statement: order.statement, stop: prices.stop, target: prices.target,
      trail: prices.trail, armed: prices.armed, id: order.guardID)
  }
}
