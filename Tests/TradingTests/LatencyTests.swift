import Machine
import TestSupport
import Testing

@testable import Trading

/// Orders that need longer than to the next bar.
@Suite struct LatencyTests {
  private static let hour: Int64 = 3_600_000_000_000
  private static let slot = Slot(.number, 0)

  private static func session(
    _ orders: [OrderStatement], latency: Int64, mostEntries: Int = 1
  ) throws -> Session {
    var terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    terms.latency = latency
    var session = Session(
      orders, terms: terms, rules: Rules(mostEntries: mostEntries), keepsFills: true)
    session.delay(interval: hour)
    return session
  }

  private static func bar(
    _ session: inout Session, _ row: Int, at hour: Int, _ prices: [Double],
    _ decisions: Decision...
  ) {
    let words = prices.map { Grid.word($0) }
    let bar = Bar(
      time: Int64(hour) * Self.hour, open: words[0], high: words[1], low: words[2],
      close: words[3], volume: 0)
    session.trade(row: row, bar: bar)
    session.close(row: row, bar: bar)
    session.decide(decisions)
  }

  private static func flat(_ price: Double) -> [Double] { [price, price, price, price] }

  /// Decided at 1:00, the close of the bar of 0:00.
  @Test(arguments: [
    (Int64(0), 1), (1, 1), (3_599_999_999_999, 1), (3_600_000_000_000, 2), (3_600_000_000_001, 3),
    (7_200_000_000_000, 3),
  ])
  func anOrderMeetsTheFirstBarBehindIt(_ latency: Int64, _ row: Int) throws {
    var session = try Self.session([.enter(.long, .units)], latency: latency)
    Self.bar(&session, 0, at: 0, Self.flat(100), Decision(statement: 0, value: 10))
    for next in 1...4 { Self.bar(&session, next, at: next, Self.flat(100 + Double(next))) }
    #expect(session.fills.map(\.row) == [row] && !session.hasPending)
    #expect(try session.fills.map(\.price) == [Price("\(100 + row)")])
  }

  /// By time, not by bars: over a gap nothing is waited for twice, and what arrives together fills
  /// in the order in which it was decided.
  @Test func aGapIsTimeToo() throws {
    var session = try Self.session(
      [.enter(.long, .units), .exit()], latency: 2 * Self.hour, mostEntries: 2)
    Self.bar(&session, 0, at: 0, Self.flat(100), Decision(statement: 0, value: 10))
    Self.bar(&session, 1, at: 1, Self.flat(100), Decision(statement: 0, value: 5))
    Self.bar(&session, 2, at: 60, Self.flat(100))
    #expect(session.fills.map(\.quantity.description) == ["10", "5"])
    #expect(session.fills.map(\.row) == [2, 2])
  }

  /// An exit speaks of what was open when it was decided.
  @Test func anExitOnItsWayLeavesLaterEntriesAlone() throws {
    var session = try Self.session(
      [.enter(.long, .units), .exit()], latency: 2 * Self.hour, mostEntries: 2)
    Self.bar(&session, 0, at: 0, Self.flat(100), Decision(statement: 0, value: 10))
    Self.bar(&session, 1, at: 1, Self.flat(100))
    Self.bar(&session, 2, at: 2, Self.flat(100), Decision(statement: 0, value: 5))
    Self.bar(&session, 3, at: 3, Self.flat(100), Decision(statement: 1))
    for next in 4...8 { Self.bar(&session, next, at: next, Self.flat(100)) }
    #expect(session.position.description == "5" && !session.hasPending)
  }

  /// The size is that of the close that decided it, and checked again at the fill.
  @Test func sizesAreFixedWhenTheyAreDecided() throws {
    var session = try Self.session([.enter(.long)], latency: Self.hour)
    Self.bar(&session, 0, at: 0, Self.flat(100), Decision(statement: 0))
    Self.bar(&session, 1, at: 1, Self.flat(50))
    Self.bar(&session, 2, at: 2, Self.flat(50))
    #expect(session.position.description == "100")
    var dear = try Self.session([.enter(.long)], latency: Self.hour)
    Self.bar(&dear, 0, at: 0, Self.flat(100), Decision(statement: 0))
    Self.bar(&dear, 1, at: 1, Self.flat(125))
    Self.bar(&dear, 2, at: 2, Self.flat(125))
    #expect(dear.position.description == "80")
    #expect(dear.refusals.map(\.reason) == [.reduced])
  }

  /// What rests is taken back as late as it was sent, and prices of exits come into force late.
  @Test func whatIsTakenBackAndPricesAreLateToo() throws {
    let limit = OrderStatement(
      kind: .enter(.long, tag: nil, size: .init(unit: .units, value: Self.slot)),
      when: Slot(.flag, 0), placement: .init(at: Self.slot, beyond: nil, keep: nil),
      origin: Origin(0, 0))
    let stop = OrderStatement(
      kind: .exit(.all, share: nil), when: Slot(.flag, 0),
      prices: .init(stop: .init(.level, Self.slot)), origin: Origin(0, 0))
    var prices = PriceReadings()
    prices.at = 95
    var session = try Self.session([limit], latency: Self.hour)
    Self.bar(&session, 0, at: 0, Self.flat(100), Decision(statement: 0, value: 1, prices: prices))
    Self.bar(&session, 1, at: 1, [100, 100, 90, 100])
    // The bar of 2:00 is the first it meets, and the last: at 2:00 nothing was renewed.
    Self.bar(&session, 2, at: 2, Self.flat(100))
    Self.bar(&session, 3, at: 3, [100, 100, 90, 100])
    #expect(session.fills.isEmpty && session.position == .zero)
    var met = try Self.session([limit], latency: Self.hour)
    Self.bar(&met, 0, at: 0, Self.flat(100), Decision(statement: 0, value: 1, prices: prices))
    Self.bar(&met, 1, at: 1, Self.flat(100))
    Self.bar(&met, 2, at: 2, [100, 100, 90, 100])
    #expect(met.fills.map(\.row) == [2])
    var stopped = try Self.session([.enter(.long, .units), stop], latency: Self.hour)
    var level = PriceReadings()
    level.stop = 95
    let stands = Decision(statement: 1, prices: level)
    Self.bar(&stopped, 0, at: 0, Self.flat(100), Decision(statement: 0, value: 1))
    Self.bar(&stopped, 1, at: 1, Self.flat(100), stands)
    Self.bar(&stopped, 2, at: 2, [100, 100, 90, 100], stands)
    #expect(stopped.position.description == "1")
    Self.bar(&stopped, 3, at: 3, [100, 100, 90, 100], stands)
    #expect(stopped.position == .zero && stopped.trades.map(\.exitRow) == [3])
  }

  /// By the rule of Pine, and at the close, there is none.
  @Test func whoFillsOtherwiseHasNone() throws {
    for change in [0, 1] {
      var terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
      terms.latency = 10 * Self.hour
      if change == 0 { terms.rule = .pine } else { terms.timing = .close }
      var session = Session([.enter(.long, .units)], terms: terms)
      session.delay(interval: Self.hour)
      let isDelayed = session.isDelayed
      #expect(!isDelayed)
    }
  }
}
