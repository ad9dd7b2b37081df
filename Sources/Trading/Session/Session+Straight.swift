internal import Machine

/// Orders that go straight: decided at a close by one statement alone, with nothing else on its
/// way, and filled at the open behind it.
///
/// Nearly all orders of a plain strategy are such, and need none of the lists in which others wait.
/// Each step is the one that `close`, `decide` and `open` take; whatever might end otherwise is
/// left to them.
extension Session {
  /// True where nothing but the market and the ledger has a say in an order.
  public var goesStraight: Bool {
    let isPlain = slipShare != nil && feeShare != nil && rules.limits.isEmpty && rules.cooldown == 0
    let isAlone = others == .none && !keepsFills && !keepsOutcomes && !followsEntries
    return isPlain && isAlone && !followsPath && !isCapped && delay == 0
      && terms.rule == .quill && terms.timing == .nextOpen && !terms.watchesBars
  }

  /// The close of a bar at which one statement alone acts, and the open behind it. False where that
  /// must be done step by step; then nothing has changed but what the close changes.
  ///
  /// - Parameter value: the size that the statement has read.
  public mutating func goStraight(
    _ statement: Int, _ value: Double, row: Int, close: Int64, open: Int64
  ) -> Bool {
    self.close(row: row, word: close)
    guard closesAtPrice, let price = Price(word: open), lots.count < 2, acted.isEmpty else {
      return false
    }
    now = Moment(leg: 0, price: price.count)
    return plans[statement].isEntry
      ? enterStraight(statement, value, at: price) : leaveStraight(statement, at: price)
  }

  @inline(__always)
  private mutating func enterStraight(_ statement: Int, _ value: Double, at price: Price) -> Bool {
    guard plans[statement].isMarketEntry, !plans[statement].hasExits else { return false }
    let direction = plans[statement].direction
    if units != 0, isOpen(direction) || !rules.reverses { return false }
    guard let wanted = straightUnits(statement, value), canPay(wanted, price) else { return false }
    let side: Side = direction > 0 ? .buy : .sell
    guard let fill = marketFill(price, side) else { return false }
    let bill = bill(wanted, at: fill)
    row += 1
    guard units == 0 ? settle(bill, side) : reverse(bill, side, statement) else { return false }
    note(bill, side, statement: statement)
    entriesSoFar += 1
    lots.append(Lot(number: entriesSoFar, statement: statement, row: row, bill: bill, moment: now))
    units = direction > 0 ? wanted : 0 &- wanted
    drawLine()
    return true
  }

  @inline(__always)
  private mutating func leaveStraight(_ statement: Int, at price: Price) -> Bool {
    guard units != 0, !plans[statement].hasExits, !plans[statement].hasValue,
      speaks(plans[statement].scope, of: lots[0])
    else { return false }
    let side: Side = units > 0 ? .sell : .buy
    guard let fill = marketFill(price, side) else { return false }
    let bill = bill(held, at: fill)
    guard settle(bill, side) else { return false }
    row += 1
    closeAll(bill, side, statement: statement, reason: .signal)
    drawLine()
    return true
  }

  /// The counts that an entry asks for; nothing where it asks for none, or for as much as can be
  /// paid.
  @inline(__always)
  private mutating func straightUnits(_ statement: Int, _ value: Double) -> Int64? {
    guard plans[statement].size == .units, value > 0, let quantity = Quantity(value) else {
      return nil
    }
    let units = terms.instrument.roundDown(terms.instrument.units(ofContracts: quantity.count))
    return units > 0 ? units : nil
  }

  /// True where the account can surely pay for so many units, and for closing what is open, at the
  /// close and at the open: slippage at most doubles a price, and a fee is at most the notional.
  @inline(__always)
  private func canPay(_ wanted: Int64, _ open: Price) -> Bool {
    let price = Int128(Swift.max(mark, open.count))
    let worth = price &* Int128(wanted) &+ price &* Int128(held)
    return cash.count >> 124 == 0 && worth <= cash.count >> 2
  }
}
