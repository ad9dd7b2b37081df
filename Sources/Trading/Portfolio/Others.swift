/// What the rest of an account holds, for a session that shares the account with others.
///
/// A session counts its own position itself. What it must know beside that is small: what the
/// others are worth, how much of the cash is not to be spent by it, and what they hold in all.
public struct Others: Sendable, Hashable {
  /// The positions of the others at their last closes; negative for short ones. Nothing where the
  /// sum cannot be counted.
  public var value: Money?
  /// The part of the cash that is bound: twice what the others are short, and what their bars have
  /// set free behind the open. Negative where their exits on the way set more free than that.
  public var bound: Money
  /// What the others hold, long and short added up: in all, and in the sector of the session.
  public var gross: Money
  public var grossInSector: Money
  /// What the others' positions need of equity, and what of it must stay with them.
  public var needed = Money.zero
  public var maintained = Money.zero
  /// How many of the others hold something.
  public var positions: Int

  /// A session that has its account for itself.
  public static let none = Others(
    value: .zero, bound: .zero, gross: .zero, grossInSector: .zero, positions: 0)

  public init(
    value: Money?, bound: Money, gross: Money, grossInSector: Money, positions: Int
  ) {
    self.value = value
    self.bound = bound
    self.gross = gross
    self.grossInSector = grossInSector
    self.positions = positions
  }
}

extension Session {
  /// The session trades on an account that others trade on too: what is there for it now.
  public mutating func join(cash: Money, others: Others, peak: Double) {
    self.cash = cash
    self.others = others
    self.peak = peak
    drawLine()
  }

  /// What this session leaves free of the account, as others see it, in counts: of cash, but for
  /// what its own short position binds; with margin, of equity.
  var room: Int128 {
    let value = Int128(mark) &* Int128(units)
    guard let margin = terms.margin else { return cash.count &+ 2 &* Swift.min(0, value) }
    let worth = Money(count: Int128(truncatingIfNeeded: value.magnitude))
    return cash.count &+ value &- margin.needed(for: worth).count
  }

  /// What its way through the bar has set free behind the open: what is free now was less in
  /// between, or before.
  var released: Int128 { room &- leastRoom }

  /// What the exits on their way to the market will set free at the last close, fees off.
  mutating func release() -> Money {
    // How much of them the bars will lend nobody knows.
    if isCapped { return .zero }
    guard units != 0, !exits.isEmpty, let price = Price(count: mark) else { return .zero }
    var counts: Int64 = 0
    for index in exits.indices {
      let order = exits[index]
      counts = Swift.min(held, counts &+ closing(order, plans[order.statement]))
    }
    let bill = bill(counts, at: price)
    let free = terms.margin.map { $0.needed(for: bill.notional) } ?? bill.notional
    return Money(count: Swift.max(0, free.count &- bill.fee.count))
  }

  /// True when only a decision can change anything: nothing is on its way, rests, or is open with
  /// prices at which it is left.
  @inline(__always)
  public var isQuiet: Bool { !hasPending && (units == 0 || !followsPath) }

  /// True when nothing but exits is on its way: it goes first, so that others can spend what it
  /// sets free.
  public var onlyLeaves: Bool { entries.isEmpty }

  /// A session that was left alone learns the last close it has missed.
  mutating func learn(row: Int, mark count: Int64) {
    self.row = row
    mark = count
    closesAtPrice = true
  }

  /// The position is over, at the last close: what it trades is no longer there. Like `closeAtEnd`,
  /// with the costs of a market order; what rests is withdrawn.
  public mutating func closeOut() {
    entries.clear()
    closeAtEnd()
  }
}
