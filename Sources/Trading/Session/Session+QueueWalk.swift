internal import Machine

/// One bar by the rule of Pine: the queue, and what becomes of each in it.
extension Session {
  /// What waits in the queue.
  private struct Waiting {
    enum Kind { case exit, prices, entry }
    let kind: Kind
    let statement: Int
    /// The number of the entry it speaks of; 0 for all, `opening` for the one its order opens.
    var entry = 0
    var id: Int64 = 0
    let since: Int
    /// Where its price is first met, as the account stands at the open; nothing where it is not.
    var moment: Moment?
    var isPartial = false

    static let opening = -1

    /// At the market, or through its price at the open.
    var isFirst: Bool { kind == .exit || moment?.leg == 0 }

    func isBehind(_ other: Waiting) -> Bool {
      if since != other.since { return since > other.since }
      if statement != other.statement { return statement > other.statement }
      return kind == .prices && other.kind == .entry
    }
  }

  mutating func serveQueue(_ path: Path) {
    let fills = fillCount
    now = path.start
    armAll()
    if !(legs.isEmpty && entries.isEmpty && exits.isEmpty) {
      var hasEntered = false
      for item in line(on: path) {
        let before = units
        switch item.kind {
        case .exit: serveExit(item, path)
        case .prices: servePrices(item, path)
        case .entry: serveEntry(item, path, &hasEntered)
        }
        if units == 0, before != 0 { dropAdds(before > 0 ? 1 : -1) }
      }
    }
    seeBest(path)
    now = path.end
    hasPending = !exits.isEmpty || !entries.isEmpty
    if fillCount != fills { drawLine() }
  }

  /// From the next bar on a trail counts from the best price of this one too.
  mutating func seeBest(_ path: Path) {
    for index in tracks.indices {
      let from = lots[index].row == row ? lots[index].moment : path.start
      let seen = path.extremes(from: from, to: path.end)
      tracks[index].best =
        units > 0
        ? Swift.max(tracks[index].best, seen.high) : Swift.min(tracks[index].best, seen.low)
    }
  }

  /// Entries that would have added to a position end with it.
  private mutating func dropAdds(_ direction: Int64) {
    while let place = entries.firstIndex(where: {
      $0.armed == .same && plans[$0.statement].direction == direction
    }) {
      let order = entries[place]
      entries.remove(at: place)
      serving = order.id
      refuse(order.statement, .nothingOpen)
    }
  }

  // MARK: The queue

  private mutating func line(on path: Path) -> [Waiting] {
    var items: [Waiting] = []
    for index in exits.indices {
      let exit = exits[index]
      items.append(
        Waiting(
          kind: .exit, statement: exit.statement, entry: exit.entry, id: exit.id,
          since: exit.since, moment: path.start))
    }
    for exit in standingExits {
      items.append(
        Waiting(
          kind: .prices, statement: exit.statement, entry: exit.entry, since: exit.since,
          moment: firstMeeting(exit.statement, exit.entry, path),
          isPartial: exit.share.magnitude < Share.whole))
    }
    for own in guards {
      let lot = lots.firstIndex { $0.number == own.entry }
      items.append(
        Waiting(
          kind: .prices, statement: own.statement, entry: own.entry,
          since: lot.map { tracks[$0].decided } ?? row,
          moment: firstMeeting(own.statement, own.entry, path)))
    }
    for index in entries.indices {
      let order = entries[index]
      items.append(
        Waiting(
          kind: .entry, statement: order.statement, id: order.id, since: order.since,
          moment: meeting(order, path)?.moment))
      guard plans[order.statement].hasExits else { continue }
      items.append(
        Waiting(
          kind: .prices, statement: order.statement, entry: Waiting.opening, since: order.since))
    }
    items.sort { $1.isBehind($0) }
    orderSiblings(&items, path)
    return ordered(items.filter(\.isFirst)) + ordered(items.filter { !$0.isFirst })
  }

