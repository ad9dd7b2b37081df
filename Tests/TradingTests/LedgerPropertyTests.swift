import Machine
import TestSupport
import Testing

@testable import Trading

/// Random statements, prices and decisions: the session against the plain account, and the laws of
/// money.
@Suite struct LedgerPropertyTests {
  private static func orders(_ random: inout SplitMix64) -> [OrderStatement] {
    let tags = [nil, "a", "b"]
    let units: [OrderStatement.SizeUnit?] = [nil, .share, .units, .cash]
    return (0..<(2 + random.below(6))).map { _ in
      if random.below(5) < 3 {
        return .enter(random.pick([.long, .short]), tag: random.pick(tags), random.pick(units))
      }
      let selectors: [OrderStatement.Selector] = [
        .all, .side(.long), .side(.short), .tag("a"), .tag("b"),
      ]
      return .exit(random.pick(selectors), share: random.once(in: 2))
    }
  }

  private static func terms(_ random: inout SplitMix64) throws -> Terms {
    let tick = random.once(in: 2) ? try Price(random.pick(["0.01", "0.25", "0.00003"])) : nil
    let lot = random.once(in: 2) ? try Quantity(random.pick(["1", "0.001", "7"])) : nil
    return Terms(
      capital: try Money(random.pick(["1000", "10000", "123456.789"])),
      instrument: try Instrument(symbol: "R", tick: tick, lot: lot),
      fee: try FeeModel(
        random.pick(["0", "5bps", "0.1%", "3%", "0.000137", "0.003/unit", "1/order min 2"])),
      slippage: .share(try Ratio(random.pick(["0", "5bps", "1%", "0.000077"]))),
      timing: random.once(in: 4) ? .close : .nextOpen)
  }

  private static func value(_ order: OrderStatement, _ random: inout SplitMix64) -> Double {
    if random.once(in: 40) { return random.pick([.nan, 0, -1]) }
    switch order.kind {
    case .enter(_, _, let size):
      switch size?.unit {
      case nil: return .nan
      case .share: return random.pick([0.1, 0.33, 0.5, 1, 1.5])
      case .units: return random.pick([0.5, 1, 3.75, 20, 200])
      case .cash: return random.pick([10, 500.5, 5000, 20_000])
      case .risk: return random.pick([0.01, 0.02, 0.5])
      }
    case .allocate: return random.pick([-0.5, 0, 0.3, 1])
    case .exit: return random.pick([0.1, 1.0 / 3, 0.5, 0.7, 1, 2])
    }
  }

  private static func number(_ last: Double, _ random: inout SplitMix64) -> Double {
    if random.once(in: 30) { return random.pick([.nan, 0, -3, .infinity]) }
    let moved = last * (1 + Double(random.below(2001) - 1000) / 20_000)
    return random.once(in: 3) ? moved : (moved * 100).rounded() / 100
  }

  @Test(arguments: SplitMix64.seeds(150))
  func theSessionEqualsThePlainAccount(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let orders = LedgerPropertyTests.orders(&random)
    let terms = try LedgerPropertyTests.terms(&random)
    let rules = Rules(
      mostEntries: random.pick([1, 1, 3]), cooldown: random.pick([0, 0, 2]),
      reverses: random.below(4) > 0)
    var session = Session(orders, terms: terms, rules: rules, keepsFills: true)
    var plain = PlainAccount(orders, terms, rules)
    var last = random.pick([0.8, 12.0, 95.5])
    for row in 0..<200 {
      let open = LedgerPropertyTests.number(last, &random)
      let close = LedgerPropertyTests.number(last, &random)
      if close.isFinite, close > 0.2 { last = close }
      session.open(row: row, word: Grid.word(open))
      plain.open(row, open)
      session.close(row: row, word: Grid.word(close))
      plain.close(row, close)
      var decisions: [Decision] = []
      for statement in orders.indices where random.once(in: 6) {
        let value = LedgerPropertyTests.value(orders[statement], &random)
        decisions.append(Decision(statement: statement, value: value))
      }
      session.decide(decisions)
      plain.decide(decisions)
      try #require(session.cash.count == plain.cash, "cash at row \(row), seed \(seed)")
      try #require(Int128(session.position.count) == plain.position, "row \(row), seed \(seed)")
      LedgerPropertyTests.checkConservation(session, orders, "row \(row), seed \(seed)")
    }
    try LedgerPropertyTests.compare(session, plain, "seed \(seed)")
  }

