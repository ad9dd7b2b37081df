import Machine
import TestSupport
import Testing

@testable import Trading

/// A bar lends a share of its volume; what is more of an order stays.
@Suite struct VolumeTests {
  private static let slot = Slot(.number, 0)

  /// A session in which a quarter of every bar's volume may fill, or another share.
  private static func session(
    _ orders: [OrderStatement], mostEntries: Int = 1, lot: String? = "1",
    participation: Ratio? = nil
  ) throws -> Session {
    var terms = Terms(
      capital: try Money("100000"),
      instrument: try Instrument(symbol: "X", lot: lot.map { try Quantity($0) }),
      fee: .share(try Ratio("0.001")))
    terms.participation = try participation ?? Ratio("25%")
    return Session(orders, terms: terms, rules: Rules(mostEntries: mostEntries), keepsFills: true)
  }

  private static func enter(
    _ direction: OrderStatement.Direction = .long, at: Bool = false, beyond: Bool = false,
    keep: Bool = false, prices: OrderStatement.ExitPrices? = nil
  ) -> OrderStatement {
    let isPlaced = at || beyond
    return OrderStatement(
      kind: .enter(direction, tag: nil, size: .init(unit: .units, value: slot)),
      when: Slot(.flag, 0),
      placement: isPlaced
        ? .init(at: at ? slot : nil, beyond: beyond ? slot : nil, keep: keep ? Slot(.flag, 1) : nil)
        : nil, prices: prices, origin: Origin(0, 0))
  }

  /// A bar trades and closes; then something is decided.
  private static func bar(
    _ session: inout Session, _ row: Int, _ prices: [Double], volume: Double,
    _ decisions: Decision...
  ) {
    let words = prices.map { Grid.word($0) }
    let bar = Bar(
      time: Int64(row) * 86_400_000_000_000, open: words[0], high: words[1], low: words[2],
      close: words[3], volume: Grid.word(volume))
    session.trade(row: row, bar: bar)
    session.close(row: row, bar: bar)
    session.decide(decisions)
  }

  private static func fills(_ session: borrowing Session) -> [String] {
    session.fills.map { "\($0.row) \($0.side) \($0.quantity) \($0.price)" }
  }

  private static func wants(_ statement: Int, _ value: Double) -> Decision {
    Decision(statement: statement, value: value)
  }