  /// Exits among each other, and opposing stops while nothing is open, come in the order in which
  /// the path meets them; in the places that they have.
  private mutating func orderSiblings(_ items: inout [Waiting], _ path: Path) {
    let exits = items.indices.filter { items[$0].kind == .prices }
    let sorted = exits.map { items[$0] }.sorted {
      guard let mine = $0.moment else { return false }
      guard let other = $1.moment else { return true }
      if path.isBefore(mine, other) { return true }
      return !path.isBefore(other, mine) && !$0.isPartial && $1.isPartial
    }
    for (place, item) in zip(exits, sorted) { items[place] = item }
    if units != 0 { return }
    let stops = items.indices.filter { place in
      guard items[place].kind == .entry else { return false }
      return entries.all.contains {
        $0.statement == items[place].statement && $0.trigger > 0 && $0.limit == 0
      }
    }
    let first = stops.map { items[$0] }.sorted {
      guard let mine = $0.moment else { return false }
      guard let other = $1.moment else { return true }
      if path.isBefore(mine, other) { return true }
      let isLong = plans[$0.statement].direction > 0 && plans[$1.statement].direction < 0
      return isLong && !path.isBefore(other, mine)
    }
    for (place, item) in zip(stops, first) { items[place] = item }
  }

  /// Entries to the side of the position come last; a close of all comes before an entry with a
  /// price to the other side.
  private mutating func ordered(_ items: [Waiting]) -> [Waiting] {
    if units == 0 { return items }
    var (line, adds): ([Waiting], [Waiting]) = ([], [])
    for item in items {
      let plan = plans[item.statement]
      if item.kind == .entry, isOpen(plan.direction) {
        adds.append(item)
      } else if item.kind == .exit, plan.scope != .tag(plan.tag), item.entry == 0,
        let place = line.firstIndex(where: {
          $0.kind == .entry && !plans[$0.statement].isMarketEntry
        })
      {
        line.insert(item, at: place)
      } else {
        line.append(item)
      }
    }
    return line + adds
  }

  // MARK: What becomes of each

  private mutating func serveExit(_ item: Waiting, _ path: Path) {
    let place = exits.firstIndex {
      $0.statement == item.statement && $0.entry == item.entry && $0.id == item.id
    }
    guard let place, let price = Price(count: path.open) else { return }
    let order = exits[place]
    exits.remove(at: place)
    (now, serving) = (path.start, order.id)
    // One that was meant for an earlier position touches no newer one.
    if units != 0, lots[0].row == row { return refuse(order.statement, .nothingOpen) }
    fillExit(order, at: price)
  }

  private mutating func servePrices(_ item: Waiting, _ path: Path) {
    for number in lots.all.map(\.number) {
      guard let index = lots.firstIndex(where: { $0.number == number }) else { continue }
      switch item.entry {
      case 0: break
      case Waiting.opening:
        if lots[index].row != row || lots[index].statement != item.statement { continue }
      default: if item.entry != number { continue }
      }
      guard let (leg, moment) = meeting(item.statement, lot: index, path),
        let price = Price(count: moment.price)
      else { continue }
      (now, serving) = (moment, leg.id)
      legs.removeAll { $0.statement == leg.statement && $0.entry == leg.entry }
      leave(by: leg, at: price)
    }
  }

  private mutating func serveEntry(_ item: Waiting, _ path: Path, _ hasEntered: inout Bool) {
    let place = entries.firstIndex { $0.statement == item.statement && $0.id == item.id }
    guard let place else { return }
    var order = entries[place]
    let plan = plans[order.statement]
    guard let (moment, isActivated) = meeting(order, path) else { return }
    guard let moment else {
      // From here on it waits at its limit.
      if isActivated { order.trigger = 0 }
      entries[place] = order
      return
    }
    let closesSibling =
      !order.isAtMarket && order.armed == .flat && units != 0 && !isOpen(plan.direction)
    if closesSibling, lots[0].row == row {
      // Only what the path meets behind the sibling's entry; a long stop behind a short one ends.
      if !path.isBefore(lots[0].moment, moment) { return }
      if units < 0, order.trigger > 0 {
        serving = order.id
        entries.remove(at: place)
        return refuse(order.statement, .opposed)
      }
    }
    let isExempt = order.isAtMarket || order.armed == .opposite || units != 0
    if hasEntered, !closesSibling, !isExempt { return }
    guard let price = Price(count: moment.price) else { return }
    (now, serving) = (moment, order.id)
    entries.remove(at: place)
    if closesSibling { return closeSibling(order, plan, at: price) }
    let before = entriesSoFar
    fillEntry(order, at: price, isLimit: order.limit > 0)
    if !order.isAtMarket, entriesSoFar != before { hasEntered = true }
  }

  // MARK: Where the path meets them

  /// Where an entry meets its price; without a moment where only its stop was touched.
  private func meeting(
    _ order: EntryOrder, _ path: Path
  ) -> (moment: Moment?, isActivated: Bool)? {
    if order.isAtMarket { return (path.start, false) }
    let isLong = plans[order.statement].direction > 0
    var start = path.start
    if order.trigger > 0 {
      guard let moment = path.arrival(at: order.trigger, above: isLong, from: start) else {
        return nil
      }
      if order.limit == 0 { return (moment, false) }
      start = moment
    }
    let moment = path.arrival(at: order.limit, above: !isLong, from: start)
    if moment == nil, order.trigger == 0 { return nil }
    return (moment, order.trigger > 0)
  }