  static func compare(
    _ session: borrowing Session, _ plain: PlainAccount, _ place: String
  ) throws {
    let trades = session.trades.map {
      PlainAccount.ClosedTrade(
        entryRow: $0.entryRow, exitRow: $0.exitRow, units: Int128($0.units),
        entryPrice: Int128($0.entryPrice.count), exitPrice: Int128($0.exitPrice.count),
        fees: $0.fees.count, reason: $0.reason.text)
    }
    let same = zip(trades, plain.trades).prefix { $0 == $1 }.count
    #expect(
      trades == plain.trades,
      """
      \(place), trade \(same): \(same < trades.count ? "\(trades[same])" : "none") against \
      \(same < plain.trades.count ? "\(plain.trades[same])" : "none")
      """)
    let refused = Dictionary(
      uniqueKeysWithValues: session.refusals.map {
        ("\($0.statement) \($0.reason.text)", $0.count)
      })
    #expect(refused == plain.refused, "\(place)")
    #expect(session.feesPaid.count == plain.fees, "\(place)")
  }

  /// Nothing is made or lost: the laws that hold whatever the rules.
  static func checkConservation(
    _ session: borrowing Session, _ orders: [OrderStatement], _ place: String
  ) {
    var (cash, units, fees) = (session.terms.capital.count, Int128(0), Int128(0))
    for fill in session.fills {
      let sign: Int128 = fill.side == .buy ? 1 : -1
      cash -= sign * Money(fill.price, times: fill.quantity).count + fill.fee.count
      units += sign * Int128(fill.quantity.count)
      fees += fill.fee.count
    }
    cash -= session.carried.count
    #expect(session.cash.count == cash, "cash is the sum of the fills, \(place)")
    #expect(Int128(session.position.count) == units, "position is the sum of the fills, \(place)")
    #expect(session.feesPaid.count == fees, "fees are the sum of the fills, \(place)")
    #expect(session.fillCount == session.fills.count)
    var open: Int128 = 0
    for lot in session.openLots {
      let sign: Int128 = lot.direction == .long ? 1 : -1
      let value = session.positionValue.count / units * sign * Int128(lot.quantity.count)
      open += value - sign * Money(lot.entryPrice, times: lot.quantity).count - lot.fees.count
    }
    let net = session.trades.reduce(Int128(0)) { $0 + $1.net.count }
    #expect(
      session.equity?.count
        == session.terms.capital.count + net + open - session.carried.count,
      "equity is capital, trades and what is open, \(place)")
    let isLongOnly = orders.allSatisfy {
      if case .enter(.short, _, _) = $0.kind { false } else { true }
    }
    // An exit is not refused for its fee: a fixed one can be more than what it brings.
    var isShare = false
    if case .share = session.terms.fee { isShare = true }
    let owes =
      session.terms.margin != nil || session.terms.rule == .pine || session.terms.funding != nil
    if isLongOnly, isShare, !owes { #expect(session.cash >= .zero, "no cash is owed, \(place)") }
  }

  /// A session copied at any bar and continued gives what the original gives.
  @Test(arguments: SplitMix64.seeds(20))
  func aCopyContinuesAlike(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let orders = LedgerPropertyTests.orders(&random)
    let terms = try LedgerPropertyTests.terms(&random)
    var first = Session(orders, terms: terms)
    var second = Session(orders, terms: terms)
    let cut = random.below(100)
    for row in 0..<150 {
      if row == cut { second = first.copy() }
      let (open, close) = (Double(50 + random.below(50)), Double(50 + random.below(50)))
      let decisions = orders.indices.filter { _ in random.once(in: 5) }.map {
        Decision(statement: $0, value: LedgerPropertyTests.value(orders[$0], &random))
      }
      first.open(row: row, word: Grid.word(open))
      first.close(row: row, word: Grid.word(close))
      first.decide(decisions)
      if row >= cut {
        second.open(row: row, word: Grid.word(open))
        second.close(row: row, word: Grid.word(close))
        second.decide(decisions)
      }
    }
    #expect(first.trades == second.trades && first.cash == second.cash)
    #expect(first.refusals == second.refusals, "seed \(seed)")
  }
}
