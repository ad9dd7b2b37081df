internal import Machine

/// `allocate`: the position follows a share of equity. One statement holds the long side, one the
/// short; each lowers and raises its own.
extension Session {
  /// The first half: a position that is too large is lowered, and one whose side is over is left.
  mutating func lower(_ decision: Decision, _ plan: Plan) {
    guard decision.verb == .acts, units != 0, isOpen(plan.direction),
      let wanted = wanted(decision, plan), wanted < held
    else { return }
    line(up: ExitOrder(statement: decision.statement, share: held - wanted))
  }

  /// The second half: a position that is too small is raised. Against an open one the order is a
  /// reversal.
  mutating func raise(_ decision: Decision, _ plan: Plan, isBlocked: Bool) {
    guard decision.verb == .acts else { return }
    if decision.value.isNaN {
      // One of the two says so.
      return plan.direction > 0 ? refuse(decision.statement, .missingSize) : ()
    }
    let own = isOpen(plan.direction) ? held : 0
    guard let wanted = wanted(decision, plan), wanted > own else { return }
    if isBlocked { return refuse(decision.statement, .limit) }
    if let reason = barrier(plan, atFill: false) { return refuse(decision.statement, reason) }
    let side: Side = plan.direction > 0 ? .buy : .sell
    guard closesAtPrice, let close = Price(count: mark), let price = terms.marketFill(close, side)
    else { return refuse(decision.statement, .price) }
    guard let free = freeCash(at: price, plan.direction),
      let most = terms.fee.affordable(free, at: price)
    else { return refuse(decision.statement, .overflow) }
    // What is missing is bought as far as cash goes: costs alone may leave it a little short.
    let count = terms.instrument.roundDown(Swift.min(wanted - own, most))
    if count <= 0 { return refuse(decision.statement, most <= 0 ? .cash : .zeroSize) }
    send(EntryOrder(statement: decision.statement, amount: count), plan, at: price)
  }

  /// The units that the side of a plan should hold, in counts; nothing where it is to be left as it
  /// is. Costs are left out, so that a position once right does not shrink by them.
  private mutating func wanted(_ decision: Decision, _ plan: Plan) -> Int64? {
    guard !decision.value.isNaN, closesAtPrice, mark > 0, let equity, equity > .zero else {
      return nil
    }
    let value = positionValue.number
    let isOff = (decision.value - value / equity.number).magnitude
    if decision.value != 0 || units == 0, !decision.band.isNaN, isOff <= decision.band {
      return nil
    }
    let target = plan.direction > 0 ? decision.value : -decision.value
    let count = counts(of: target.magnitude, equity)
    if target >= 0 { return count }
    // The other side's statement turns it around, where it can and there is enough for it.
    return count == 0 || !rules.reverses ? 0 : nil
  }

  /// A share of equity in units at the last close, rounded down to the lot.
  private func counts(of share: Double, _ equity: Money) -> Int64 {
    guard let parts = Share(share)?.parts,
      let budget = WideArithmetic.scale(equity.count.magnitude, by: parts, over: Share.whole),
      let whole = WideArithmetic.scale(budget.quotient, by: 1, over: UInt64(mark))
    else { return 0 }
    return terms.instrument.roundDown(Int64(clamping: whole.quotient))
  }
}
