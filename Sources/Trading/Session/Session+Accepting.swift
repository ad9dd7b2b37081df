internal import Machine

/// A session as the account of a broker: orders that someone else has decided come in, and are
/// judged by the same rules.
extension Session {
  /// Takes up an order.
  ///
  /// - Parameter through: the number of the last entry that an exit may speak of.
  mutating func accept(_ order: Order, through: Int = .max) {
    switch order.role {
    case .entry:
      var entry = EntryOrder(statement: order.statement, amount: order.amount, id: order.id)
      (entry.limit, entry.trigger, entry.prices) = (order.limit, order.trigger, order.prices)
      (entry.share, entry.since) = (order.equityShare, row - order.age)
      entry.decided = row
      entry.armed = armed(plans[order.statement].direction)
      entries.append(entry)
    case .exit:
      // Exits by statement and entry, behind each other where two are of the same.
      let exit = ExitOrder(
        statement: order.statement, entry: entry(of: order.parent), through: through,
        share: order.amount, id: order.id, since: row)
      let place = exits.firstIndex {
        ($0.statement, $0.entry) > (exit.statement, exit.entry)
      }
      exits.insert(exit, at: place ?? exits.count)
    case .standing:
      let exit = StandingExit(
        statement: order.statement, entry: entry(of: order.parent), share: order.amount,
        prices: order.prices, id: order.id, since: row - order.age)
      if terms.rule == .pine, order.age == 0 { beginTrail(exit) }
      let place = standingExits.firstIndex {
        ($0.statement, $0.entry) > (exit.statement, exit.entry)
      }
      standingExits.insert(exit, at: place ?? standingExits.count)
    case .guarding: break
    }
    hasPending = !exits.isEmpty || !entries.isEmpty
  }

  /// Takes up an order that guards an entry order; false when there is no such order.
  mutating func accept(guarding order: Order) -> Bool {
    guard let place = entries.firstIndex(where: { $0.id == order.parent }) else { return false }
    entries[place].guardID = order.id
    return true
  }

  /// Takes an order back; of one that need not go whole, what has met its price stays.
  mutating func drop(_ id: Int64, whole isWhole: Bool) {
    if isWhole {
      exits.removeAll { $0.id == id }
      guards.removeAll { $0.id == id }
    }
    entries.removeAll { $0.id == id && (isWhole || !$0.isAtMarket) }
    standingExits.removeAll { $0.id == id }
    hasPending = !exits.isEmpty || !entries.isEmpty
  }

  /// A bar has traded: where no order has had a price yet, what is open has seen its prices too, as
  /// a later one may be a trail.
  mutating func follow(_ bar: Bar) {
    guard !followsPath, !tracks.isEmpty, let path = terms.rule.path(bar) else { return }
    seeBest(path)
  }

  /// True for an order that has not ended.
  func isWaiting(_ id: Int64) -> Bool {
    exits.firstIndex { $0.id == id } != nil || entries.firstIndex { $0.id == id } != nil
      || standingExits.contains { $0.id == id } || guards.contains { $0.id == id }
  }

  /// True while an order guards an entry, or waits for its order to fill.
  func isGuarded(_ id: Int64, _ parent: Int64) -> Bool {
    guards.contains { $0.id == id } || entries.firstIndex { $0.id == parent } != nil
  }
}
