import Machine
import TestSupport
import Testing

@testable import Trading

/// Random orders under random terms, by both rules, with margin, borrowing and costs that follow
/// the bar: whatever happens, nothing is made or lost.
@Suite struct StreamPropertyTests {
  private static func terms(_ random: inout SplitMix64) throws -> Terms {
    var terms = try PricePropertyTests.terms(&random)
    let tick = try Price("0.01")
    if random.once(in: 2) {
      terms.slippage = try SlippageModel(
        random.pick(["10% of range", "impact 20%", "2 ticks + 5% of range + impact 1%"]),
        tick: tick)
    }
    if random.once(in: 3) {
      terms.rule = .pine
    } else if random.once(in: 2) {
      terms.margin = try Margin(
        leverage: random.pick(["1", "2.5", "20"]), maintenance: random.pick(["0", "5%", "40%"]))
    }
    if random.once(in: 3) { terms.borrow = try Ratio(random.pick(["3%", "90%"])) }
    if random.once(in: 3) {
      terms.funding = try Funding(random.pick(["0.1% per 8h", "-2% per 3d", "column rate per 1d"]))
    }
    if random.once(in: 2) { terms.participation = try Ratio(random.pick(["1%", "10%", "99%"])) }
    if random.once(in: 3) {
      terms.latency = random.pick([1, 1, 2, 5]) * 86_400_000_000_000 - Int64(random.below(2))
    }
    return terms
  }

  private static func bar(_ row: Int, _ last: inout Int, _ random: inout SplitMix64) -> Bar {
    let cents = PricePropertyTests.bar(last, &random)
    last = cents[3]
    var numbers = cents.map { Double($0) / 100 }
    if random.once(in: 25) { numbers[random.below(4)] = random.pick([.nan, 0, -3, .infinity]) }
    let words = numbers.map { Grid.word($0) }
    let volume = random.once(in: 10) ? random.pick([.nan, 0]) : Double(random.below(5_000))
    return Bar(
      time: Int64(row) * 86_400_000_000_000, open: words[0], high: words[1], low: words[2],
      close: words[3], volume: Grid.word(volume),
      extras: [Grid.word(random.pick([.nan, 0.001, -0.02, 3]))])
  }

  private static func decisions(
    _ orders: [OrderStatement], _ last: Int, _ random: inout SplitMix64
  ) -> [Decision] {
    orders.enumerated().compactMap { number, order in
      let odds = order.isEntry ? 4 : order.prices == nil ? 10 : 2
      if random.once(in: odds) {
        return Decision(
          statement: number, value: PricePropertyTests.value(order, &random),
          prices: PricePropertyTests.readings(order, last, &random))
      }
      let stays = order.placement?.keep != nil && random.below(4) > 0
      return stays ? Decision(statement: number, .keeps) : nil
    }
  }

  @Test(arguments: SplitMix64.seeds(150))
  func nothingIsMadeOrLost(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let orders = (0..<(2 + random.below(6))).map { _ in PricePropertyTests.order(&random) }
    let rules = Rules(mostEntries: random.pick([1, 2, 4]), reverses: random.below(4) > 0)
    var session = Session(
      orders, terms: try StreamPropertyTests.terms(&random), rules: rules, keepsFills: true)
    session.delay(interval: 86_400_000_000_000)
    session.findFunding(among: ["rate"])
    var (last, seen) = (500 + random.below(1000), 0)
    for row in 0..<120 {
      let bar = StreamPropertyTests.bar(row, &last, &random)
      session.trade(row: row, bar: bar)
      let path = session.terms.rule.path(bar)
      for fill in session.fills[seen...] {
        try StreamPropertyTests.check(fill, in: path, "row \(row), seed \(seed)")
      }
      StreamPropertyTests.checkVolume(
        session, session.fills[seen...], bar, "row \(row), seed \(seed)")
      session.close(row: row, bar: bar)
      session.decide(StreamPropertyTests.decisions(orders, last, &random))
      seen = session.fills.count
      LedgerPropertyTests.checkConservation(session, orders, "row \(row), seed \(seed)")
    }
  }

