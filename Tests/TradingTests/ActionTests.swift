import Machine
import TestSupport
import Testing

@testable import Trading

/// Dividends and splits of what is open.
@Suite struct ActionTests {
  private func statements(_ direction: OrderStatement.Direction) -> [OrderStatement] {
    let size = OrderStatement.Size(unit: .units, value: Slot(.number, 0))
    let stop = OrderStatement.ExitPrice(.level, Slot(.number, 1))
    return [
      OrderStatement(
        kind: .enter(direction, tag: nil, size: size), when: Slot(.flag, 0),
        prices: .init(stop: stop), origin: Origin(0, 0)),
      OrderStatement(kind: .exit(.all, share: nil), when: Slot(.flag, 1), origin: Origin(0, 0)),
      OrderStatement(
        kind: .enter(direction, tag: nil, size: size), when: Slot(.flag, 2),
        placement: .init(at: Slot(.number, 2), beyond: nil, keep: Slot(.flag, 3)),
        origin: Origin(0, 0)),
    ]
  }

  private func session(_ direction: OrderStatement.Direction) throws -> Session {
    let terms = Terms(
      capital: try Money("10000"), instrument: try Instrument(symbol: "X"),
      fee: .share(try Ratio("0.001")))
    return Session(
      statements(direction), terms: terms, rules: Rules(mostEntries: 2), keepsFills: true)
  }

  private func bar(_ row: Int, _ open: Double, _ close: Double) -> Bar {
    Bar(
      time: Int64(row), open: Grid.word(open), high: Grid.word(max(open, close)),
      low: Grid.word(min(open, close)), close: Grid.word(close), volume: Grid.word(1))
  }

  /// A session with 10 units at 70 and a stop at 63 (long) or 77 (short), with a limit that rests.
  private func open(_ direction: OrderStatement.Direction) throws -> Session {
    var session = try session(direction)
    session.close(row: 0, bar: bar(0, 70, 70))
    var prices = PriceReadings()
    prices.stop = direction == .long ? 63 : 77
    session.decide([Decision(statement: 0, value: 10, prices: prices)])
    session.trade(row: 1, bar: bar(1, 70, 70))
    session.close(row: 1, bar: bar(1, 70, 70))
    var limit = PriceReadings()
    limit.at = direction == .long ? 66.5 : 73.5
    session.decide([Decision(statement: 2, value: 14, prices: limit)])
    return session
  }

  private func balances(_ session: borrowing Session) throws -> Bool {
    var sum = try Money("10000").count &+ session.income.count
    for trade in session.trades { sum &+= trade.net.count }
    for lot in session.openLots {
      let sign: Int128 = lot.direction == .long ? 1 : -1
      let move = Int128(session.markCount) &- Int128(lot.entryPrice.count)
      sum &+= sign &* move &* Int128(lot.quantity.count) &- lot.fees.count
    }
    return session.equity == Money(count: sum)
  }

  @Test func aDividendIsPaidToWhoHoldsAndByWhoIsShort() throws {
    var long = try open(.long)
    let before = long.cash
    long.apply(CorporateAction(time: 0, kind: .dividend(try Price("3.29"))))
    let paid = try Money("32.9")
    #expect(long.cash == before.plus(paid) && long.income == paid)
    #expect(try balances(long))
    var short = try open(.short)
    let owed = short.cash
    short.apply(CorporateAction(time: 0, kind: .dividend(try Price("3.29"))))
    #expect(short.cash == owed.minus(paid))
    #expect(try balances(short))
    var flat = try session(.long)
    flat.apply(CorporateAction(time: 0, kind: .dividend(try Price("3.29"))))
    let capital = try Money("10000")
    #expect(flat.cash == capital && flat.income == .zero)
  }

  @Test(arguments: [OrderStatement.Direction.long, .short])
  func aSplitChangesUnitsAndPricesButNotTheAccount(
    _ direction: OrderStatement.Direction
  ) throws {
    var session = try open(direction)
    let worth = session.equity
    session.apply(
      CorporateAction(time: 0, kind: .split(try #require(.init(new: 7, old: 1)))))
    #expect(session.equity == worth && session.income == .zero)
    #expect(session.position.count.magnitude == 70 * 100_000_000)
    #expect(try session.openLots.map(\.entryPrice) == [Price("10")])
    #expect(try balances(session))
    // The resting limit stands at a seventh, for seven times as many; the stop moves too.
    let (touch, stop) = direction == .long ? (9.5, 9.0) : (10.5, 11.0)
    session.trade(row: 2, bar: bar(2, 10, touch))
    session.close(row: 2, bar: bar(2, 10, touch))
    #expect(session.position.count.magnitude == 168 * 100_000_000)
    session.decide([])
    session.trade(row: 3, bar: bar(3, touch, stop))
    session.close(row: 3, bar: bar(3, touch, stop))
    #expect(session.trades.map(\.reason) == [.stop])
    #expect(try session.trades.map(\.exitPrice) == [Price(direction == .long ? "9" : "11")])
    #expect(try balances(session))
  }

  /// Whatever the ratio, nothing is lost or made: fractions are paid.
  @Test func splitsOfEverySortBalance() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      var session = try open(random.below(2) == 0 ? .long : .short)
      for _ in 0..<3 {
        let (new, old) = (random.below(50) + 1, random.below(50) + 1)
        let worth = session.equity
        session.apply(
          CorporateAction(time: 0, kind: .split(try #require(.init(new: new, old: old)))))
        #expect(session.equity == worth, "\(new):\(old)")
        #expect(try balances(session), "\(new):\(old)")
      }
    }
  }

  @Test func aRatioOutOfRangeIsNone() {
    #expect(CorporateAction.Split(new: 0, old: 1) == nil)
    #expect(CorporateAction.Split(new: 1, old: -1) == nil)
    #expect(CorporateAction.Split(new: 2_000_000, old: 1) == nil)
  }
}
