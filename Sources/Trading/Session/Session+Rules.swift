internal import Machine

/// What the limits of a strategy look at, kept from bar to bar.
struct LimitWatch: Sendable, Hashable {
  private static let day: Int64 = 86_400_000_000_000

  private(set) var time = Int64.min
  /// Equity at the last close of the day before; nothing on the first.
  private(set) var dayBegan: Money?
  /// The highest equity at a close.
  var peak: Money?
  /// When entries were sent, oldest first; no more than the largest limit counts.
  var sent: [Int64] = []

  /// Equity at the last close.
  private var equity: Money?

  /// A bar with that start has closed.
  mutating func note(_ time: Int64, equity: Money?) {
    let isNext = self.time == .min || LimitWatch.date(time) != LimitWatch.date(self.time)
    if isNext { dayBegan = self.equity }
    self.time = time
    self.equity = equity
  }

  private static func date(_ time: Int64) -> Int64 {
    time >= 0 ? time / day : (time &- day &+ 1) / day
  }
}

/// What a strategy says of all its entries: checked where they are sent and where they fill.
extension Session {
  /// Why an entry of a plan cannot be now; nothing when it can.
  @inline(__always)
  mutating func barrier(_ plan: Plan, atFill: Bool) -> RefusalReason? {
    if units != 0 {
      if isOpen(plan.direction) {
        if plan.isAllocation { return nil }
        return rules.mostEntries == 1 || openEntries() >= rules.mostEntries ? .alreadyOpen : nil
      }
      return rules.reverses ? nil : .reversalOff
    }
    if rules.cooldown == 0 { return nil }
    // What fills at the next open was decided a bar ago.
    let passed = row - closedRow - (atFill && terms.timing == .nextOpen ? 1 : 0)
    return passed < rules.cooldown ? .cooldown : nil
  }

  /// How many entries are open; the parts of one order are one.
  mutating func openEntries() -> Int {
    var count = 0
    for index in lots.indices where index == 0 || lots[index].number != lots[index - 1].number {
      count += 1
    }
    return count
  }

  // MARK: Limits

  /// True when a limit is reached; one that flattens sends everything to the market.
  mutating func isLimited() -> Bool {
    guard let equity else { return true }
    let peak = Swift.max(watch.peak ?? terms.capital, equity)
    watch.peak = peak
    var isBlocked = false
    for limit in rules.limits where isReached(limit, equity, peak) {
      isBlocked = true
      if limit.flattens, units != 0, exits.isEmpty { flatten() }
    }
    return isBlocked
  }

  private mutating func isReached(_ limit: Rules.Limit, _ equity: Money, _ peak: Money) -> Bool {
    switch limit.kind {
    case .drawdown: return Session.lost(equity, of: peak) >= limit.value
    case .dailyLoss:
      return Session.lost(equity, of: watch.dayBegan ?? terms.capital) >= limit.value
    // Judged with the size of the entry.
    case .position, .orders, .sector, .exposure: return false
    }
  }

  private static func lost(_ equity: Money, of whole: Money) -> Double {
    whole > .zero ? (whole.number - equity.number) / whole.number : 0
  }

  /// Everything open goes to the market.
  private mutating func flatten() {
    guard let statement = flattening else { return }
    exits.append(ExitOrder(statement: statement, share: Int64(Share.whole), since: row))
  }

  /// Entries that rest are taken back.
  mutating func dropResting() {
    for index in entries.indices { refuse(entries[index].statement, .limit) }
    entries.clear()
  }

  /// An entry whose size is known sets out, unless a limit is in its way.
  @inline(__always)
  mutating func send(_ entry: EntryOrder, _ plan: Plan, at price: Price) {
    if isCapped, isWaiting(statement: entry.statement) { return refuse(entry.statement, .pending) }
    if !rules.limits.isEmpty {
      if isBeyond(entry, plan, price) { return refuse(entry.statement, .limit) }
      watch.sent.append(watch.time)
    }
    var entry = entry
    entry.decided = row
    if let memory { memories.append((row, memory)) }
    entries.append(entry)
  }

  private mutating func isBeyond(_ entry: EntryOrder, _ plan: Plan, _ price: Price) -> Bool {
    let most = rules.limits.filter { $0.kind == .orders }.map(\.per).max() ?? 0
    watch.sent.removeAll { watch.time &- $0 >= most }
    for limit in rules.limits {
      switch limit.kind {
      case .drawdown, .dailyLoss: break
      case .position, .sector, .exposure:
        if isBeyond(limit, entry.amount, plan, price) { return true }
      case .orders:
        let recent = watch.sent.count { watch.time &- $0 < limit.per }
        if Double(recent) >= limit.value { return true }
      }
    }
    return false
  }

  /// True when an entry of so many units would hold more than a limit says: of its instrument, of
  /// its sector or in all, with what others on the account hold.
  mutating func isBeyond(
    _ limit: Rules.Limit, _ amount: Int64, _ plan: Plan, _ price: Price
  ) -> Bool {
    let open = isOpen(plan.direction) ? held : 0
    let (units, overflow) = open.addingReportingOverflow(amount)
    let others =
      switch limit.kind {
      case .sector: self.others.grossInSector
      case .exposure: self.others.gross
      case .position, .orders, .drawdown, .dailyLoss: Money.zero
      }
    let value = Money(price, times: Quantity(count: units)).plus(others)
    guard !overflow, let value else { return true }
    return value.number > limit.value * (equity?.number ?? 0)
  }

  /// At the fill its price counts, and what others have filled meanwhile.
  mutating func isBeyondAtFill(_ bill: Bill, _ plan: Plan) -> Bool {
    for limit in rules.limits {
      switch limit.kind {
      case .position, .sector, .exposure:
        if isBeyond(limit, bill.units, plan, bill.price) { return true }
      case .drawdown, .dailyLoss, .orders: break
      }
    }
    return false
  }

  /// The statement in whose name a limit closes what is open.
  mutating func enrolFlattening() {
    guard flattening == nil, rules.limits.contains(where: \.flattens) else { return }
    let exit = OrderStatement(
      kind: .exit(.all, share: nil), when: Slot(.flag, 0), origin: Origin(0, 0))
    flattening = plans.count
    enrol(exit, as: plans.count)
  }
}
