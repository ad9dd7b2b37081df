import Machine

@testable import Trading

/// A session with a bar counter, for scenarios: what a test says, bar by bar.
struct Desk: ~Copyable {
  var session: Session
  private(set) var row = -1

  init(
    _ orders: [OrderStatement], capital: String = "10000", fee: String = "0",
    slippage: String = "0", tick: String? = nil, lot: String? = nil,
    timing: FillTiming = .nextOpen
  ) throws {
    let instrument = try Instrument(
      symbol: "TEST", tick: tick.map { try Price($0) }, lot: lot.map { try Quantity($0) })
    session = Session(
      orders,
      terms: Terms(
        capital: try Money(capital), instrument: instrument, fee: .share(try Ratio(fee)),
        slippage: .share(try Ratio(slippage)), timing: timing), keepsFills: true)
  }

  /// One bar: it opens, closes, and these statements act at its close.
  mutating func bar(_ open: Double, _ close: Double, _ acts: Act...) {
    row += 1
    session.open(row: row, word: Grid.word(open))
    session.close(row: row, word: Grid.word(close))
    session.decide(acts.map(\.decision))
  }

  /// Fills as `row side quantity price`.
  var fills: [String] {
    session.fills.map { "\($0.row) \($0.side) \($0.quantity) \($0.price)" }
  }

  /// Trades as `entry>exit side quantity entry-price exit-price net reason`.
  var trades: [String] {
    session.trades.map {
      "\($0.entryRow)>\($0.exitRow) \($0.direction) \($0.quantity) \($0.entryPrice) "
        + "\($0.exitPrice) \($0.net) \($0.reason.text)"
    }
  }

  /// Refusals as `statement reason xcount`.
  var refusals: [String] {
    session.refusals.map { "\($0.statement) \($0.reason.text) x\($0.count)" }
  }
}

extension OrderStatement {
  private static let slot = Slot(.number, 0)

  static func enter(
    _ direction: Direction, tag: String? = nil, _ unit: SizeUnit? = nil
  ) -> OrderStatement {
    OrderStatement(
      kind: .enter(direction, tag: tag, size: unit.map { Size(unit: $0, value: slot) }),
      when: Slot(.flag, 0), origin: Origin(0, 0))
  }

  static func exit(_ selector: Selector = .all, share: Bool = false) -> OrderStatement {
    OrderStatement(
      kind: .exit(selector, share: share ? slot : nil), when: Slot(.flag, 0), origin: Origin(0, 0))
  }
}

/// A decision as a test writes it: `1`, or `.sized(1, 0.5)`.
struct Act: ExpressibleByIntegerLiteral {
  let decision: Decision

  init(integerLiteral value: Int) { decision = Decision(statement: value) }
  private init(_ decision: Decision) { self.decision = decision }

  static func sized(_ statement: Int, _ value: Double) -> Act {
    Act(Decision(statement: statement, value: value))
  }
}
