import Machine
import Testing

@testable import Trading

/// What the account may owe, what owing costs, and slippage that follows the bar.
@Suite struct MarginTests {
  private static func bar(_ day: Int, _ prices: [Double], volume: Double = 0) -> Bar {
    let words = prices.map { Grid.word($0) }
    return Bar(
      time: Int64(day) * 86_400_000_000_000, open: words[0], high: words[1], low: words[2],
      close: words[3], volume: Grid.word(volume))
  }

  private static func session(
    _ direction: OrderStatement.Direction, _ change: (inout Terms) throws -> Void
  ) throws -> Session {
    var terms = Terms(
      capital: try Money("1000"), instrument: try Instrument(symbol: "X"))
    try change(&terms)
    return Session(
      [.enter(direction, .units), .exit()], terms: terms, keepsFills: true)
  }

  /// 40 units at 100 with 1000: at 76 equity is 40, below 5 % of 3040.
  @Test func aPositionThatEquityNoLongerCarriesIsClosed() throws {
    var session = try MarginTests.session(.long) {
      $0.margin = try Margin(leverage: "4", maintenance: "5%")
    }
    session.trade(row: 0, bar: MarginTests.bar(0, [100, 100, 100, 100]))
    session.close(row: 0, bar: MarginTests.bar(0, [100, 100, 100, 100]))
    session.decide([Decision(statement: 0, value: 40)])
    session.trade(row: 1, bar: MarginTests.bar(1, [100, 101, 80, 90]))
    #expect(session.position.description == "40" && session.cash.description == "-3000")
    session.close(row: 1, bar: MarginTests.bar(1, [100, 101, 80, 90]))
    session.decide([])
    session.trade(row: 2, bar: MarginTests.bar(2, [90, 95, 76, 92]))
    #expect(session.position == .zero && session.cash.description == "40")
    let trade = try #require(session.trades.first)
    #expect(trade.reason == .liquidation && trade.exitPrice.description == "76")
    #expect(trade.exitStatement == -1)
    // Low first would have been first extreme: high is nearer, so it happened on the second leg.
    #expect(trade.exitMoment.leg == 2)
  }

  @Test func aShortIsClosedOnTheWayUp() throws {
    var session = try MarginTests.session(.short) {
      $0.margin = try Margin(leverage: "2", maintenance: "10%")
    }
    let flat = MarginTests.bar(0, [100, 100, 100, 100])
    session.trade(row: 0, bar: flat)
    session.close(row: 0, bar: flat)
    session.decide([Decision(statement: 0, value: 20)])
    session.trade(row: 1, bar: MarginTests.bar(1, [100, 137, 99, 120]))
    // 3000 - 20 * 137 = 260 is less than 10 % of 2740.
    #expect(session.position == .zero && session.cash.description == "260")
    #expect(session.trades.first?.reason == .liquidation)
  }

  @Test func leverageIsWhatAnEntryMayCost() throws {
    for (leverage, units) in [("1", "10"), ("2.5", "25")] {
      var session = try MarginTests.session(.long) {
        $0.margin = try Margin(leverage: leverage, maintenance: "0")
      }
      let flat = MarginTests.bar(0, [100, 100, 100, 100])
      for (row, wanted) in [(0, try Quantity(units).number + 1), (1, try Quantity(units).number)] {
        session.trade(row: row, bar: flat)
        session.close(row: row, bar: flat)
        session.decide([Decision(statement: 0, value: wanted)])
      }
      #expect(session.refusals.map(\.reason) == [.cash])
      session.trade(row: 2, bar: flat)
      #expect(session.position.description == units)
    }
    #expect(throws: NumberFailure.outOfRange("0.5")) {
      try Margin(leverage: "0.5", maintenance: "5%")
    }
    #expect(throws: NumberFailure.outOfRange("100%")) {
      try Margin(leverage: "5", maintenance: "100%")
    }
  }

  /// 10 units at 100, short over 73 days at 10 % a year: a fifth of 100.
  @Test func borrowedUnitsCostWhatTimePasses() throws {
    var session = try MarginTests.session(.short) { $0.borrow = try Ratio("10%") }
    for (row, day) in [0, 1, 74, 75].enumerated() {
      let flat = MarginTests.bar(day, [100, 100, 100, 100])
      session.trade(row: row, bar: flat)
      session.close(row: row, bar: flat)
      session.decide(
        [
          row == 0 ? Decision(statement: 0, value: 10) : row == 2 ? Decision(statement: 1) : nil
        ].compactMap { $0 })
    }
    // Of the last day it costs one more: it ends at the open.
    let day = 100.0 / 365
    #expect(abs(session.borrowPaid.number - 20 - day) < 1e-12)
    #expect(session.cash.count == Money.perUnit * 1000 - session.borrowPaid.count)
  }

  @Test func slippageFollowsTheBar() throws {
    let tick = try Price("0.01")
    for (text, volume, price) in [
      ("10% of range", 400.0, "100.4"), ("impact 20%", 400, "103.16227767"),
      ("impact 20%", 10, "120"), ("impact 20%", .nan, "120"),
      ("impact 20%", 2.5, "140"),
      ("1% + 2 ticks + 10% of range", 400, "101.42"),
    ] {
      var session = try MarginTests.session(.long) {
        $0.slippage = try SlippageModel(text, tick: tick)
        $0.capital = try Money("100000")
      }
      let bar = MarginTests.bar(0, [100, 103, 99, 100], volume: volume)
      session.trade(row: 0, bar: bar)
      session.close(row: 0, bar: bar)
      session.decide([Decision(statement: 0, value: 10)])
      session.trade(row: 1, bar: bar)
      #expect(session.fills.first?.price.description == price, "\(text)")
    }
    var terms = Terms(capital: try Money("100000"), instrument: try Instrument(symbol: "X"))
    terms.slippage = try SlippageModel("impact 20%", tick: tick)
    var reversed = Session(
      [.enter(.long, .units), .enter(.short, .units)], terms: terms, keepsFills: true)
    for (row, statement) in [0, 1, nil].enumerated() {
      let bar = MarginTests.bar(row, [100, 103, 99, 100], volume: 1_000)
      reversed.trade(row: row, bar: bar)
      reversed.close(row: row, bar: bar)
      reversed.decide(
        statement.map { [Decision(statement: $0, value: 25 - 15 * Double($0))] } ?? [])
    }
    // What is in its way is traded too: 35 of 1,000.
    #expect(reversed.fills.last?.price.description == "96.25834261")
    for wrong in ["", "of range", "impact", "2 ticks + x", "-1% of range"] {
      #expect(throws: NumberFailure.self, "\(wrong)") { try SlippageModel(wrong, tick: tick) }
    }
    #expect(try SlippageModel("5bps", tick: nil) == .share(try Ratio("5bps")))
    #expect(try SlippageModel("3 ticks", tick: tick) == .amount(try Price("0.03")))
    #expect(try SlippageModel("0 ticks", tick: tick) == .none)
  }
}
