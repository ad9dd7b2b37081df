internal import Machine

/// Dividends and splits of what is open.
extension Session {
  /// A corporate action happens before the next bar trades. What does not fit is left undone.
  public mutating func apply(_ action: CorporateAction) {
    switch action.kind {
    case .dividend(let amount): pay(Money(count: Int128(amount.count) &* Int128(units)))
    case .split(let split): self.split(split)
    }
  }

  /// Cash that no trade moves.
  private mutating func pay(_ amount: Money) {
    guard amount != .zero, let sum = cash.plus(amount), let all = income.plus(amount) else {
      return
    }
    (cash, income) = (sum, all)
    drawLine()
  }

  /// Every count of units and every price becomes another; the account is worth what it was, to the
  /// last count: what a fraction was worth is paid in cash. A fraction is what is less than a unit,
  /// or than the lot where that is less still.
  private mutating func split(_ split: CorporateAction.Split) {
    guard let newMark = split.price(mark, down: true), let newLots = lots(after: split) else {
      return
    }
    let value = positionValue
    var basis: Int128 = 0
    for index in lots.indices {
      basis &+= cost(newLots[index]) &- cost(lots[index])
      lots[index] = newLots[index]
    }
    units = newLots.reduce(0) { $0 + ($1.left) } * (units < 0 ? -1 : 1)
    mark = newMark
    let inLieu = Money(count: value.count &- positionValue.count)
    if let sum = cash.plus(inLieu) { cash = sum }
    let change = inLieu.count &+ (value.count < 0 ? 0 &- basis : basis)
    income = Money(count: income.count &+ change)
    adjustHeld(split)
    adjustOrders(split)
    for index in parcels.indices { adjust(index, split) }
    sweepLots()
    notePending()
    drawLine()
  }

  private func cost(_ lot: Lot) -> Int128 { Int128(lot.price.count) &* Int128(lot.left) }

  /// `nil` when something does not fit.
  private func lots(after split: CorporateAction.Split) -> [Lot]? {
    var result: [Lot] = []
    // Of all units together, so that entries of a few do not lose a fraction each.
    var (before, sum): (Int64, Int64) = (0, 0)
    for lot in lots.all {
      let (through, tooMany) = before.addingReportingOverflow(lot.left)
      if tooMany { return nil }
      before = through
      guard let count = split.price(lot.price.count), let price = Price(count: count),
        let touched = split.price(lot.moment.price), let filled = split.units(lot.filled),
        let all = split.units(through).map(terms.instrument.holdable)
      else { return nil }
      result.append(Lot(lot, price: price, touched: touched, filled: filled, left: all - sum))
      sum = all
    }
    return result
  }

  /// What has not arrived yet, as if it were in force.
  private mutating func adjust(_ parcel: Int, _ split: CorporateAction.Split) {
    let inForce = (exits, entries, standingExits)
    (exits, entries) = (parcels[parcel].exits, parcels[parcel].entries)
    standingExits = parcels[parcel].standing
    adjustOrders(split)
    (parcels[parcel].exits, parcels[parcel].entries) = (exits, entries)
    parcels[parcel].standing = standingExits
    (exits, entries, standingExits) = inForce
  }

  /// What is followed of the lots, and what guards them.
  private mutating func adjustHeld(_ split: CorporateAction.Split) {
    for index in tracks.indices {
      let old = tracks[index]
      let price = split.price(old.price.count).flatMap { Price(count: $0) }
      tracks[index] = Track(
        price: price ?? old.price, row: old.row, risk: split.price(old.risk) ?? 0,
        best: split.price(old.best) ?? old.best,
        order: old.order, decided: old.decided, high: split.price(old.high) ?? old.high,
        low: split.price(old.low) ?? old.low)
    }
    guards = guards.map { own in
      Guard(
        entry: own.entry, statement: own.statement, stop: split.price(own.stop) ?? 0,
        target: split.price(own.target) ?? 0, trail: split.price(own.trail) ?? 0,
        armed: split.price(own.armed) ?? 0, id: own.id)
    }
    for index in acted.indices { acted[index].left = split.units(acted[index].left) ?? 0 }
  }

  /// What rests, what is on its way to the market, and the prices of exits.
  private mutating func adjustOrders(_ split: CorporateAction.Split) {
    for index in entries.indices {
      let plan = plans[entries[index].statement]
      entries[index].amount = terms.instrument.roundDown(split.units(entries[index].amount) ?? 0)
      entries[index].limit = split.price(entries[index].limit) ?? 0
      entries[index].trigger = split.price(entries[index].trigger) ?? 0
      entries[index].prices = entries[index].prices.split(split, plan.forms)
    }
    // Nothing is left of an order below the smallest quantity.
    for index in entries.indices where entries[index].amount == 0 {
      refuse(entries[index].statement, .zeroSize)
    }
    entries.removeAll { $0.amount == 0 }
    for index in exits.indices where plans[exits[index].statement].isAllocation {
      exits[index].share = split.units(exits[index].share) ?? 0
    }
    standingExits = standingExits.map { exit in
      StandingExit(
        statement: exit.statement, entry: exit.entry, share: exit.share,
        prices: exit.prices.split(split, plans[exit.statement].forms), id: exit.id)
    }
  }
}

extension PriceReadings {
  /// Prices and distances after a split; shares and multiples of the risk stay what they are.
  fileprivate func split(_ split: CorporateAction.Split, _ forms: Plan.Forms) -> PriceReadings {
    func changed(_ form: OrderStatement.PriceForm?, _ value: Double) -> Double {
      form == .level || form == .distance ? split.price(value) : value
    }
    var prices = self
    prices.stop = changed(forms.stop, stop)
    prices.target = changed(forms.target, target)
    prices.trail = changed(forms.trail, trail)
    prices.after = changed(forms.after, after)
    return prices
  }
}
