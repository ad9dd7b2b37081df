import Machine
import Testing

@testable import Trading

/// The rules of prices one by one, in numbers a reader can follow.
@Suite struct PriceTests {
  private static let slot = Slot(.number, 0)

  private static func price(_ form: OrderStatement.PriceForm) -> OrderStatement.ExitPrice {
    .init(form, slot)
  }

  private static func enter(
    _ direction: OrderStatement.Direction = .long, at: Bool = false, beyond: Bool = false,
    _ prices: OrderStatement.ExitPrices? = nil
  ) -> OrderStatement {
    OrderStatement(
      kind: .enter(direction, tag: nil, size: .init(unit: .units, value: slot)),
      when: Slot(.flag, 0),
      placement: at || beyond
        ? .init(at: at ? slot : nil, beyond: beyond ? slot : nil, keep: Slot(.flag, 0)) : nil,
      prices: prices, origin: Origin(0, 0))
  }

  private static func exit(
    _ prices: OrderStatement.ExitPrices, share: Bool = false
  ) -> OrderStatement {
    OrderStatement(
      kind: .exit(.all, share: share ? slot : nil), when: Slot(.flag, 0), prices: prices,
      origin: Origin(0, 0))
  }

  private static func readings(_ change: (inout PriceReadings) -> Void) -> PriceReadings {
    var readings = PriceReadings()
    change(&readings)
    return readings
  }

  /// Bars as open, high, low, close; the decisions of each close by its row.
  private func trades(
    _ orders: [OrderStatement], _ bars: [[Double]], _ decisions: [Int: [Decision]],
    rules: Rules = .standard, slippage: String = "0"
  ) throws -> [String] {
    let terms = Terms(
      capital: try Money("100000"), instrument: try Instrument(symbol: "T"),
      slippage: .share(try Ratio(slippage)))
    var session = Session(orders, terms: terms, rules: rules)
    for (row, bar) in bars.enumerated() {
      let words = bar.map { Grid.word($0) }
      session.trade(
        row: row,
        bar: Bar(
          time: Int64(row), open: words[0], high: words[1], low: words[2], close: words[3],
          volume: 0))
      session.close(row: row, word: words[3])
      session.decide(decisions[row] ?? [])
    }
    return session.trades.map {
      "\($0.entryRow)@\($0.entryPrice) \($0.exitRow)@\($0.exitPrice) \($0.reason.text)"
    }
  }

  private func act(_ statement: Int, _ value: Double, _ prices: PriceReadings) -> Decision {
    Decision(statement: statement, value: value, prices: prices)
  }

  @Test func theNearerExtremeComesFirst() throws {
    let order = PriceTests.enter(
      .long, .init(stop: PriceTests.price(.distance), target: PriceTests.price(.distance)))
    let prices = PriceTests.readings { ($0.stop, $0.target) = (5, 5) }
    let start: [Double] = [100, 100, 100, 100]
    // Both are touched: the high is nearer, then the low is, then both are as near.
    for (bar, reason) in [
      ([100, 106, 90, 100], "target"), ([100, 110, 94, 100], "stop"),
      ([100, 106, 94, 100], "stop"),
    ] as [([Double], String)] {
      let found = try trades([order], [start, bar], [0: [act(0, 1, prices)]])
      #expect(found == ["1@100 1@\(reason == "stop" ? 95 : 105) \(reason)"])
    }
  }

