import Machine
import TestSupport
import Testing

@testable import Trading

/// Random orders with prices on a grid of cents: the session, which jumps from touch to touch,
/// against the plain account, which goes through every bar cent by cent.
@Suite struct PricePropertyTests {
  private static let slot = Slot(.number, 0)

  private static func price(
    _ random: inout SplitMix64, _ forms: [OrderStatement.PriceForm]
  ) -> OrderStatement.ExitPrice? {
    random.once(in: 2) ? nil : .init(random.pick(forms), slot)
  }

  private static func prices(_ random: inout SplitMix64) -> OrderStatement.ExitPrices? {
    let prices = OrderStatement.ExitPrices(
      stop: price(&random, [.level, .distance, .distance]),
      target: price(&random, [.level, .distance, .risk]),
      trail: price(&random, [.distance, .risk]), after: price(&random, [.distance, .risk]))
    return prices.all.isEmpty || (prices.after != nil && prices.trail == nil) ? nil : prices
  }

  private static func placement(_ random: inout SplitMix64) -> OrderStatement.Placement? {
    let at = random.once(in: 3) ? slot : nil
    let beyond = random.once(in: 3) ? slot : nil
    if at == nil, beyond == nil { return nil }
    return .init(at: at, beyond: beyond, keep: random.once(in: 2) ? Slot(.flag, 0) : nil)
  }

  static func order(_ random: inout SplitMix64) -> OrderStatement {
    let (tags, origin) = ([nil, "a", "b"], Origin(0, 0))
    let prices = prices(&random)
    if random.below(5) < 3 {
      var units: [OrderStatement.SizeUnit?] = [nil, .share, .units, .cash]
      if prices?.stop != nil { units += [.risk, .risk] }
      let size = random.pick(units).map { OrderStatement.Size(unit: $0, value: slot) }
      return OrderStatement(
        kind: .enter(random.pick([.long, .short]), tag: random.pick(tags), size: size),
        when: Slot(.flag, 0), placement: placement(&random), prices: prices, origin: origin)
    }
    let selectors: [OrderStatement.Selector] = [
      .all, .side(.long), .side(.short), .tag("a"), .tag("b"),
    ]
    return OrderStatement(
      kind: .exit(random.pick(selectors), share: random.once(in: 2) ? slot : nil),
      when: Slot(.flag, 0), prices: prices, origin: origin)
  }

  static func terms(_ random: inout SplitMix64) throws -> Terms {
    let lot = random.once(in: 2) ? try Quantity(random.pick(["1", "0.001", "7"])) : nil
    return Terms(
      capital: try Money(random.pick(["1000", "10000"])),
      instrument: try Instrument(symbol: "R", tick: try Price("0.01"), lot: lot),
      fee: try FeeModel(
        random.pick(["0", "5bps", "3%", "0.01/unit min 1", "0.1% + 0.5/order"])),
      slippage: try SlippageModel(
        random.pick(["0", "0", "5bps", "1%", "3 ticks"]), tick: try Price("0.01")),
      timing: random.once(in: 6) ? .close : .nextOpen)
  }

  static func value(_ order: OrderStatement, _ random: inout SplitMix64) -> Double {
    if random.once(in: 40) { return random.pick([.nan, 0, -1]) }
    guard case .enter(_, _, let size) = order.kind else {
      return random.pick([0.1, 1.0 / 3, 0.5, 0.7, 1, 2])
    }
    switch size?.unit {
    case .units: return random.pick([0.5, 1, 3.75, 20, 200])
    case .cash: return random.pick([10, 500.5, 5000])
    case .risk: return random.pick([0.001, 0.01, 0.5])
    case .share, nil: return random.pick([0.1, 0.5, 1, 1.5])
    }
  }

  /// Prices near the market, in whole cents; now and then one that is missing or makes no sense.
  static func readings(
    _ order: OrderStatement, _ close: Int, _ random: inout SplitMix64
  ) -> PriceReadings {
    func level() -> Double {
      if random.once(in: 30) { return random.pick([.nan, 0, -2, .infinity]) }
      return Double(close + random.below(41) - 20) / 100
    }
    func distance(_ form: OrderStatement.PriceForm) -> Double {
      if random.once(in: 30) { return random.pick([.nan, 0, -2, 1e12]) }
      return form == .risk ? Double(1 + random.below(3)) : Double(1 + random.below(25)) / 100
    }
    func price(_ price: OrderStatement.ExitPrice?) -> Double {
      guard let price else { return .nan }
      return price.form == .level ? level() : distance(price.form)
    }
    var readings = PriceReadings()
    if order.placement?.at != nil { readings.at = level() }
    if order.placement?.beyond != nil { readings.beyond = level() }
    readings.stop = price(order.prices?.stop)
    readings.target = price(order.prices?.target)
    readings.trail = price(order.prices?.trail)
    readings.after = price(order.prices?.after)
    return readings
  }