  @Test func theRestOfAMarketOrderGoesOnWithTheNextBars() throws {
    var session = try Self.session([Self.enter(), .exit()])
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 100, Self.wants(0, 60))
    Self.bar(&session, 1, [100, 100, 100, 100], volume: 103)
    Self.bar(&session, 2, [101, 101, 101, 101], volume: .nan)
    Self.bar(&session, 3, [102, 102, 102, 102], volume: 80)
    Self.bar(&session, 4, [103, 103, 103, 103], volume: 1000, Decision(statement: 1))
    // A quarter of 103, in whole units; then 20; then what is left.
    #expect(Self.fills(session) == ["1 buy 25 100", "3 buy 20 102", "4 buy 15 103"])
    let entries = session.openEntries()
    #expect(entries == 1)
    Self.bar(&session, 5, [110, 110, 110, 110], volume: 200)
    Self.bar(&session, 6, [111, 111, 111, 111], volume: 200)
    #expect(Self.fills(session).suffix(2) == ["5 sell 50 110", "6 sell 10 111"])
    // Each part is a lot: the first one is through, the second one begun.
    #expect(session.trades.map(\.quantity.description) == ["25", "20", "5", "10"])
    #expect(session.trades.map(\.entryPrice.description) == ["100", "102", "103", "103"])
    let counts = session.refusals.map { "\($0.statement) \($0.reason.text) \($0.count)" }
    #expect(counts == ["0 volume 3", "1 volume 1"])
    LedgerPropertyTests.checkConservation(session, [Self.enter(), .exit()], "market")
  }

  @Test func closingEndsWhatIsLeftOfTheEntry() throws {
    var session = try Self.session([Self.enter(), .exit()])
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 100, Self.wants(0, 60))
    Self.bar(&session, 1, [100, 100, 100, 100], volume: 80, Decision(statement: 1))
    Self.bar(&session, 2, [100, 100, 100, 100], volume: 80)
    Self.bar(&session, 3, [100, 100, 100, 100], volume: 800)
    #expect(Self.fills(session) == ["1 buy 20 100", "2 sell 20 100"])
    #expect(!session.hasPending && session.position == .zero)
  }

  /// An exit takes its share of what was filled once, in parts; what is on its way ends with what
  /// it speaks of.
  @Test func aShareIsTakenOnceInParts() throws {
    var session = try Self.session([Self.enter(), .exit(share: true), .exit()])
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 100, Self.wants(0, 40))
    Self.bar(&session, 1, [100, 100, 100, 100], volume: 400, Self.wants(1, 0.5))
    Self.bar(&session, 2, [100, 100, 100, 100], volume: 48, Self.wants(1, 0.5))
    Self.bar(&session, 3, [100, 100, 100, 100], volume: 16, Self.wants(1, 0.5))
    Self.bar(&session, 4, [100, 100, 100, 100], volume: 400, Self.wants(1, 0.5))
    #expect(
      Self.fills(session)
        == ["1 buy 40 100", "2 sell 12 100", "3 sell 4 100", "4 sell 4 100"])
    #expect(session.position.description == "20")
    Self.bar(&session, 5, [100, 100, 100, 100], volume: 400)
    #expect(session.position.description == "20" && !session.hasPending)
    Self.bar(&session, 6, [100, 100, 100, 100], volume: 400, Decision(statement: 2))
    Self.bar(&session, 7, [100, 100, 100, 100], volume: 400)
    #expect(session.position == .zero)
  }

  /// A stop that was touched is at the market from the next open on, whatever the price does; a
  /// target waits at its price.
  @Test func stopsGoOnAtTheMarketAndTargetsAtTheirPrice() throws {
    for (isStop, expected) in [
      (true, ["1 buy 40 100", "2 sell 10 95", "3 sell 15 99", "4 sell 15 98"]),
      (false, ["1 buy 40 100", "2 sell 10 105", "4 sell 25 105", "5 sell 5 105"]),
    ] {
      let price = OrderStatement.ExitPrice(.level, Self.slot)
      let order = Self.enter(prices: isStop ? .init(stop: price) : .init(target: price))
      var session = try Self.session([order])
      var readings = PriceReadings()
      (readings.stop, readings.target) = isStop ? (95, .nan) : (.nan, 105)
      Self.bar(
        &session, 0, [100, 100, 100, 100], volume: 100,
        Decision(statement: 0, value: 40, prices: readings))
      Self.bar(&session, 1, [100, 100, 100, 100], volume: 400)
      Self.bar(&session, 2, [100, 106, 94, 99], volume: 40)
      Self.bar(&session, 3, [99, 100, 98, 98], volume: 60)
      Self.bar(&session, 4, isStop ? [98, 99, 97, 98] : [98, 106, 97, 104], volume: 100)
      Self.bar(&session, 5, isStop ? [98, 99, 97, 98] : [104, 107, 103, 104], volume: 100)
      #expect(Self.fills(session) == expected)
      #expect(session.trades.allSatisfy { $0.reason == (isStop ? .stop : .target) })
      #expect(session.position == .zero && !session.hasPending)
    }
  }

  /// A target that a thin bar cannot fill does not switch off the stop beside it.
  @Test func theStopGuardsWhatWaitsAtATarget() throws {
    let price = OrderStatement.ExitPrice(.level, Self.slot)
    for (volume, expected) in [
      (0.0, ["1 buy 10 100", "3 sell 10 98.5"]),
      (12, ["1 buy 10 100", "2 sell 3 101", "3 sell 7 98.5"]),
    ] {
      var session = try Self.session([Self.enter(prices: .init(stop: price, target: price))])
      var readings = PriceReadings()
      (readings.stop, readings.target) = (98, 101)
      Self.bar(
        &session, 0, [100, 100, 100, 100], volume: 400,
        Decision(statement: 0, value: 10, prices: readings))
      Self.bar(&session, 1, [100, 100, 100, 100], volume: 400)
      Self.bar(&session, 2, [100, 101.5, 97.5, 98], volume: volume)
      Self.bar(&session, 3, [98.5, 102, 98.5, 102], volume: 400)
      #expect(Self.fills(session) == expected)
      #expect(session.trades.last?.reason == .stop)
    }
  }

  /// A share is one of all that an entry has filled, also of parts that are closed; distances count
  /// from its first part.
  @Test func closedPartsStillCount() throws {
    let orders: [OrderStatement] = [
      Self.enter(), .exit(share: true), .exit(share: true),
      OrderStatement(
        kind: .exit(.all, share: nil), when: Slot(.flag, 0),
        prices: .init(stop: .init(.ratio, Self.slot)), origin: Origin(0, 0)),
    ]
    var session = try Self.session(orders)
    session.followsEntries = true
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 400, Self.wants(0, 10))
    Self.bar(&session, 1, [100, 100, 100, 100], volume: 8)
    Self.bar(&session, 2, [110, 110, 110, 110], volume: 400, Self.wants(1, 0.7))
    Self.bar(&session, 3, [110, 110, 110, 110], volume: 400, Self.wants(2, 0.3))
    var readings = PriceReadings()
    readings.stop = 0.05
    #expect(session.tracks.map(\.price.description) == ["100"])
    #expect(session.tracks.map(\.row) == [1])
    Self.bar(
      &session, 4, [110, 110, 110, 110], volume: 400,
      Decision(statement: 3, prices: readings))
    #expect(Self.fills(session).suffix(2) == ["3 sell 7 110", "4 sell 3 110"])
    #expect(session.position == .zero)
  }

  @Test func aWholeBarIsACapToo() throws {
    #expect(try Ratio(upToWhole: "100%") == .whole && Ratio(upToWhole: "1") == .whole)
    #expect(try Ratio(upToWhole: "99.9%") == Ratio("0.999"))
    #expect(throws: NumberFailure.self) { try Ratio(upToWhole: "100.1%") }
    #expect(throws: NumberFailure.self) { try Ratio("100%") }
    var session = try Self.session([Self.enter()], participation: .whole)
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 6, Self.wants(0, 10))
    Self.bar(&session, 1, [100, 100, 100, 100], volume: 6)
    Self.bar(&session, 2, [100, 100, 100, 100], volume: 6)
    #expect(Self.fills(session) == ["1 buy 6 100", "2 buy 4 100"])
  }

  /// What waits was decided for what was open: an entry that fills meanwhile is left alone.
  @Test func theRestOfAnExitLeavesLaterEntriesAlone() throws {
    var session = try Self.session([Self.enter(), .exit()], mostEntries: 2)
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 400, Self.wants(0, 10))
    Self.bar(
      &session, 1, [100, 100, 100, 100], volume: 400, Decision(statement: 1), Self.wants(0, 5))
    Self.bar(&session, 2, [100, 100, 100, 100], volume: 48)
    Self.bar(&session, 3, [100, 100, 100, 100], volume: 400)
    Self.bar(&session, 4, [100, 100, 100, 100], volume: 400)
    #expect(session.position.description == "5" && !session.hasPending)
  }

  /// A limit waits at its price as long as its statement keeps it, a stop goes to the market.
  @Test func theRestOfAnEntryWaitsWhereItsOrderDoes() throws {
    for isLimit in [true, false] {
      let order = Self.enter(at: isLimit, beyond: !isLimit, keep: true)
      var session = try Self.session([order])
      var readings = PriceReadings()
      (readings.at, readings.beyond) = isLimit ? (99, .nan) : (.nan, 101)
      let keeps = Decision(statement: 0, .keeps)
      Self.bar(
        &session, 0, [100, 100, 100, 100], volume: 100,
        Decision(statement: 0, value: 40, prices: readings))
      Self.bar(&session, 1, [100, 102, 98, 100], volume: 40, keeps)
      Self.bar(&session, 2, [100, 100.5, 99.5, 100], volume: 40, keeps)
      Self.bar(&session, 3, [100, 100.5, 98, 100], volume: 40, keeps)
      Self.bar(&session, 4, [100, 100.5, 98, 100], volume: 400)
      let limit = ["1 buy 10 99", "3 buy 10 99", "4 buy 20 99"]
      let stop = ["1 buy 10 101", "2 buy 10 100", "3 buy 10 100", "4 buy 10 100"]
      #expect(Self.fills(session) == (isLimit ? limit : stop))
      let (entries, isPending) = (session.openEntries(), session.hasPending)
      #expect(entries == 1 && !isPending)
    }
  }

  @Test func aReversalClosesBeforeItOpens() throws {
    var session = try Self.session([Self.enter(), Self.enter(.short)])
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 100, Self.wants(0, 30))
    Self.bar(&session, 1, [100, 100, 100, 100], volume: 400, Self.wants(1, 10))
    Self.bar(&session, 2, [100, 100, 100, 100], volume: 80)
    #expect(session.position.description == "10")
    Self.bar(&session, 3, [101, 101, 101, 101], volume: 60)
    #expect(session.position.description == "-5")
    Self.bar(&session, 4, [102, 102, 102, 102], volume: 400)
    #expect(session.position.description == "-10" && !session.hasPending)
    #expect(session.trades.map(\.reason) == [.reversal, .reversal])
    LedgerPropertyTests.checkConservation(session, [Self.enter(), Self.enter(.short)], "reversal")
  }

  /// Two entries are never more than two, whatever the parts; and no second order is sent behind
  /// one that has not filled whole.
  @Test func partsCountAsOneEntry() throws {
    var session = try Self.session([Self.enter(), Self.enter()], mostEntries: 2)
    Self.bar(&session, 0, [100, 100, 100, 100], volume: 100, Self.wants(0, 30))
    Self.bar(
      &session, 1, [100, 100, 100, 100], volume: 40, Self.wants(0, 30), Self.wants(1, 30))
    Self.bar(&session, 2, [100, 100, 100, 100], volume: 40)
    Self.bar(&session, 3, [100, 100, 100, 100], volume: 60)
    Self.bar(&session, 4, [100, 100, 100, 100], volume: 1000)
    let entries = session.openEntries()
    #expect(entries == 2 && session.position.description == "60")
    #expect(session.refusals.contains { $0.statement == 0 && $0.reason == .pending })
    Self.bar(&session, 5, [100, 100, 100, 100], volume: 100, Self.wants(1, 30))
    #expect(session.refusals.contains { $0.reason == .alreadyOpen })
  }
}