  /// No more fills than the bar lends, but for what is closed as equity no longer carries it.
  private static func checkVolume(
    _ session: borrowing Session, _ fills: ArraySlice<Fill>, _ bar: Bar, _ place: String
  ) {
    guard session.isCapped, let share = session.terms.participation else { return }
    let volume = Price(word: bar.volume)?.number ?? 0
    let units = fills.reduce(0) { $0 + ($1.statement < 0 ? 0 : $1.quantity.number) }
    #expect(units <= volume * share.number + 1e-6, "\(units) of \(volume), \(place)")
  }

  /// The market stood at the fill on its way through the bar; the price is no better, but for the
  /// tick that a limit gains.
  private static func check(_ fill: Fill, in path: Path?, _ place: String) throws {
    let path = try #require(path, "a fill without a bar, \(place)")
    let (high, low) = path.extremes(from: path.start, to: path.end)
    #expect(low <= fill.moment.price && fill.moment.price <= high, "\(fill), \(place)")
    let tick: Int64 = 1_000_000
    let better =
      fill.side == .buy
      ? fill.moment.price - fill.price.count : fill.price.count - fill.moment.price
    #expect(better < tick && fill.quantity > .zero, "\(fill), \(place)")
  }

  /// The same streams through a broker: every report is a legal move, both accounts are one, and
  /// what has not ended is known to both.
  @Test(arguments: SplitMix64.seeds(80))
  func everyOrderIsInALegalState(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 7_000)
    let orders = (0..<(2 + random.below(5))).map { _ in PricePropertyTests.order(&random) }
    var terms = try StreamPropertyTests.terms(&random)
    terms.timing = .nextOpen
    var session = Session(
      orders, terms: terms, rules: Rules(mostEntries: random.pick([1, 3])), keepsFills: true)
    session.findFunding(among: ["rate"])
    session.delay(interval: 86_400_000_000_000)
    let broker = try #require(
      PaperBroker(terms, interval: 86_400_000_000_000, columns: ["rate"]))
    var (last, heard, reports) = (800, Int64(0), [BrokerReport]())
    var wanted: [Int64: Quantity] = [:]
    func hear(_ session: inout Session, _ place: String) {
      reports.removeAll()
      broker.reports(since: heard, into: &reports)
      for report in reports {
        heard = report.sequence
        if case .noted(.reduced) = report.kind { wanted[report.order] = nil }
        // Filled is what has filled whole; what ends before that is cancelled.
        if case .filled(let execution) = report.kind, execution.isLast,
          let units = wanted[report.order], terms.rule == .quill
        {
          #expect(execution.filled.map { $0 >= units } ?? true, "\(report), \(place)")
        }
        let booking = session.book(report)
        #expect(booking == .done, "\(booking), \(place)")
      }
    }
    for row in 0..<100 {
      let place = "row \(row), seed \(seed)"
      let bar = StreamPropertyTests.bar(row, &last, &random)
      session.begin(row: row, bar: bar)
      broker.see(bar)
      hear(&session, place)
      session.close(row: row, bar: bar)
      try #require(broker.account.cash == session.cash, "\(place)")
      try #require(broker.account.position == session.position, "\(place)")
      session.decide(StreamPropertyTests.decisions(orders, last, &random))
      var (sent, cancels): ([Order], [Cancel]) = ([], [])
      session.dispatch(&sent, cancels: &cancels)
      for cancel in cancels {
        broker.cancel(cancel, at: bar.time)
        hear(&session, place)
      }
      for order in sent {
        #expect(session.move(order.id, to: .journalled) && session.move(order.id, to: .sent))
        if order.isEntry { wanted[order.id] = order.quantity }
        broker.place(order, at: bar.time)
        hear(&session, place)
      }
      // What travels is not accepted yet; what has met its price may fill though it is taken back.
      var states: Set<OrderState> = [.accepted, .partlyFilled]
      if session.isDelayed { states.formUnion([.sent, .cancelSent]) }
      if session.isCapped { states.insert(.cancelSent) }
      for standing in session.ordersAtBroker {
        #expect(states.contains(standing.state), "\(standing), \(place)")
      }
      LedgerPropertyTests.checkConservation(session, orders, place)
    }
  }
}