  /// Where the first of the entries that a statement speaks of meets one of its prices.
  private func firstMeeting(_ statement: Int, _ entry: Int, _ path: Path) -> Moment? {
    var first: Moment?
    for index in lots.indices where entry == 0 || lots[index].number == entry {
      guard let moment = meeting(statement, lot: index, path)?.moment else { continue }
      if first.map({ path.isBefore(moment, $0) }) ?? true { first = moment }
    }
    return first
  }

  /// Which of the prices of a statement an entry meets first, and where. Stops and trails are met
  /// on legs that go against the position, targets on those that go with it. In the bar of the
  /// entry the whole path counts, but not the open, and nothing on the wrong side of its fill.
  private func meeting(
    _ statement: Int, lot index: Int, _ path: Path
  ) -> (leg: Leg, moment: Moment)? {
    let lot = lots[index]
    let own = legs.filter { $0.statement == statement && $0.entry == lot.number }
    if own.isEmpty { return nil }
    let isLong = units > 0
    var best = tracks[index].best
    if lot.row == row {
      let isWrong = own.contains { leg in
        switch leg.kind {
        case .stop: isLong ? leg.price >= lot.price.count : leg.price <= lot.price.count
        case .target: isLong ? leg.price <= lot.price.count : leg.price >= lot.price.count
        case .trail: false
        }
      }
      if isWrong { return nil }
    } else {
      for kind in [Leg.Kind.trail, .stop, .target] {
        for leg in own where leg.kind == kind {
          guard let level = level(of: leg, best, isLong) else { continue }
          let isAbove = (kind == .target) == isLong
          if isAbove ? path.open >= level : path.open <= level { return (leg, path.start) }
        }
      }
    }
    var from = path.open
    for number in 1...Path.lastLeg {
      let end = path.end(of: number)
      let isWith = isLong ? end > from : end < from
      let met = nearest(of: own, isWith, from, end, best, isLong)
      if let met { return (met.leg, Moment(leg: number, price: met.price)) }
      if isWith { best = isLong ? Swift.max(best, end) : Swift.min(best, end) }
      from = end
    }
    return nil
  }

  /// The price that lies nearest on a way of the market.
  private func nearest(
    of legs: [Leg], _ isWith: Bool, _ from: Int64, _ end: Int64, _ best: Int64, _ isLong: Bool
  ) -> (leg: Leg, price: Int64)? {
    var found: (leg: Leg, price: Int64)?
    for leg in legs where (leg.kind == .target) == isWith {
      guard let price = level(of: leg, best, isLong),
        Swift.min(from, end) <= price, price <= Swift.max(from, end)
      else { continue }
      guard let known = found else {
        found = (leg, price)
        continue
      }
      let (far, near) = ((known.price - from).magnitude, (price - from).magnitude)
      if near < far || (near == far && leg.kind.rawValue < known.leg.kind.rawValue) {
        found = (leg, price)
      }
    }
    return found
  }

  /// Where a price stands; nothing for a trail that is not in force.
  private func level(of leg: Leg, _ best: Int64, _ isLong: Bool) -> Int64? {
    guard leg.kind == .trail else { return leg.price }
    if leg.armed > 0, isLong ? best < leg.armed : best > leg.armed { return nil }
    let (price, overflow) =
      isLong
      ? best.subtractingReportingOverflow(leg.price) : best.addingReportingOverflow(leg.price)
    return overflow || price <= 0 ? nil : price
  }
}

extension Path {
  /// Where the market comes to a price from a moment on, above it or below it; at once where it is
  /// there.
  func arrival(at price: Int64, above: Bool, from start: Moment) -> Moment? {
    if above ? start.price >= price : start.price <= price { return start }
    for leg in start.leg...Path.lastLeg {
      let end = end(of: leg)
      if above ? end >= price : end <= price { return Moment(leg: leg, price: price) }
    }
    return nil
  }

  /// True when the market comes by one moment before the other.
  func isBefore(_ one: Moment, _ other: Moment) -> Bool {
    if one.leg != other.leg { return one.leg < other.leg }
    if one.leg == 0 { return false }
    let start = end(of: one.leg - 1)
    return (one.price - start).magnitude < (other.price - start).magnitude
  }
}