  /// A bar in cents.
  static func bar(_ last: Int, _ random: inout SplitMix64) -> [Int] {
    let open = max(30, last + random.below(11) - 5)
    let close = max(30, open + random.below(31) - 15)
    let high = max(open, close) + random.below(12)
    return [open, high, min(open, close) - random.below(12), close]
  }

  @Test(arguments: SplitMix64.seeds(200))
  func theSessionEqualsTheCentByCentAccount(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let orders = (0..<(2 + random.below(6))).map { _ in PricePropertyTests.order(&random) }
    let terms = try PricePropertyTests.terms(&random)
    let rules = Rules(
      mostEntries: random.pick([1, 1, 2, 4]), cooldown: random.pick([0, 0, 1, 3]),
      reverses: random.below(4) > 0)
    var session = Session(orders, terms: terms, rules: rules, keepsFills: true)
    var plain = PlainAccount(orders, terms, rules)
    var last = 500 + random.below(1000)
    for row in 0..<150 {
      let cents = PricePropertyTests.bar(last, &random)
      last = cents[3]
      var bar = cents.map { Double($0) / 100 }
      if random.once(in: 25) { bar[random.below(4)] = random.pick([.nan, 0, -3, .infinity]) }
      let words = bar.map { Grid.word($0) }
      session.trade(
        row: row,
        bar: Bar(
          time: Int64(row), open: words[0], high: words[1], low: words[2], close: words[3],
          volume: 0))
      if session.followsPath {
        plain.trade(row, open: bar[0], high: bar[1], low: bar[2], close: bar[3])
      } else {
        plain.open(row, bar[0])
      }
      session.close(row: row, word: words[3])
      plain.close(row, bar[3])
      var decisions: [Decision] = []
      for (number, order) in orders.enumerated() {
        let odds = order.isEntry ? 5 : order.prices == nil ? 10 : 2
        if random.once(in: odds) {
          decisions.append(
            Decision(
              statement: number, value: PricePropertyTests.value(order, &random),
              prices: PricePropertyTests.readings(order, last, &random)))
        } else if order.placement?.keep != nil, random.below(4) > 0 {
          decisions.append(Decision(statement: number, .keeps))
        }
      }
      session.decide(decisions)
      plain.decide(decisions)
      let place = "row \(row), seed \(seed)"
      try #require(session.cash.count == plain.cash, "cash at \(place)")
      try #require(Int128(session.position.count) == plain.position, "position at \(place)")
      LedgerPropertyTests.checkConservation(session, orders, place)
    }
    try LedgerPropertyTests.compare(session, plain, "seed \(seed)")
  }

  /// The trial says something: every reason is met, and orders of every kind fill.
  @Test func everyReasonIsMet() throws {
    var reasons: Set<String> = []
    for seed in 0..<40 {
      var random = SplitMix64(seed: UInt64(seed))
      let orders = (0..<6).map { _ in PricePropertyTests.order(&random) }
      var session = Session(orders, terms: try PricePropertyTests.terms(&random))
      var last = 500
      for row in 0..<100 {
        let words = PricePropertyTests.bar(last, &random).map { Int64($0) * 1_000_000 }
        last = Int(words[3] / 1_000_000)
        session.trade(
          row: row,
          bar: Bar(
            time: 0, open: words[0], high: words[1], low: words[2], close: words[3], volume: 0))
        session.close(row: row, word: words[3])
        session.decide(
          orders.indices.filter { _ in random.once(in: 2) }.map {
            Decision(
              statement: $0, value: PricePropertyTests.value(orders[$0], &random),
              prices: PricePropertyTests.readings(orders[$0], last, &random))
          })
      }
      reasons.formUnion(session.trades.map(\.reason.text))
      reasons.formUnion(session.refusals.map(\.reason.text))
    }
    let wanted: Set<String> = [
      "signal", "stop", "target", "trail", "reversal", "missing-price", "wrong-stop", "capped",
      "zero-size", "acted", "already-open",
    ]
    #expect(wanted.subtracting(reasons).isEmpty, "\(reasons.sorted())")
  }
}