  @Test func aGapFillsAtTheOpenAndStopsSlip() throws {
    let order = PriceTests.enter(
      .long, .init(stop: PriceTests.price(.ratio), target: PriceTests.price(.ratio)))
    let prices = PriceTests.readings { ($0.stop, $0.target) = (0.05, 0.05) }
    let bars: [[Double]] = [[100, 100, 100, 100], [100, 101, 99, 100]]
    #expect(
      try trades([order], bars + [[90, 91, 89, 90]], [0: [act(0, 1, prices)]])
        == ["1@100 2@90 stop"])
    #expect(
      try trades([order], bars + [[110, 111, 109, 110]], [0: [act(0, 1, prices)]])
        == ["1@100 2@110 target"])
    // In at 101, the stop 5 % below it at 95.95, out 1 % below that; the target does not slip.
    #expect(
      try trades(
        [order], bars + [[100, 100, 95.95, 97]], [0: [act(0, 1, prices)]], slippage: "1%")
        == ["1@101 2@94.9905 stop"])
    #expect(
      try trades(
        [order], bars + [[100, 106.05, 100, 101]], [0: [act(0, 1, prices)]], slippage: "1%")
        == ["1@101 2@106.05 target"])
  }

  @Test func aTrailFollowsTheBestPriceOnceItIsArmed() throws {
    let order = PriceTests.enter(
      .long, .init(trail: PriceTests.price(.distance), after: PriceTests.price(.distance)))
    let prices = PriceTests.readings { ($0.trail, $0.after) = (3, 5) }
    let bars: [[Double]] = [
      [100, 100, 100, 100], [100, 104, 99, 104], [104, 104, 96, 103], [103, 108, 102, 107],
      [107, 107, 104, 106],
    ]
    // 104 does not arm it, 108 does: it stands at 105 from there on.
    #expect(try trades([order], bars, [0: [act(0, 1, prices)]]) == ["1@100 4@105 trail"])
  }

  @Test func aStopLimitWaitsTwice() throws {
    let order = PriceTests.enter(.long, at: true, beyond: true)
    let prices = PriceTests.readings { ($0.beyond, $0.at) = (102, 101) }
    let end = PriceTests.exit(.init(target: PriceTests.price(.level)))
    let leave = PriceTests.readings { $0.target = 104 }
    let bars: [[Double]] = [
      // 100.5 is below the limit before the stop is touched; after it the market comes back.
      [100, 100, 100, 100], [100.5, 102.5, 100.4, 101.5], [101.5, 105, 101.2, 104],
      [104, 104, 100, 100],
    ]
    let keep = Decision(statement: 0, .keeps)
    #expect(
      try trades(
        [order, end], bars,
        [0: [act(0, 1, prices), act(1, 1, leave)], 1: [keep, act(1, 1, leave)], 2: [keep]])
        == [])
    #expect(
      try trades(
        [order, end],
        [[100, 100, 100, 100], [100.5, 102.5, 100.4, 100.8], [104, 105, 104, 104]],
        [0: [act(0, 1, prices), act(1, 1, leave)], 1: [act(1, 1, leave)]])
        == ["1@101 2@104 target"])
  }

  @Test func pricesOfAnExitShareItsShareOnce() throws {
    let half = PriceTests.exit(
      .init(stop: PriceTests.price(.distance), target: PriceTests.price(.distance)), share: true)
    let orders = [PriceTests.enter(), half]
    let prices = PriceTests.readings { ($0.stop, $0.target) = (2, 2) }
    let bars: [[Double]] = [
      [100, 100, 100, 100], [100, 103, 100, 101], [101, 103, 97, 100], [100, 103, 97, 100],
    ]
    var decisions: [Int: [Decision]] = [:]
    for row in 0..<4 { decisions[row] = [act(1, 0.5, prices)] }
    decisions[0]?.append(Decision(statement: 0, value: 10))
    #expect(try trades(orders, bars, decisions) == ["1@100 1@102 target"])
  }

  @Test func excursionsAreThoseOfThePathBetweenTheFills() throws {
    let trade = Trade(
      entryRow: 0, exitRow: 2, entryPrice: try Price("100"), exitPrice: try Price("103"),
      entryMoment: Moment(leg: 2, price: 10_000_000_000),
      exitMoment: Moment(leg: 1, price: 10_300_000_000), risk: 200_000_000, units: 200_000_000,
      fees: .zero, entryStatement: 0, exitStatement: 0, reason: .target)
    func words(_ numbers: [Double]) -> [Int64] { numbers.map { Grid.word($0) } }
    // In on the way down from 120 to 95, out on the way up from 101: 120 and 90 are not seen.
    let bars = Bars(
      time: [0, 1, 2], open: words([119, 99, 101]), high: words([120, 102, 110]),
      low: words([95, 98, 90]), close: words([99, 101, 100]), volume: words([0, 0, 0]),
      interval: 1)
    let excursion = Excursion(trade, over: bars, by: .quill)
    #expect(excursion.adverse.description == "10" && excursion.favourable.description == "6")
    #expect(trade.riskMultiple == 1.5 && trade.slippage == .zero)
  }

  /// The units of a trade are those behind a split, and so are the prices it is measured by.
  @Test func excursionsGoOverSplits() throws {
    let trade = Trade(
      entryRow: 0, exitRow: 2, entryPrice: try Price("50"), exitPrice: try Price("50"),
      entryMoment: Moment(leg: 0, price: 5_000_000_000),
      exitMoment: Moment(leg: 0, price: 5_000_000_000), risk: 0, units: 2_000_000_000,
      fees: .zero, entryStatement: 0, exitStatement: 0, reason: .signal)
    func words(_ numbers: [Double]) -> [Int64] { numbers.map { Grid.word($0) } }
    let bars = Bars(
      time: [0, 10, 20], open: words([100, 50, 50]), high: words([101, 50.25, 50]),
      low: words([98, 50, 50]), close: words([100, 50, 50]), volume: words([0, 0, 0]),
      interval: 10)
    let split = try #require(CorporateAction.Split(new: 2, old: 1))
    let actions = [
      CorporateAction(time: 0, kind: .split(try #require(.init(new: 7, old: 1)))),
      CorporateAction(time: 5, kind: .split(split)),
      CorporateAction(time: 25, kind: .split(split)),
    ]
    let excursion = Excursion(trade, over: bars, by: .quill, actions: actions)
    #expect(excursion.adverse.description == "20" && excursion.favourable.description == "10")
  }

  /// The risk of an entry is to a stop that speaks of it, not to one that speaks of another.
  @Test func aPriceThatIsAskedOfAnEntryRisksNothingOfAnother() throws {
    let orders = [
      PriceTests.enter(), PriceTests.exit(.init(stop: PriceTests.price(.level))),
      PriceTests.exit(.init(target: PriceTests.price(.risk))),
    ]
    let stop = PriceTests.readings { $0.stop = 97 }
    let target = PriceTests.readings { $0.target = 1 }
    for (entry, expected) in [(1, [0]), (0, [2_300_000_000])] {
      var session = Session(
        orders, terms: Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X")),
        rules: Rules(mostEntries: 2), keepsFills: true)
      for row in 0..<4 {
        let price = Grid.word(row < 3 ? 100 : 120)
        let bar = Bar(
          time: Int64(row), open: price, high: price, low: price, close: price, volume: 0)
        session.trade(row: row, bar: bar)
        session.close(row: row, bar: bar)
        var decisions: [Decision] = []
        if row == 0 || row == 2 { decisions.append(Decision(statement: 0, value: 10)) }
        if row > 0 {
          decisions.append(Decision(statement: 1, entry: entry, prices: stop))
          decisions.append(Decision(statement: 2, prices: target))
        }
        session.decide(decisions)
      }
      #expect(session.openEntries() == 2)
      #expect(session.tracks.dropFirst().map(\.risk) == expected.map { Int64($0) })
    }
  }
}
