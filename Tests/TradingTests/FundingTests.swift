import Machine
import Testing

@testable import Trading

/// What an open position pays at fixed times for having no end.
@Suite struct FundingTests {
  private static let hour: Int64 = 3_600_000_000_000

  private static func bar(_ hour: Int64, _ price: Double, rate: Double = .nan) -> Bar {
    let word = Grid.word(price)
    return Bar(
      time: hour * Self.hour, open: word, high: word, low: word, close: word, volume: 0,
      extras: [Grid.word(rate)])
  }

  /// 10 units at 100, bought or sold at the second bar; then bars of these hours and rates.
  private static func paid(
    _ text: String, _ bars: [(hour: Int64, rate: Double)],
    _ direction: OrderStatement.Direction = .long
  ) throws -> String {
    var terms = Terms(capital: try Money("10000"), instrument: try Instrument(symbol: "X"))
    terms.funding = try Funding(text)
    let orders: [OrderStatement] = [.enter(direction, .units), .exit()]
    var session = Session(orders, terms: terms, keepsFills: true)
    session.findFunding(among: ["rate"])
    for (row, bar) in bars.enumerated() {
      let bar = Self.bar(bar.hour, 100, rate: bar.rate)
      session.trade(row: row, bar: bar)
      session.close(row: row, bar: bar)
      session.decide(row == 0 ? [Decision(statement: 0, value: 10)] : [])
      LedgerPropertyTests.checkConservation(session, orders, text)
    }
    return session.fundingPaid.description
  }

  /// Opened at 8:00, so that of 8:00 nothing is due; held through 16:00, and through 0:00 and 8:00
  /// of the next day, which lie between two bars.
  @Test func aRateIsDueAtItsTimes() throws {
    let bars: [(hour: Int64, rate: Double)] = [
      (7, .nan), (8, .nan), (15, .nan), (16, .nan), (17, .nan),
    ]
    #expect(try Self.paid("0.01% per 8h", bars) == "0.1")
    #expect(try Self.paid("0.01% per 8h", bars, .short) == "-0.1")
    #expect(try Self.paid("-0.01% per 8h", bars) == "-0.1")
    #expect(try Self.paid("0.01% per 8h", bars + [(33, .nan)]) == "0.3")
    #expect(try Self.paid("0.01% per 1h", bars) == "0.9")
    #expect(try Self.paid("0.03% per 1d", bars + [(24, .nan)]) == "0.3")
    #expect(try Self.paid("0.01% per 8h", [(1, .nan), (2, .nan), (7, .nan)]) == "0")
  }

  /// A column speaks of the bar it stands at: of every bar, or of the funding times in it.
  @Test func aColumnHasTheRate() throws {
    let bars: [(hour: Int64, rate: Double)] = [
      (7, 1), (8, 0.5), (12, 0.001), (16, .nan), (20, -0.002),
    ]
    #expect(try Self.paid("column rate", bars) == "-1")
    // 16:00 is the start of a bar without a rate; 24:00 lies in the bar of 20:00.
    #expect(try Self.paid("column Rate per 8h", bars) == "0")
    #expect(try Self.paid("column rate per 8h", bars + [(25, 0.7)]) == "-2")
    #expect(try Self.paid("column rate per 8h", bars + [(24, 0.003)]) == "3")
    #expect(try Self.paid("column other", bars) == "0")
    // Beyond 100 % it is no rate.
    #expect(try Self.paid("column rate", [(1, 0), (2, 0), (3, 7), (4, .infinity)]) == "0")
  }

  @Test func whatCannotBeReadIsRefused() {
    for text in [
      "", "0.01%", "0.01% per", "0.01% per 8", "0.01% per 0h", "0.01% per -8h", "x per 8h",
      "column", "column a b", "0.01% per 9999999999999d", "100% per 8h", "--1% per 8h",
    ] {
      #expect(throws: NumberFailure.self, "\(text)") { try Funding(text) }
    }
    for text in ["0.01% per 8h", "-0.005% per 90m", "column rate", "column rate per 1d"] {
      #expect(try! Funding(text).description == text)
    }
  }
}
