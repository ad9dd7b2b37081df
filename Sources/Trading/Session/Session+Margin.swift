internal import Machine

/// What the account owes: positions beyond its equity, and what borrowed units cost.
extension Session {
  /// The market has come to the end of a leg: where equity no longer carries what is open, all of
  /// it is closed at the market there.
  mutating func callMargin() {
    guard let margin = terms.margin, units != 0, let price = Price(count: now.price) else { return }
    let value = Money(price, times: Quantity(count: units))
    let worth = Money(count: value.count < 0 ? 0 - value.count : value.count)
    guard let rest = others.value, let equity = cash.plus(value)?.plus(rest),
      margin.calls(equity, holding: worth, beside: others.maintained)
    else { return }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = marketFill(price, side, held) else { return }
    let bill = bill(held, at: fill)
    guard settle(bill, side) else { return }
    serving = 0
    closeAll(bill, side, statement: -1, reason: .liquidation)
  }

  /// What an entry may cost at a price: what equity buys, but for what stays open beside it.
  mutating func power(at price: Price, _ direction: Int64) -> Money? {
    let value = Money(price, times: Quantity(count: units))
    guard let margin = terms.margin, let rest = others.value,
      var equity = cash.plus(value)?.plus(rest)?.minus(others.needed)
    else { return nil }
    let stays = units != 0 && isOpen(direction)
    if units != 0, !stays {
      guard let left = equity.minus(bill(held, at: price).fee) else { return nil }
      equity = left
    }
    let held = Money(count: value.count < 0 ? 0 - value.count : value.count)
    return margin.power(of: equity)?.minus(stays ? held : .zero)
  }

  /// What being open has cost beside trades.
  public var carried: Money { Money(count: borrowPaid.count &+ fundingPaid.count) }

  /// A year of borrowing, in nanoseconds: 365 days.
  private static let year: UInt64 = 31_536_000_000_000_000

  /// A bar begins: what was short since the bar before has cost its share of its worth at the last
  /// close, rounded down to the quantum of money.
  mutating func payBorrow(_ time: Int64) {
    defer { borrowedSince = time }
    guard terms.borrow != .zero, units < 0, mark > 0, borrowedSince != .min, time > borrowedSince
    else { return }
    let elapsed = UInt64(time.subtractingReportingOverflow(borrowedSince).partialValue.magnitude)
    let notional = Money(Price(count: mark)!, times: Quantity(count: held))
    let yearly = terms.borrow.part(of: notional.count.magnitude).quotient
    guard let part = WideArithmetic.scale(yearly, by: elapsed, over: Session.year),
      let cost = Int128(exactly: part.quotient), let left = cash.minus(Money(count: cost)),
      let paid = borrowPaid.plus(Money(count: cost))
    else { return }
    (cash, borrowPaid) = (left, paid)
    drawLine()
  }

  /// What a market order is expected to pay or get: `terms.marketFill`.
  @inline(__always)
  mutating func marketFill(_ price: Price, _ side: Side) -> Price? {
    if let slipShare { return slipShare.slip(price, side) }
    return terms.marketFill(price, side)
  }

  /// What so many units pay or get at the market in this bar.
  @inline(__always)
  mutating func marketFill(_ price: Price, _ side: Side, _ units: Int64) -> Price? {
    guard needsBar else { return marketFill(price, side) }
    return barFill(price, side, units)
  }

  /// The same where slippage asks for the bar.
  @inline(never)
  private mutating func barFill(_ price: Price, _ side: Side, _ units: Int64) -> Price? {
    guard case .parts(let slip) = terms.slippage else { return nil }
    guard let worse = slip.worse(price, units, scene) else { return nil }
    let signed = side == .buy ? worse : 0 - worse
    let (count, overflow) = price.count.addingReportingOverflow(signed)
    guard !overflow, let slipped = Price(count: count) else { return nil }
    return terms.instrument.snap(slipped, side, .against)
  }

  /// What slippage may ask of a bar.
  mutating func see(_ bar: Bar) {
    guard needsBar || isCapped else { return }
    scene = Scene()
    if let high = Price(word: bar.high), let low = Price(word: bar.low), high > low {
      scene.range = UInt64(high.count - low.count)
    }
    scene.volume = terms.instrument.units(ofContracts: Price(word: bar.volume)?.count ?? 0)
    guard let share = terms.participation else { return }
    let part = share.part(of: UInt128(scene.volume.magnitude)).quotient
    allowance = terms.instrument.roundDown(Int64(clamping: part))
  }
}
