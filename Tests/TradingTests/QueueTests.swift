import Machine
import Testing

@testable import Trading

/// The rule of Pine, one scenario each.
@Suite struct QueueTests {
  private static let slot = Slot(.number, 0)

  private static func stop(
    _ direction: OrderStatement.Direction, _ tag: String
  ) -> OrderStatement {
    OrderStatement(
      kind: .enter(direction, tag: tag, size: .init(unit: .units, value: slot)),
      when: Slot(.flag, 0), placement: .init(at: nil, beyond: slot, keep: Slot(.flag, 0)),
      prices: nil, origin: Origin(0, 0))
  }

  private static func trail(_ after: Bool) -> OrderStatement {
    OrderStatement(
      kind: .exit(.all, share: nil), when: Slot(.flag, 0),
      prices: .init(
        stop: nil, target: nil, trail: .init(.distance, slot),
        after: after ? .init(.distance, slot) : nil), origin: Origin(0, 0))
  }

  private static func session(_ orders: [OrderStatement], fee: String = "0") throws -> Session {
    Session(
      orders,
      terms: Terms(
        capital: try Money("1000"), instrument: try Instrument(symbol: "X"),
        fee: try FeeModel(fee), rule: .pine), keepsFills: true)
  }

  private static func bar(
    _ row: Int, _ prices: [Double], _ session: inout Session, _ decisions: [Decision] = []
  ) {
    let words = prices.map { Grid.word($0) }
    let bar = Bar(
      time: Int64(row), open: words[0], high: words[1], low: words[2], close: words[3], volume: 0)
    session.trade(row: row, bar: bar)
    session.close(row: row, bar: bar)
    session.decide(decisions)
  }

  private static func fills(_ session: borrowing Session) -> [String] {
    session.fills.map { "\($0.row) \($0.side) \($0.quantity) \($0.price)" }
  }

  private static func waits(_ statement: Int, _ price: Double, _ value: Double = 1) -> Decision {
    var prices = PriceReadings()
    prices.beyond = price
    return Decision(statement: statement, value: value, prices: prices)
  }

  /// Stops on both sides, sent while nothing was open: the second one met only closes.
  @Test func theSiblingOfAnEntryOnlyCloses() throws {
    let orders = [QueueTests.stop(.long, "a"), QueueTests.stop(.short, "b")]
    var session = try QueueTests.session(orders)
    let keeps = [0, 1].map { Decision(statement: $0, .keeps) }
    QueueTests.bar(
      0, [100, 100, 100, 100], &session, [QueueTests.waits(0, 102), QueueTests.waits(1, 98)])
    QueueTests.bar(1, [100, 103, 99.5, 102], &session, keeps)
    QueueTests.bar(2, [102, 102, 97, 97], &session, keeps)
    #expect(QueueTests.fills(session) == ["1 buy 1 102", "2 sell 1 98"])
    #expect(session.trades.map(\.reason) == [.reversal])
    // One that is larger opens what is left of it.
    var other = try QueueTests.session(orders)
    QueueTests.bar(
      0, [100, 100, 100, 100], &other, [QueueTests.waits(0, 102), QueueTests.waits(1, 98, 3)])
    QueueTests.bar(1, [100, 103, 99.5, 102], &other, keeps)
    QueueTests.bar(2, [102, 102, 97, 97], &other, keeps)
    #expect(other.position.description == "-2")
  }

