import Machine
import Testing

@testable import Trading

/// Contracts: money is price times quantity times what a point is worth.
@Suite struct PointValueTests {
  private static func session(
    _ pointValue: String, lot: String? = nil, fee: String = "0", slippage: String = "0"
  ) throws -> Session {
    let instrument = try Instrument(
      symbol: "ES", tick: Price("0.25"), lot: lot.map { try Quantity($0) },
      pointValue: Price(pointValue))
    let terms = Terms(
      capital: try Money("1000000"), instrument: instrument,
      fee: try FeeModel(fee).of(instrument),
      slippage: try SlippageModel(slippage, tick: Price("0.25")))
    return Session([.enter(.long, .units), .enter(.long), .exit()], terms: terms, keepsFills: true)
  }

  private static func bar(
    _ session: inout Session, _ row: Int, _ price: Double, _ decisions: Decision...
  ) {
    let word = Grid.word(price)
    let bar = Bar(
      time: Int64(row), open: word, high: word, low: word, close: word, volume: Grid.word(1000))
    session.trade(row: row, bar: bar)
    session.close(row: row, bar: bar)
    session.decide(decisions)
  }

  private static func shown(_ session: borrowing Session) -> String {
    session.terms.instrument.contracts(of: session.position).description
  }

  @Test func aPointIsWorthItsMoney() throws {
    var session = try Self.session("50", fee: "2.25/unit")
    Self.bar(&session, 0, 4000, Decision(statement: 0, value: 3.7))
    Self.bar(&session, 1, 4000.25, Decision(statement: 2))
    // Whole contracts where no lot is said.
    #expect(Self.shown(session) == "3" && session.values[.position] == 3)
    #expect(session.positionValue.description == "600037.5")
    Self.bar(&session, 2, 4010.5)
    #expect(session.trades.map(\.gross.description) == ["1537.5"])
    #expect(session.trades.map(\.fees.description) == ["13.5"])
    #expect(session.cash.description == "1001524")
    #expect(session.terms.instrument.lot?.description == "1")
  }

  @Test func aShareOfEquityIsContracts() throws {
    var session = try Self.session("50")
    Self.bar(&session, 0, 4000, Decision(statement: 1))
    Self.bar(&session, 1, 4000)
    #expect(Self.shown(session) == "5")
    var small = try Self.session("12.5", lot: "0.1")
    Self.bar(&small, 0, 4000, Decision(statement: 1))
    Self.bar(&small, 1, 4000)
    #expect(Self.shown(small) == "20" && small.terms.instrument.lot?.description == "0.1")
  }

  /// An impact compares contracts with the volume, which is one of contracts.
  @Test func theVolumeIsOneOfContracts() throws {
    var session = try Self.session("50", slippage: "impact 10%")
    Self.bar(&session, 0, 4000, Decision(statement: 0, value: 2.5))
    Self.bar(&session, 1, 4000)
    // Two of a thousand: 10 % times the root of 0.002, up to the tick.
    #expect(session.fills.map(\.price.description) == ["4018"])
  }

  @Test func aLotMustBeAWholeCount() throws {
    #expect(throws: NumberFailure.self) {
      try Instrument(symbol: "X", lot: Quantity("0.00000001"), pointValue: Price("0.5"))
    }
    #expect(throws: NumberFailure.self) {
      try Instrument(symbol: "X", lot: Quantity("90000000000"), pointValue: Price("50"))
    }
    let micro = try Instrument(symbol: "X", lot: Quantity("1"), pointValue: Price("0.1"))
    #expect(micro.contracts(of: Quantity(count: 30_000_000)).description == "3")
  }
}