  /// In one bar the path decides which of them opens: a long one may be closed behind it, a short
  /// one is not, and the long stop ends.
  @Test func oneBarMayMeetBothStops() throws {
    let orders = [QueueTests.stop(.long, "a"), QueueTests.stop(.short, "b")]
    let sent = [QueueTests.waits(0, 102), QueueTests.waits(1, 98)]
    let keeps = [0, 1].map { Decision(statement: $0, .keeps) }
    var high = try QueueTests.session(orders)
    QueueTests.bar(0, [100, 100, 100, 100], &high, sent)
    QueueTests.bar(1, [100, 102.5, 97, 99], &high, keeps)
    #expect(QueueTests.fills(high) == ["1 buy 1 102", "1 sell 1 98"])
    var low = try QueueTests.session(orders)
    QueueTests.bar(0, [100, 100, 100, 100], &low, sent)
    QueueTests.bar(1, [100, 103, 97.5, 99], &low, keeps)
    QueueTests.bar(2, [99, 105, 99, 105], &low, keeps)
    #expect(QueueTests.fills(low) == ["1 sell 1 98"])
    #expect(low.refusals.map(\.reason) == [.opposed])
  }

  /// A size that follows equity counts from the price of the fill and what the account has made.
  @Test func aShareIsSizedAtItsFill() throws {
    var session = try QueueTests.session([.enter(.long), .exit()], fee: "1/order")
    QueueTests.bar(0, [100, 100, 100, 100], &session, [Decision(statement: 0)])
    QueueTests.bar(1, [125, 125, 125, 125], &session, [Decision(statement: 1)])
    QueueTests.bar(2, [150, 150, 150, 150], &session, [Decision(statement: 0)])
    QueueTests.bar(3, [100, 100, 100, 100], &session)
    // 1000 / 125; then 1000 + 8 * 25 - 2 of fees at 100. The fee is not kept back.
    #expect(QueueTests.fills(session) == ["1 buy 8 125", "2 sell 8 150", "3 buy 11.98 100"])
    #expect(session.cash.description == "-1")
  }

  /// Units at the market are refused where they are worth more than the account has made.
  @Test func unitsAreHeldToTheCloseThatSendsThem() throws {
    var session = try QueueTests.session([.enter(.long, .units)])
    QueueTests.bar(0, [100, 100, 100, 100], &session, [Decision(statement: 0, value: 11)])
    #expect(session.refusals.map(\.reason) == [.cash])
    QueueTests.bar(1, [100, 100, 100, 100], &session, [Decision(statement: 0, value: 10)])
    QueueTests.bar(2, [200, 200, 200, 200], &session)
    #expect(session.position.description == "10" && session.cash.description == "-1000")
  }

  /// A trail that begins at a close forgets the prices before it.
  @Test func aTrailBeginsAtTheCloseThatReadsIt() throws {
    var prices = PriceReadings()
    prices.trail = 5
    var session = try QueueTests.session([.enter(.long, .units), QueueTests.trail(false)])
    QueueTests.bar(0, [100, 100, 100, 100], &session, [Decision(statement: 0, value: 1)])
    let reads = [Decision(statement: 1, prices: prices)]
    QueueTests.bar(1, [100, 120, 99, 110], &session, reads)
    // From 110, not from 120: 105 is not met by 106, and is by 104.
    QueueTests.bar(2, [110, 110, 106, 107], &session, reads)
    #expect(session.position.description == "1")
    QueueTests.bar(3, [107, 107, 104, 104], &session, reads)
    #expect(QueueTests.fills(session) == ["1 buy 1 100", "3 sell 1 105"])
  }

  /// Sums of quantities that do not fit are refused, not trapped.
  @Test func quantitiesThatDoNotFitAreRefused() throws {
    let orders = [OrderStatement.enter(.long), .exit()]
    var session = Session(
      orders,
      terms: Terms(
        capital: try Money("40000"), instrument: try Instrument(symbol: "X"), rule: .pine),
      rules: Rules(mostEntries: 5), keepsFills: true)
    for row in 0..<5 {
      QueueTests.bar(
        row, Array(repeating: 0.000_000_6, count: 4), &session, [Decision(statement: 0)])
    }
    #expect(session.fills.count == 1 && session.refusals.map(\.reason) == [.overflow])
    QueueTests.bar(5, Array(repeating: 0.000_000_6, count: 4), &session, [Decision(statement: 1)])
    QueueTests.bar(6, Array(repeating: 0.000_000_6, count: 4), &session)
    #expect(session.position == .zero)
  }
}
